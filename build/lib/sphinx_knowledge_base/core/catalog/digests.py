"""Facts: what a page shows of the catalog, so that only pages whose facts changed are written.

A fact is made of plain values.  Two builds in which the facts of a page are equal give it the same
bytes as far as the catalog goes; DESIGN.md calls the comparison the pure diff of two catalogs.
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

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.catalog.pages import Page
    from sphinx_knowledge_base.core.model import Taxonomy, Term

#: The taxonomies whose terms a list shows with each article.
_ON_CARDS: tuple[Taxonomy, ...] = ("categories", "audiences", "tags")

#: What is known of an article beside what its author wrote.
_resolved = attrgetter(*(field.name for field in fields(Article) if field.name != "front_matter"))

#: Nested tuples, lists and mappings of values with a ``repr`` that says all of them.
Facts = tuple[Any, ...]


class CatalogFacts:
    """What pages show of one catalog.

    Most articles and terms are shown on many pages: each is put into words once, and stands
    everywhere else as the digest of these.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._cards: dict[str, str] = {}
        self._terms: dict[tuple[Taxonomy, str], str] = {}

    def card(self, article: Article) -> str:
        """Return the digest of what a list shows of an article."""
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
            # One that is named and missing is drawn; one that is not named is no picture at all.
            article.front_matter.featured_image,
            article.image,
            article.image_size,
            article.unpublished,
        )

    def _term(self, term: Term) -> str:
        """Return the digest of all that is known of a term of the catalog."""
        key = term.taxonomy, term.key
        if (known := self._terms.get(key)) is None:
            known = self._terms[key] = digest(term)
        return known

    def cards(self, articles: Iterable[Article]) -> Facts:
        """Return what a list shows of its articles, in its order."""
        return tuple(map(self.card, articles))

    def whole_article(self, article: Article) -> Facts:
        """Return everything that an article's own page shows of the catalog."""
        catalog = self._catalog
        near = catalog.neighbours(article)
        related = catalog.related.get(article.slug, ())
        return (
            _resolved(article),
            # Not the models themselves, which take their time to put themselves into words.
            vars(article.front_matter) | {"authors": list(map(vars, article.front_matter.authors))},
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
        """Return what a list of a taxonomy's terms shows."""
        catalog = self._catalog
        return tuple((self._term(term), catalog.count(term)) for term in catalog.of(taxonomy))

    def whole_page(self, page: Page) -> Facts:
        """Return everything that a generated page shows of the catalog."""
        listed = self.cards(page.articles)
        if page.taxonomy is not None and page.term is None:
            listed = self.term_list(page.taxonomy)
        term = page.term and self._term(page.term)
        return (page.taxonomy, term, page.number, page.older, page.newer, listed)


def name(article: Article | None) -> Facts:
    """Return what a mere link to an article shows."""
    return (article.docname, article.title) if article else ()


def digest(value: object) -> str:
    """Return a short fingerprint of a value by its ``repr``."""
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
