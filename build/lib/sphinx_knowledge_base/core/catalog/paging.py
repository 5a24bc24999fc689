"""Paging from the oldest: a full page never changes and its address stays right for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paging(Generic[T]):
    """One list, cut into the newest entries and numbered pages of older ones."""

    newest: tuple[T, ...]
    """What the index page shows: one to two pages' worth, newest first."""
    older: tuple[tuple[T, ...], ...]
    """The full pages, each newest first; ``older[0]`` is page 1 and holds the oldest."""


def paged(newest_first: Sequence[T], size: int) -> Paging[T]:
    """Cut a list into pages of *size*, counted from its old end.

    Page numbers count from the oldest entries, so adding a newer entry changes the index page
    alone; once in *size* additions the oldest *size* entries of the index become a new page.
    """
    count = max(0, len(newest_first) // size - 1)
    kept = len(newest_first) - count * size
    older = tuple(
        tuple(newest_first[kept + (count - 1 - page) * size : kept + (count - page) * size])
        for page in range(count)
    )
    return Paging(tuple(newest_first[:kept]), older)
