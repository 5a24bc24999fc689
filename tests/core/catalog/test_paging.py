"""Split lists into pages that never change once they are full, and lose no entry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.catalog.paging import paged

LENGTHS = st.integers(0, 200)
SIZES = st.integers(1, 25)


def newest_first(count: int) -> list[int]:
    """So many entries; number 0 is the oldest."""
    return list(reversed(range(count)))


@given(count=LENGTHS, added=LENGTHS, size=SIZES)
def test_full_pages_never_change(count: int, added: int, size: int) -> None:
    """Newer entries leave every numbered page as it was: its address stays right for ever."""
    before = paged(newest_first(count), size).older
    after = paged(newest_first(count + added), size).older
    assert after[: len(before)] == before


@given(count=LENGTHS, size=SIZES)
def test_every_entry_is_on_one_page(count: int, size: int) -> None:
    """Read from the index page through the older pages, the list is whole and in order."""
    paging = paged(newest_first(count), size)
    read = [*paging.newest, *(entry for page in reversed(paging.older) for entry in page)]
    assert read == newest_first(count)


@given(count=LENGTHS, size=SIZES)
def test_index_page_has_one_to_two_pages_worth(count: int, size: int) -> None:
    """The index page is never nearly empty, and numbered pages are exactly full."""
    paging = paged(newest_first(count), size)
    assert min(count, size) <= len(paging.newest) < 2 * size
    assert {len(page) for page in paging.older} <= {size}


@given(count=LENGTHS, size=SIZES)
def test_one_more_entry_changes_the_index_and_at_most_adds_a_page(count: int, size: int) -> None:
    """The cost of publishing does not grow with the list."""
    before, after = (paged(newest_first(n), size).older for n in (count, count + 1))
    assert len(after) - len(before) in {0, 1}


def test_no_entries() -> None:
    """An empty list is one empty page."""
    assert paged([], 20).newest == ()
    assert paged([], 20).older == ()
