"""The status of files: tells, without opening any, whether one was touched."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_fastbuild.incremental.file_cache import status_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

#: Folders that programs fill: version control, Python, packages of JavaScript.
_OF_PROGRAMS = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules"})

#: Files that mark a folder that a build or an installer has filled.
_MARKS = frozenset({".buildinfo", "environment.pickle", "pyvenv.cfg"})


class FolderStatus:
    """The status of everything below some folders."""

    def __init__(self) -> None:
        #: The paths of all files; links are followed.
        self.files: set[str] = set()
        #: The folders that were left out.
        self.left_out: list[str] = []
        #: When any file was last written or changed, in nanoseconds.
        self.newest = 0
        self._digest = blake2b(digest_size=16)

    @property
    def digest(self) -> str:
        """Equal digests mean the same files with the same status."""
        return self._digest.hexdigest()

    def add(self, top: str, leave_out: Collection[str] = (), *, of_others: bool = True) -> None:
        """Add a file, or a folder with everything below it.

        :param leave_out: Paths of files and folders that do not count.
        :param of_others: Whether folders below *top* count that a build or an installer has filled.
        """
        if not os.path.isdir(top):  # noqa: PTH112 -- as text: there may be many thousands
            self.add_files([top])
            return
        pending, seen = [top], set()
        while pending:
            folder = pending.pop()
            entries = _entries(folder)
            if folder != top and not of_others and _is_of_others(folder, entries):
                self.left_out.append(folder)
                continue
            rows: list[object] = [folder]
            for entry in entries:
                if entry.path in leave_out:
                    continue
                if not entry.is_dir():
                    rows.append(self._row(entry))
                    continue
                rows.append(entry.name)
                # A link may lead to a folder around it.
                place = os.path.realpath(entry.path) if entry.is_symlink() else ""
                if place not in seen:
                    pending.append(entry.path)
                seen.update([place] if place else [])
            self._take_in(rows)

    def add_files(self, paths: Iterable[str]) -> None:
        """Add single files, which need not exist."""
        rows: list[object] = []
        for path in paths:
            try:
                status = status_of(path)
            except OSError:
                rows.append(path)
                continue
            self.newest = max(self.newest, *status[:2])
            rows.append((path, status))
        self._take_in(rows)

    def _row(self, entry: os.DirEntry[str]) -> object:
        try:
            found = entry.stat()
        except OSError:  # a link that leads nowhere
            return entry.name
        self.files.add(entry.path)
        written, changed = found.st_mtime_ns, found.st_ctime_ns
        self.newest = max(self.newest, written, changed)
        return entry.name, written, changed, found.st_size, found.st_ino

    def _take_in(self, rows: list[object]) -> None:
        self._digest.update(repr(rows).encode("utf-8", "surrogatepass"))


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Return what is in a folder; nothing if it is gone or cannot be opened."""
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _is_of_others(folder: str, entries: Collection[os.DirEntry[str]]) -> bool:
    is_of_program = os.path.basename(folder) in _OF_PROGRAMS  # noqa: PTH119
    return is_of_program or any(entry.name in _MARKS for entry in entries)
