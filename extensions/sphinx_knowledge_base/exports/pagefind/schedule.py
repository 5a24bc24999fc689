"""Make the search index at the same time as other work of the build.

Pagefind keeps about one processor busy, so it runs in a separate process.  With
``sphinx_fastbuild`` it starts as soon as the indexed pages are written, while lists are still being
written; otherwise it starts at the end of the build.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sphinx.util import logging
from sphinx.util.parallel import ParallelTasks, parallel_available

from sphinx_knowledge_base.build.settings import QUICK_VARIABLE
from sphinx_knowledge_base.build.store import State, code_digest, store_of
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.pagefind.indexed_pages import is_indexed, page_statuses
from sphinx_knowledge_base.exports.pagefind.search_index import (
    Index,
    index_folder,
    index_settings,
    is_whole,
    make_index,
    replace_index,
)
from sphinx_knowledge_base.site.pages.search import uses_pagefind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

#: An event of ``sphinx_fastbuild``: some documents were written; its argument is the rest.
WRITTEN = "fastbuild-written"


@dataclass(frozen=True, slots=True)
class IndexState:
    """The input of the index that readers search."""

    pages: str
    """Digest of all pages."""
    index: Index


_STATES = TypeAdapter(IndexState)

INDEX: State[IndexState] = State(
    "search-index", 3, _STATES.dump_python, _STATES.validate_python, is_of_output=True
)


class Indexing:
    """The indexing of one build."""

    def __init__(self) -> None:
        self._tasks = ParallelTasks(1)
        self._has_started = False
        self._results: list[Index] = []

    def on_written(self, app: Sphinx, left: Sequence[str]) -> None:
        """Start making the search index once all indexed pages are written."""
        if self._has_started or any(is_indexed(app, docname) for docname in left):
            return
        if _may_fork(app) and _is_wanted(app):
            self._start(app)

    @contextmanager
    def beside(self, app: Sphinx, pages: str) -> Iterator[None]:
        """Index the site during the ``with`` block, unless its pages are unchanged.

        If the build may not use a second process, the site is indexed before the block.

        :param pages: Digest of all pages.
        :raises ExtensionError: Pagefind failed.
        """
        if not uses_pagefind(app.env):
            _remove(app)
        if not self._has_started:
            if not _is_wanted(app) or pages == _last(app).pages:
                yield
                return
            if not _may_fork(app):
                _install(app, pages, make_index(app, _last(app).index))
                yield
                return
            self._start(app)
        try:
            yield
        finally:
            self._has_started = False
            self._tasks.join()
        new = self._results.pop()
        if new.statuses() != page_statuses(app):  # a page was written again meanwhile
            new = make_index(app, _last(app).index)
        _install(app, pages, new)

    def stop(self) -> None:
        """Stop indexing, because the build failed."""
        self._has_started = False
        self._tasks.terminate()

    def _start(self, app: Sphinx) -> None:
        self._has_started = True
        work = partial(_make_index_in_process, app, _last(app).index)
        self._tasks.add_task(work, None, lambda _, new: self._results.append(new))


def _make_index_in_process(app: Sphinx, last: Index) -> Index:
    """Make an index in a separate process."""
    # An exit, unlike a kill, ends Pagefind too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    return make_index(app, last)


def _may_fork(app: Sphinx) -> bool:
    """Return whether this build may use a second process."""
    return app.parallel > 1 and parallel_available


def _is_wanted(app: Sphinx) -> bool:
    """Return whether this build needs an index; a quick build keeps the last one."""
    return uses_pagefind(app.env) and not (
        os.environ.get(QUICK_VARIABLE) and _last(app).index.parts
    )


def _last(app: Sphinx) -> IndexState:
    """Return the input of the index that readers search; without parts if that is incomplete."""
    state = store_of(app).load(INDEX, _made_by(app))
    return state if state and is_whole(app, state.index.parts) else IndexState("", Index())


def _made_by(app: Sphinx) -> str:
    return digest((index_settings(app), code_digest(Path(__file__).parent)))


def _remove(app: Sphinx) -> None:
    """Remove the index of an earlier build, when the setting has changed."""
    store = store_of(app)
    if store.file(INDEX).is_file():
        store.discard(INDEX)
        shutil.rmtree(index_folder(app), ignore_errors=True)


def _install(app: Sphinx, pages: str, new: Index) -> None:
    """Replace the last index by the new one.

    Only the main process does so: another process may outlive a killed build and would disturb the
    next one.
    """
    last, parts = _last(app).index.parts, new.parts
    known = [part.content for part in last]
    if known != [part.content for part in parts]:
        # If this build is killed from here on, the next one must not trust the index.
        store_of(app).discard(INDEX)
        replace_index(app, last, parts)
        count = sum(part.page_count for part in parts if part.content not in known)
        logger.info("search index: %d pages", count)
    store_of(app).save(INDEX, IndexState(pages, new), _made_by(app))
