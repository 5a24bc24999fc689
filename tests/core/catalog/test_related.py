"""Check related articles, and how many lists one new article can change."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_knowledge_base.core.catalog.catalog import Catalog
from sphinx_knowledge_base.core.catalog.related import WINDOW
from tests.helpers.articles import numbered
from tests.helpers.catalogs import catalog, problems

TAGS = st.lists(st.sampled_from(["ketamine", "pain", "sleep", "safety"]), unique=True, max_size=3)
CATEGORIES = st.sampled_from(["NEWS", "RESEARCH"])


class Facts(NamedTuple):
    """What relations depend on."""

    tags: list[str]
    category: str


ARTICLES = st.lists(st.builds(Facts, TAGS, CATEGORIES), min_size=1, max_size=60)


def related(facts: list[Facts]) -> dict[str, tuple[str, ...]]:
    """The slugs to which each article leads."""
    files: dict[str, str] = {}
    for number, (tags, category) in enumerate(facts):
        # Each title is one that no other article shares a long word with.
        files |= numbered(number, title=f"No. {number}", tags=tags, category=category)
    made = catalog(files)
    assert problems(made) == []
    return {slug: tuple(one.slug for one in to) for slug, to in made.related.items()}


@settings(deadline=None, max_examples=60)
@given(facts=ARTICLES)
def test_relations_are_sound(facts: list[Facts]) -> None:
    """No article leads to itself, to one twice or to what does not exist; all have a limit."""
    made = related(facts)
    for slug, to in made.items():
        assert slug not in to
        assert len(set(to)) == len(to) <= 4
        assert set(to) <= made.keys()


@settings(deadline=None, max_examples=60)
@given(facts=ARTICLES, new=st.builds(Facts, TAGS, CATEGORIES))
def test_new_article_stays_away_from_old_ones(facts: list[Facts], new: Facts) -> None:
    """A new article is led to only from near it in time, for each thing that they share."""
    before, after = related(facts), related([*facts, new])
    added = f"a-{len(facts):04}"
    leading = [slug for slug in before if added in after[slug]]
    assert len(leading) <= WINDOW * (1 + len(new.tags))


@pytest.mark.parametrize("count", [15, 31, 63, 64, 127, 200])
def test_publishing_changes_a_bounded_number_of_pages(count: int) -> None:
    """However many articles there are, one more changes the relations of at most a window's."""
    shapes = [Facts(["ketamine"], "NEWS"), Facts(["ketamine", "pain"], "NEWS"), Facts([], "NEWS")]
    facts = [shapes[number % 3] for number in range(count + 1)]
    before, after = related(facts[:-1]), related(facts)
    changed = [slug for slug in before if before[slug] != after[slug]]
    assert len(changed) <= WINDOW * 3


def test_order_of_files_does_not_matter() -> None:
    """Relations are the same whichever file is read first."""
    files: dict[str, str] = {}
    for number in range(30):
        files |= numbered(number, tags=["a", "b", "c"][: number % 4])

    def of(made: Catalog) -> object:
        return made.related

    assert of(catalog(files)) == of(catalog(dict(reversed(files.items()))))


def test_rare_tags_count_more() -> None:
    """An article with the same rare tag comes before ones that share a common tag."""
    files: dict[str, str] = {}
    for number in range(40):
        tags = ["common", "rare"] if number in {10, 14} else ["common"]
        files |= numbered(number, title=f"No. {number}", tags=tags)
    (first, *_) = catalog(files).related["a-0014"]
    assert (first.slug, first.tag) == ("a-0010", "rare")
