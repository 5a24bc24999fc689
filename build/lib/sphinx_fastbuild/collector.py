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

    from sphinx.application import Sphinx
    from sphinx.config import Config

T = TypeVar("T")

#: After how many documents their trees are collected: about 2 MB each are waiting meanwhile.
PERIOD = 12


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Keep the collector off while the environment is loaded, of which nothing is garbage."""
    if gc.get_freeze_count():  # an earlier build in this process
        gc.unfreeze()
        gc.collect()
    if config.fastbuild_collector:
        gc.disable()


def on_builder_inited(app: Sphinx) -> None:
    """Set apart what has been loaded, and let the collector go on."""
    if app.config.fastbuild_collector:
        gc.freeze()
        gc.enable()


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Set everything apart: most processes end now, and would look at all of it once more."""
    if app.config.fastbuild_collector:
        gc.freeze()


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
        gc.enable()


def collecting(documents: Iterable[T]) -> Iterator[T]:
    """Yield *documents*, collecting garbage now and then if the collector is off meanwhile."""
    for number, document in enumerate(documents, 1):
        yield document
        if number % PERIOD == 0 and not gc.isenabled():
            gc.collect()
            # What is left is the environment's.
            gc.freeze()
