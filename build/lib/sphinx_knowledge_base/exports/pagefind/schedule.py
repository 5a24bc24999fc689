"""Indexing: when the search index is made, and what else is done meanwhile.

Pagefind keeps one processor busy, seldom more.  So it runs beside what else a build does, and
where somebody tells which documents have been written, it begins as soon as the pages that it
reads are there: the lists, which it does not read, are written while it works.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx.util.parallel import ParallelTasks, parallel_available

from sphinx_knowledge_base.build.settings import QUICK_VARIABLE
from sphinx_knowledge_base.build.state_files import state_file
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.pagefind.index import (
    Made,
    bundle,
    fresh,
    is_indexed,
    is_there,
    looks,
    made_by,
    make,
)
from sphinx_knowledge_base.site.pages.search import uses_pagefind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

#: An event of `sphinx_fastbuild`: some documents have been written, and these are left.
WRITTEN = "fastbuild-written"


class Indexing:
    """The making of one build's index."""

    def __init__(self) -> None:
        self._tasks = ParallelTasks(1)
        self._has_begun = False
        self._made: list[Made] = []

    def on_written(self, app: Sphinx, left: Sequence[str]) -> None:
        """Begin when no page to be indexed is left."""
        if self._has_begun or any(is_indexed(app, docname) for docname in left):
            return
        if _is_wanted(app):
            self._begin(app)

    @contextmanager
    def beside(self, app: Sphinx, pages: str) -> Iterator[None]:
        """Index the site while something else is done, unless its pages are those of last time.

        Where the build may have no second process, the index is made first.

        :param pages: What tells whether pages were written since (see `site.written`).
        :raises ExtensionError: Pagefind failed.
        """
        if not uses_pagefind(app):
            _remove(app)
        if not self._has_begun:
            if not _is_wanted(app) or _untouched(pages) in _known(app):
                yield
                return
            if app.parallel < 2 or not parallel_available:
                _take(app, pages, make(app, _known(app)))
                yield
                return
            self._begin(app)
        try:
            yield
        finally:
            self._has_begun = False
            self._tasks.join()
        made = self._made.pop()
        if made.looks != looks(app):  # somebody has written pages again since they were read
            made = make(app, _known(app))
        _take(app, pages, made)

    def stop(self) -> None:
        """Leave it: the build has failed."""
        self._has_begun = False
        self._tasks.terminate()

    def _begin(self, app: Sphinx) -> None:
        self._has_begun = True
        work = partial(_in_process, app, _known(app))
        self._tasks.add_task(work, None, lambda _, made: self._made.append(made))


def _in_process(app: Sphinx, known: Sequence[str]) -> Made:
    """Make an index in a process of its own, which takes Pagefind along when it is ended."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    return make(app, known)


def _is_wanted(app: Sphinx) -> bool:
    """Tell whether there is to be an index today: in quick builds the last one is good enough."""
    return uses_pagefind(app) and not (is_there(app) and os.environ.get(QUICK_VARIABLE))


def _state(app: Sphinx) -> Path:
    return state_file(app, "search-index")


def _known(app: Sphinx) -> Sequence[str]:
    """Return what the index that is there was made of: pages, and their contents."""
    if not (is_there(app) and _state(app).is_file()):
        return []
    return _state(app).read_text("utf-8", "replace").split("\n")


def _untouched(pages: str) -> str:
    return digest((made_by(), pages))


def _remove(app: Sphinx) -> None:
    """Remove the index of an earlier build, which had another setting."""
    if _state(app).is_file():
        _state(app).unlink()
        shutil.rmtree(bundle(app), ignore_errors=True)


def _take(app: Sphinx, pages: str, made: Made) -> None:
    """Put a fresh index in the place of the last one: nobody but the main process of a build.

    Any other may live on when that one was killed, and would meddle with the next build.
    """
    if made.contents not in _known(app):
        # Whatever happens from here on, the next build knows that the index may be incomplete.
        _state(app).unlink(missing_ok=True)
        shutil.rmtree(bundle(app), ignore_errors=True)
        if fresh(app).is_dir():  # without a word on any page there is none
            fresh(app).rename(bundle(app))
        logger.info("search index: %d pages", made.pages)
    _state(app).write_text(f"{_untouched(pages)}\n{made.contents}", encoding="utf-8")
