"""Collect garbage of a run over many documents only when there is some."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

#: Number of documents after which their trees are collected.  They take about 2 MB each.
PERIOD = 12


@contextmanager
def frozen(active: bool) -> Iterator[None]:
    """If *active*, freeze all existing objects and disable the collector meanwhile."""
    if not active or not gc.isenabled():
        yield
        return
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.enable()


def collecting(documents: Iterable[T], period: int = PERIOD) -> Iterator[T]:
    """Yield *documents*, and collect garbage between them if the collector is disabled.

    :param period: After how many documents.
    """
    for number, document in enumerate(documents):
        if number and number % period == 0 and not gc.isenabled():
            gc.collect()
            # The remaining objects belong to the environment.
            gc.freeze()
        yield document
