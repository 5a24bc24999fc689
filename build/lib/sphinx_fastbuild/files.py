"""Files: the fingerprint of one that was not touched since it was last read, without reading it.

What Git does for its index: a file whose times, size and number are what they were holds what it
held.  Nobody can set the time at which the system itself noted a change, so that an older file of
the same size that takes the place of another is noticed too.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_fastbuild import fingerprint
from sphinx_fastbuild.state import load, save, state_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: A file that was written again within one tick of the file system's clock looks untouched.  The
#: longest tick is that of FAT: two seconds, here in nanoseconds.
_TICK = 2_000_000_000

#: When a file was written, when the system noted that, its size in bytes, its number.
Status = list[int]

#: Files by their paths.
Known = dict[str, tuple[Status, str]]


class KnownFiles:
    """The fingerprints of files, kept from build to build."""

    def __init__(self) -> None:
        self._before: Known = {}
        self._now: Known = {}

    def on_builder_inited(self, app: Sphinx) -> None:
        """Load what was known."""
        self._before, self._now = load(_state_file(app)), {}

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Remember the files that this build asked for."""
        if self._now != self._before:
            save(_state_file(app), self._now)

    def fingerprint(self, path: str) -> str:
        """Return the fingerprint of a file's content; one that cannot be read is missing."""
        now = time.time_ns()
        try:
            status = status_of(path)
        except OSError:
            return fingerprint.MISSING
        known = self._before.get(path)
        if known is None or known[0] != status:
            known = status, fingerprint.of_file(Path(path))
        # What could not be read now may be readable at any moment.
        if is_settled(status, now) and known[1] != fingerprint.MISSING:
            self._now[path] = known
        return known[1]


def status_of(path: str) -> Status:
    """Return what tells that a file was not touched."""
    found = os.stat(path)  # noqa: PTH116 -- as text: there may be many thousands
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]


def is_settled(status: Status, now: int) -> bool:
    """Tell whether whatever is written from *now* on, in nanoseconds, gives another status.

    Windows notes when a file was made, but not when it was changed.
    """
    return os.name != "nt" and max(status[:2]) < now - _TICK


def _state_file(app: Sphinx) -> Path:
    """Return the file that says what is known of the files that this builder asks for."""
    return state_file(app, "files")
