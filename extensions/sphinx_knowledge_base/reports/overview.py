"""Figures of a site: how many articles and words, in which months and categories."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Taxonomy


class Overview(NamedTuple):
    """The figures."""

    published: int
    unpublished: Mapping[str, int]
    """How many drafts, scheduled and expired articles there are."""
    words: int
    terms: Mapping[Taxonomy, int]
    """How many categories, tags, authors, ... have articles."""
    by_month: Mapping[str, int]
    """Published articles of each month from the first to the last: ``2026-01``."""
    by_category: Mapping[str, tuple[int, int]]
    """Titles of categories, with articles and words."""
    by_author: Mapping[str, int]


def overview(snapshot: Snapshot) -> Overview:
    """Return the figures of what readers find today."""
    catalog = snapshot.catalog
    months = Counter(f"{one.published:%Y-%m}" for one in catalog.articles if one.published)
    return Overview(
        published=len(catalog.articles),
        unpublished=dict(Counter(one.reason for one in catalog.unpublished)),
        words=sum(article.words for article in catalog.articles),
        terms={name: len(terms) for name, terms in sorted(catalog.terms.items())},
        by_month={month: months[month] for month in _months(sorted(months))},
        by_category={
            term.title: (
                catalog.count(term),
                sum(one.words for one in catalog.members["categories", term.key]),
            )
            for term in catalog.of("categories")
        },
        by_author={term.title: catalog.count(term) for term in catalog.of("authors")},
    )


def _months(present: list[str]) -> list[str]:
    """Return all months from the first to the last of those *present*."""
    if not present:
        return []
    (year, month), last = map(int, present[0].split("-")), present[-1]
    months = [present[0]]
    while months[-1] < last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        months.append(f"{year:04}-{month:02}")
    return months
