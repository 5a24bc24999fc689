"""Select and sort the articles of a list."""

from __future__ import annotations

import pytest

from sphinx_knowledge_base.core.catalog.catalog import Catalog
from sphinx_knowledge_base.core.catalog.query import Query, Sort, select
from tests.helpers.articles import article
from tests.helpers.catalogs import catalog, slugs


@pytest.fixture(scope="module")
def found() -> Catalog:
    """Five articles, the newest named first."""

    def one(day: int, title: str, **front_matter: object) -> str:
        return article(title=title, publishedAt=f"2025-01-{day:02}", **front_matter)

    return catalog(
        {
            "e.md": one(5, "Delta", tags=["x"]),
            "d.md": one(4, "alpha", tags=["x", "y"], featured=True, weight=2),
            "c.md": one(3, "Charlie", tags=["y"], featured=True, category="OTHER"),
            "b.md": one(3, "Bravo", tags=["x"], featured=True, weight=1),
            "a.md": one(1, "Echo", tags=["x", "y"], relatedArticles=["c", "b"]),
        }
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), "edbca"),
        (Query(terms=(("tags", "x"),)), "edba"),
        (Query(terms=(("tags", "x"), ("tags", "y"))), "da"),
        (Query(terms=(("tags", "y"), ("categories", "OTHER"))), "c"),
        (Query(terms=(("tags", "none"),)), ""),
        (Query(terms=(("tags", "x"), ("tags", "none"))), ""),
        (Query(featured=True), "bdc"),
        (Query(featured=True, sort="newest"), "dbc"),
        (Query(limit=2), "ed"),
        (Query(limit=99), "edbca"),
        (Query(related_to="a", limit=2), "cb"),
        (Query(related_to="nobody"), ""),
        (Query(related_to="a", featured=True, sort="newest"), "dbc"),
    ],
)
def test_conditions(found: Catalog, query: Query, expected: str) -> None:
    """Conditions add up; the order is the natural one of what is asked for."""
    assert slugs(select(found, query)) == list(expected)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("newest", "edbca"), ("oldest", "abcde"), ("title", "dbcea"), ("weight", "bdeca")],
)
def test_sort(found: Catalog, sort: Sort, expected: str) -> None:
    """Equal dates are ordered by slug, titles without regard to case, the lightest come first."""
    assert slugs(select(found, Query(sort=sort))) == list(expected)


def test_series_keeps_its_order() -> None:
    """A list of a series is read from its beginning unless another order is asked for."""
    parts = catalog(
        {
            f"{name}.md": article(series="Basics", seriesOrder=order, publishedAt=f"2025-01-0{day}")
            for name, order, day in (("two", 2, 1), ("one", 1, 3), ("three", 3, 2))
        }
    )
    query = Query(terms=(("series", "basics"),))
    assert slugs(select(parts, query)) == ["one", "two", "three"]
    newest = Query(terms=(("series", "basics"),), sort="newest")
    assert slugs(select(parts, newest)) == ["one", "three", "two"]
