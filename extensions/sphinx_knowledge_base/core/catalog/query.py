"""Select the articles of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Article, Taxonomy

Sort = Literal["newest", "oldest", "title", "weight"]

SORTS: tuple[Sort, ...] = ("newest", "oldest", "title", "weight")

_UNDATED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Query:
    """The conditions of a list of articles; an article must meet all."""

    terms: tuple[tuple[Taxonomy, str], ...] = ()
    """Taxonomy and key of each term that an article must have."""
    featured: bool = False
    related_to: str | None = None
    """Slug of an article: select the articles related to it."""
    limit: int | None = None
    sort: Sort | None = None
    """None keeps the natural order: related articles best first, series in order, others newest."""


def select(catalog: Catalog, query: Query) -> tuple[Article, ...]:
    """Return the articles that meet *query*, sorted."""
    if query.related_to is not None:
        related = catalog.related.get(query.related_to, ())
        found = [article for one in related if (article := catalog.article(one.slug))]
    elif query.terms:
        found = list(catalog.members.get(query.terms[0], ()))
    else:
        found = list(catalog.articles)
    for term in query.terms:
        of_term = {article.slug for article in catalog.members.get(term, ())}
        found = [article for article in found if article.slug in of_term]
    if query.featured:
        found = [article for article in found if article.front_matter.featured]
    sort = query.sort or ("weight" if query.featured else None)
    if sort == "title":
        found.sort(key=lambda article: (article.title.casefold(), article.slug))
    elif sort is not None:
        found.sort(key=lambda article: article.slug)
        found.sort(key=lambda article: article.published or _UNDATED, reverse=sort != "oldest")
    if sort == "weight":
        found.sort(key=_weight)
    return tuple(found[: query.limit])


def _weight(article: Article) -> tuple[bool, float]:
    """Sort key: the lightest first, and articles without a weight last."""
    weight = article.front_matter.weight
    return (weight is None, weight or 0)
