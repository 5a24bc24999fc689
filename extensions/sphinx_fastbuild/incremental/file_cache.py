"""Cache the digests of files, and read a file again only if it may have changed.

Git uses the same rule: a file has not changed if its times, size and inode number have not.  No
program can set the change time, so an older file of the same size that replaces another is
noticed too.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_fastbuild import digest
from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: A file that is written twice within one tick of the file system's clock looks untouched.  The
#: longest tick is that of FAT: two seconds, here in nanoseconds.
_TICK = 2_000_000_000

#: Modification time, change time, size in bytes and inode number; times in nanoseconds.
Status = list[int]

#: Paths of files to their status and digest.
Digests = dict[str, tuple[Status, str]]

#: The digests of the files that this builder uses.
_STORE: StateFile[Digests] = StateFile("files", Digests)


class FileCache:
    """The digests of files, kept from build to build."""

    def __init__(self) -> None:
        self._before: Digests = {}
        self._now: Digests = {}

    def on_builder_inited(self, app: Sphinx) -> None:
        """Load the cached digests of files."""
        self._before, self._now = _STORE.load(app) or {}, {}

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Save the digests of the files that this build used."""
        if self._now != self._before:
            _STORE.save(app, self._now)

    def digest(self, path: str) -> str:
        """Return the digest of a file's content, or ``MISSING`` if it cannot be read."""
        now = time.time_ns()
        try:
            status = status_of(path)
        except OSError:
            return digest.MISSING
        known = self._before.get(path)
        if known is None or known[0] != status:
            known = status, digest.of_file(Path(path))
        # A file that cannot be read now may be readable at any moment.
        if is_settled(status, now) and known[1] != digest.MISSING:
            self._now[path] = known
        return known[1]


def status_of(path: str) -> Status:
    """Return the status of a file: while it is equal, the content is equal too."""
    found = os.stat(path)  # noqa: PTH116 -- as text: there may be many thousands
    return [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]


def is_settled(status: Status, now: int) -> bool:
    """Return whether any change from *now* on, in nanoseconds, will change the status.

    Always False on Windows, where the change time is the time of creation.
    """
    return os.name != "nt" and max(status[:2]) < now - _TICK
