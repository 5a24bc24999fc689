"""The garbage collector: kept away from what lives as long as the build.

A document tree is one large cycle, and while it grows Python's collector walks everything that
lives, the environment included, again and again.  Here what lives is set apart once, and the
trees that have been finished are collected at moments when they are garbage.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

#: After how many documents their trees are collected: about 2 MB each are waiting meanwhile.
PERIOD = 12


@contextmanager
def set_apart(active: bool) -> Iterator[None]:
    """Keep the collector, if *active*, away from all that exists already, and off."""
    if not active or not gc.isenabled():
        yield
        return
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


def collecting(documents: Iterable[T]) -> Iterator[T]:
    """Yield *documents*, collecting garbage now and then if the collector is off meanwhile."""
    for number, document in enumerate(documents, 1):
        yield document
        if number % PERIOD == 0 and not gc.isenabled():
            gc.collect()
            # What is left is the environment's.
            gc.freeze()
