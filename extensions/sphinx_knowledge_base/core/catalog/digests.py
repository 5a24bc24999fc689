"""Digests of the catalog's data on each page: only pages whose digest changed are written again.

Facts are plain values.  If the facts of a page are equal in two builds, the catalog gives the page
the same bytes.

Most edits change one article, and the facts of all other pages need not even be compared.
:meth:`CatalogFacts.articles` tells which articles changed, :meth:`CatalogFacts.pages_showing` on
which pages they are, and :meth:`CatalogFacts.rest` whether anything else did.  So a page may show
of other articles only what :meth:`CatalogFacts.pages_showing` knows of.
"""

from __future__ import annotations

from dataclasses import fields
from hashlib import blake2b
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.core.catalog.catalog import term_keys
from sphinx_knowledge_base.core.model import TAXONOMIES, Article

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.catalog.pages import Page
    from sphinx_knowledge_base.core.model import Taxonomy, Term

#: The taxonomies whose terms lists show with each article.
_ON_CARDS: tuple[Taxonomy, ...] = ("categories", "audiences", "tags")

#: The values of an article besides its front matter.
_resolved = attrgetter(*(field.name for field in fields(Article) if field.name != "front_matter"))

#: Nested tuples, lists and mappings of values whose ``repr`` is complete.
Facts = tuple[Any, ...]


class CatalogFacts:
    """The facts that pages show of one catalog.

    Most articles and terms are shown on many pages, so each is digested once, and its digest
    replaces it everywhere.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._articles: dict[str, str] = {}
        self._cards: dict[str, str] = {}
        self._terms: dict[tuple[Taxonomy, str], str] = {}

    def articles(self) -> dict[str, str]:
        """Return a digest of the data of each article, by docname."""
        return {article.docname: self._article(article) for article in self._catalog.articles}

    def rest(self) -> str:
        """Return a digest of all other data: terms, lists, relations, redirects."""
        catalog = self._catalog
        return digest(
            (
                catalog.routes,
                catalog.terms,
                [(key, _slugs(members)) for key, members in catalog.members.items()],
                catalog.keys,
                catalog.related,
                [
                    (page.docname, page.number, page.older, page.newer, _slugs(page.articles))
                    for page in catalog.pages.values()
                ],
                [(one.docname, one.slug, one.source, one.unpublished) for one in catalog.articles],
                catalog.redirects,
                catalog.former_slugs,
                catalog.unpublished,
            )
        )

    def pages_showing(self, docnames: AbstractSet[str]) -> set[str]:
        """Return the docnames of the pages that show data of the articles *docnames*.

        Hand-written documents are not among them, nor links in the text of articles.
        """
        catalog = self._catalog
        articles = [one for docname in docnames if (one := catalog.article_at(docname))]
        slugs = {article.slug for article in articles}
        near = [
            one
            for neighbours in map(catalog.neighbours, articles)
            for one in (neighbours.newer, neighbours.older)
            if one
        ]
        in_series = [
            one
            for article in articles
            for key in term_keys(article, "series")
            for one in catalog.members["series", key]
        ]
        relating = [
            one
            for slug, related in catalog.related.items()
            if any(relation.slug in slugs for relation in related)
            and (one := catalog.article(slug))
        ]
        lists = [
            page.docname
            for page in catalog.pages.values()
            if any(article.slug in slugs for article in page.articles)
        ]
        return {one.docname for one in (*articles, *near, *in_series, *relating)} | {*lists}

    def _article(self, article: Article) -> str:
        """Return a digest of everything that is known of an article."""
        if (known := self._articles.get(article.slug)) is None:
            own = article.front_matter
            # The dictionaries: the repr of a pydantic model is slow.
            written = vars(own) | {"authors": list(map(vars, own.authors))}
            known = self._articles[article.slug] = digest((_resolved(article), written))
        return known

    def card(self, article: Article) -> str:
        """Return a digest of the data that lists show of an article."""
        if (known := self._cards.get(article.slug)) is None:
            known = self._cards[article.slug] = digest(self._on_card(article))
        return known

    def _on_card(self, article: Article) -> Facts:
        return (
            *name(article),
            article.excerpt,
            tuple(
                (term.slug, term.title)
                for taxonomy in _ON_CARDS
                for term in self._catalog.terms_of(article, taxonomy)
            ),
            article.published,
            article.updated,
            article.reading_minutes,
            # A missing image has a placeholder; an article that names no image has none.
            article.front_matter.featured_image,
            article.image,
            article.image_size,
            article.unpublished,
        )

    def _term(self, term: Term) -> str:
        """Return a digest of everything about a term."""
        key = term.taxonomy, term.key
        if (known := self._terms.get(key)) is None:
            known = self._terms[key] = digest(term)
        return known

    def cards(self, articles: Iterable[Article]) -> Facts:
        """Return the facts that a list shows of *articles*."""
        return tuple(map(self.card, articles))

    def whole_article(self, article: Article) -> Facts:
        """Return all facts of the catalog that the page of an article shows."""
        catalog = self._catalog
        near = catalog.neighbours(article)
        related = catalog.related.get(article.slug, ())
        return (
            self._article(article),
            tuple(
                tuple(map(self._term, catalog.terms_of(article, taxonomy)))
                for taxonomy in TAXONOMIES
            ),
            tuple(
                tuple(name(other) for other in catalog.members["series", key])
                for key in term_keys(article, "series")
            ),
            tuple(
                (one.slug, one.tag, self.card(other))
                for one in related
                if (other := catalog.article(one.slug))
            ),
            name(near.newer),
            name(near.older),
        )

    def term_list(self, taxonomy: Taxonomy) -> Facts:
        """Return the facts that a list of terms shows."""
        catalog = self._catalog
        return tuple((self._term(term), catalog.count(term)) for term in catalog.of(taxonomy))

    def whole_page(self, page: Page) -> Facts:
        """Return all facts of the catalog that a generated page shows."""
        listed = self.cards(page.articles)
        if page.taxonomy is not None and page.term is None:
            listed = self.term_list(page.taxonomy)
        term = page.term and self._term(page.term)
        return (page.taxonomy, term, page.number, page.older, page.newer, listed)


def name(article: Article | None) -> Facts:
    """Return the facts that a link to an article shows."""
    return (article.docname, article.title) if article else ()


def _slugs(articles: Iterable[Article]) -> Facts:
    return tuple(article.slug for article in articles)


def digest(value: object) -> str:
    """Return a short digest of the ``repr`` of *value*."""
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
