"""Check the addresses of pages, and which permalinks are possible."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from sphinx_knowledge_base.core.catalog.routes import Routes
from sphinx_knowledge_base.core.model import TAXONOMIES

DAY = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("permalink", "docname"),
    [
        ("articles/{slug}", "articles/crps"),
        ("{slug}", "crps"),
        ("/blog/{slug}/", "blog/crps"),
        ("{year}/{month}/{day}/{slug}", "2026/02/03/crps"),
        ("{category}/{slug}", "clinical-research/crps"),
    ],
)
def test_permalink(permalink: str, docname: str) -> None:
    """A permalink is filled in with what is known of the article."""
    assert Routes(permalink).article("crps", DAY, "clinical-research") == docname


def test_years_have_four_digits() -> None:
    """Early years are padded on every platform; a draft without a date has a year too."""
    routes = Routes("{year}/{slug}")
    assert routes.article("a", datetime(33, 4, 3, tzinfo=UTC), "c") == "0033/a"
    assert routes.article("a", None, "c") == "0000/a"


@pytest.mark.parametrize(
    "permalink",
    ["articles/{title}", "articles", "../{slug}", "a/../{slug}", "{slug}/{}", "{slug", "{slug:>9}"],
)
def test_impossible_permalinks(permalink: str) -> None:
    """What cannot be filled in, has no slug or leaves the site is refused, and said so."""
    message = (
        "kb_permalink must contain {slug} and may contain {slug}, {year}, {month}, {day}, "
        f"{{category}}, not {permalink!r}"
    )
    with pytest.raises(ValueError, match=re.escape(message)):
        Routes(permalink)


@pytest.mark.parametrize(
    "permalink", ["tags/{slug}", "/archive/{year}/{slug}", "articles/page/{slug}"]
)
def test_permalinks_where_index_pages_are(permalink: str) -> None:
    """Articles cannot stand among the pages of lists."""
    message = f"kb_permalink {permalink!r} puts articles at addresses of index pages"
    with pytest.raises(ValueError, match=re.escape(message)):
        Routes(permalink)


def test_addresses_are_distinct() -> None:
    """No two kinds of pages share an address."""
    routes = Routes()
    docnames = [routes.articles(), routes.articles(1), routes.article("a", DAY, "c")]
    for taxonomy in TAXONOMIES:
        docnames += [routes.taxonomy(taxonomy), routes.term(taxonomy, "a")]
        docnames.append(routes.term(taxonomy, "a", 1))
    assert len(set(docnames)) == len(docnames)


def test_index_pages_are_known() -> None:
    """A file at such a place is an index page and not an article."""
    routes = Routes()
    assert all(map(routes.is_index, [routes.articles(), *map(routes.taxonomy, TAXONOMIES)]))
    assert not routes.is_index("articles/crps")
