"""Divide the index by date, so that an edit or a new article changes one part."""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

#: Readers load about 40 KB more for each part, whatever its size; Pagefind takes time and memory
#: for each page of a part (see the guide to performance).
PART_SIZE = 2_000


def divided(dated: Sequence[T], undated: Sequence[T], size: int) -> list[list[T]]:
    """Divide pages into parts; a full part stays as it is when newer pages are added.

    Pages without a date are divided separately, and each of their batches joins a batch of dated
    pages.  So neither kind moves the other from part to part.

    :param dated: The oldest first.
    :param size: The maximum of pages in an undivided index, and of each kind in a part.
    """
    if len(dated) + len(undated) <= size:
        return [[*undated, *dated]]
    together = zip_longest(_batches(undated, size), _batches(dated, size), fillvalue=())
    return [list(chain(*batches)) for batches in together]


def _batches(pages: Sequence[T], size: int) -> list[Sequence[T]]:
    return [pages[start : start + size] for start in range(0, len(pages), size)]
