"""Facts: what a page shows of the catalog, so that only pages whose facts changed are written.

A fact is a plain tuple.  Two builds in which the facts of a page are equal give it the same bytes
as far as the catalog goes; DESIGN.md calls the comparison the pure diff of two catalogs.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.core.catalog import Catalog, term_keys
from sphinx_knowledge_base.core.model import TAXONOMIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_knowledge_base.core.model import Article, Taxonomy
    from sphinx_knowledge_base.core.pages import Page

#: The taxonomies whose terms a list shows with each article.
_ON_CARDS: tuple[Taxonomy, ...] = ("categories", "audiences", "tags")

#: Nested tuples of values with a ``repr`` that says all of them.
Facts = tuple[Any, ...]


def name(article: Article | None) -> Facts:
    """Return what a mere link to an article shows."""
    return (article.docname, article.title) if article else ()


def card(catalog: Catalog, article: Article) -> Facts:
    """Return what a list shows of an article."""
    return (
        *name(article),
        article.excerpt,
        tuple(
            (term.slug, term.title)
            for taxonomy in _ON_CARDS
            for term in catalog.terms_of(article, taxonomy)
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


def cards(catalog: Catalog, articles: Iterable[Article]) -> Facts:
    """Return what a list shows of its articles, in its order."""
    return tuple(card(catalog, article) for article in articles)


def whole_article(catalog: Catalog, article: Article) -> Facts:
    """Return everything that an article's own page shows of the catalog."""
    near = catalog.neighbours(article)
    related = catalog.related.get(article.slug, ())
    return (
        article,
        tuple(catalog.terms_of(article, taxonomy) for taxonomy in TAXONOMIES),
        tuple(
            tuple(name(other) for other in catalog.members["series", key])
            for key in term_keys(article, "series")
        ),
        tuple(
            (one, card(catalog, other)) for one in related if (other := catalog.article(one.slug))
        ),
        name(near.newer),
        name(near.older),
    )


def term_list(catalog: Catalog, taxonomy: Taxonomy) -> Facts:
    """Return what a list of a taxonomy's terms shows."""
    return tuple((term, catalog.count(term)) for term in catalog.of(taxonomy))


def whole_page(catalog: Catalog, page: Page) -> Facts:
    """Return everything that a generated page shows of the catalog."""
    listed = cards(catalog, page.articles)
    if page.taxonomy is not None and page.term is None:
        listed = term_list(catalog, page.taxonomy)
    return (page.taxonomy, page.term, page.number, page.older, page.newer, listed)


def digest(value: object) -> str:
    """Return a short fingerprint of a value by its ``repr``."""
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
