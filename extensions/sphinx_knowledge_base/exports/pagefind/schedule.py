"""When the search index is made: beside other work of the build.

Pagefind keeps about one processor busy, so it runs in a process of its own.  With
``sphinx_fastbuild`` it starts as soon as the indexed pages are written, while lists are still being
written; otherwise it starts at the end of the build.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sphinx.util import logging
from sphinx.util.parallel import ParallelTasks, parallel_available

from sphinx_knowledge_base.build.settings import QUICK_VARIABLE
from sphinx_knowledge_base.build.store import State, store_of
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.pagefind.index import (
    IndexedPages,
    index_exists,
    index_folder,
    index_settings,
    is_indexed,
    make_index,
    new_index_folder,
    status_digest,
)
from sphinx_knowledge_base.site.pages.search import uses_pagefind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

#: An event of ``sphinx_fastbuild``: some documents were written; its argument is what is left.
WRITTEN = "fastbuild-written"

#: What the current index was made from: digests of the pages and of their content.
INDEX: State[Sequence[str]] = State(
    "search-index", 1, list, TypeAdapter(list[str]).validate_python, is_of_output=True
)


class Indexing:
    """The indexing of one build."""

    def __init__(self) -> None:
        self._tasks = ParallelTasks(1)
        self._has_started = False
        self._results: list[IndexedPages] = []

    def on_written(self, app: Sphinx, left: Sequence[str]) -> None:
        """Start when no page to index is left to write."""
        if self._has_started or any(is_indexed(app, docname) for docname in left):
            return
        if _is_wanted(app):
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
            if not _is_wanted(app) or _pages_digest(pages) in _current_digests(app):
                yield
                return
            if app.parallel < 2 or not parallel_available:
                _install(app, pages, make_index(app, _current_digests(app)))
                yield
                return
            self._start(app)
        try:
            yield
        finally:
            self._has_started = False
            self._tasks.join()
        indexed = self._results.pop()
        if indexed.status_digest != status_digest(app):  # a page was written again meanwhile
            indexed = make_index(app, _current_digests(app))
        _install(app, pages, indexed)

    def stop(self) -> None:
        """Stop indexing, because the build failed."""
        self._has_started = False
        self._tasks.terminate()

    def _start(self, app: Sphinx) -> None:
        self._has_started = True
        work = partial(_make_index_in_process, app, _current_digests(app))
        self._tasks.add_task(work, None, lambda _, indexed: self._results.append(indexed))


def _make_index_in_process(app: Sphinx, current: Sequence[str]) -> IndexedPages:
    """Make an index in a process of its own."""
    # An exit, unlike a kill, ends Pagefind too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    return make_index(app, current)


def _is_wanted(app: Sphinx) -> bool:
    """Tell whether this build needs an index; a quick build keeps the last one."""
    return uses_pagefind(app.env) and not (index_exists(app) and os.environ.get(QUICK_VARIABLE))


def _current_digests(app: Sphinx) -> Sequence[str]:
    """Return what the current index was made from: digests of the pages and of their content."""
    if not index_exists(app):
        return []
    return store_of(app).load(INDEX) or []


def _pages_digest(pages: str) -> str:
    return digest((index_settings(), pages))


def _remove(app: Sphinx) -> None:
    """Remove the index of an earlier build, when the setting has changed."""
    store = store_of(app)
    if store.file(INDEX).is_file():
        store.discard(INDEX)
        shutil.rmtree(index_folder(app), ignore_errors=True)


def _install(app: Sphinx, pages: str, indexed: IndexedPages) -> None:
    """Replace the current index by the new one.

    Only the main process does so: another process may outlive a killed build and would disturb the
    next one.
    """
    if indexed.content_digest not in _current_digests(app):
        # If this build is killed from here on, the next one must not trust the index.
        store_of(app).discard(INDEX)
        shutil.rmtree(index_folder(app), ignore_errors=True)
        if new_index_folder(app).is_dir():  # there is none if no page has a word
            new_index_folder(app).rename(index_folder(app))
        logger.info("search index: %d pages", indexed.page_count)
    store_of(app).save(INDEX, [_pages_digest(pages), indexed.content_digest])
