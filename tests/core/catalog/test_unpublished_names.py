"""Names of unpublished articles are found wherever they stand, however many there are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.catalog.unpublished_names import pattern_of_names
from sphinx_knowledge_base.core.model import Unpublished
from tests.helpers.regex_steps import CountingPattern

#: Few letters, so that names begin alike and stand in texts by chance.
WORDS = st.text("abA -(.é", min_size=1, max_size=9)


def draft(slug: str, title: str = "Its Title") -> Unpublished:
    """A draft in a file that has the name of its slug."""
    return Unpublished(f"articles/{slug}.md", slug, title, "draft", None)


@given(st.lists(WORDS, min_size=1, max_size=12), st.text("abA -(.é\n", max_size=40))
def test_every_name_is_found_and_nothing_else(titles: list[str], text: str) -> None:
    """In any case, as whole words; as a pattern that tries one name after the other finds them."""
    drafts = [draft("a-slug", title) for title in titles]
    plain = "|".join(map(re.escape, [*titles, "a-slug"]))
    expected = re.search(rf"(?<![\w-])(?:{plain})(?![\w-])", text, re.IGNORECASE)
    pattern = pattern_of_names(drafts)
    assert pattern is not None
    assert bool(pattern.search(text)) == bool(expected)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("See the-plan.", True),
        ("See THE-PLAN", True),
        ("What We Plan (2027) is secret", True),
        ("the-plan-b", False),
        ("the-planning", False),
        ("what we plan", False),
    ],
)
def test_names_are_slugs_titles_and_file_names(text: str, *, is_found: bool) -> None:
    """Each of them is a name, and a part of one is none."""
    pattern = pattern_of_names([draft("the-plan", "What We Plan (2027)")])
    assert pattern is not None
    assert bool(pattern.search(text)) == is_found


def test_without_unpublished_articles_there_is_nothing_to_find() -> None:
    """No pattern, and so no text is searched."""
    assert pattern_of_names([]) is None


def test_a_search_takes_no_longer_with_many_names() -> None:
    """A thousand drafts take at most twice the steps of ten."""
    steps = []
    for count in (10, 1000):
        names = [f"{number * 7919 % 1000:03}-draft" for number in range(count)]
        pattern = pattern_of_names([draft(name, f"Title {name}") for name in names])
        assert pattern is not None
        counting = CountingPattern(pattern)
        counting.scan("A sentence with 12 words, some of which begin as titles of drafts do. " * 3)
        steps.append(counting.steps)
    assert steps[1] <= 2 * steps[0]
