"""Paging from the oldest entry: a full page never changes, so its address stays right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paging(Generic[T]):
    """One list, divided into the newest entries and numbered pages of older ones."""

    newest: tuple[T, ...]
    """The entries of the index page, newest first: one to two pages' worth."""
    older: tuple[tuple[T, ...], ...]
    """The full pages, each newest first; ``older[0]`` is page 1 and holds the oldest."""


def paged(newest_first: Sequence[T], size: int) -> Paging[T]:
    """Divide a list into pages of *size* entries, starting with the oldest.

    Adding a newer entry changes only the index page.  Once in *size* additions, the oldest *size*
    entries of the index page become a new page.
    """
    count = max(0, len(newest_first) // size - 1)
    kept = len(newest_first) - count * size
    older = tuple(
        tuple(newest_first[kept + (count - 1 - page) * size : kept + (count - page) * size])
        for page in range(count)
    )
    return Paging(tuple(newest_first[:kept]), older)
