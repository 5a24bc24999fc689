"""Files and folders that no build can read: report each one and leave it out.

They are excluded before Sphinx looks for documents.  Sphinx follows symbolic links; two of them
that form a circle take it practically forever.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import is_normalized, normalize

from sphinx.util.matching import Matcher

from sphinx_knowledge_base.build.problem_log import report
from sphinx_knowledge_base.core.problems import Problem
from sphinx_knowledge_base.core.source_files import NEVER_SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config

#: How many symbolic links a path may contain.  Folders that link to each other have too many paths
#: to follow them all.
_MOST_LINKS = 2


class OddFiles(NamedTuple):
    """Files and folders to leave out before Sphinx looks for documents."""

    problems: list[Problem]
    never: list[str]
    """Folders that are never sources and contain links to folders, such as those of pnpm."""


class _Folder(NamedTuple):
    place: str
    """Its path relative to the project, with slashes."""
    real: str
    above: frozenset[str]
    """The real paths of this folder and of all its parents."""
    links: int


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Report files that cannot be read, and exclude them before Sphinx looks for documents."""
    found = odd_files(
        Path(app.srcdir), config.include_patterns, config.exclude_patterns, config.source_suffix
    )
    patterns = (*map(pattern_of, found.problems), *map(_pattern, found.never))
    config.exclude_patterns = [*config.exclude_patterns, *patterns]
    report(found.problems)


def odd_files(
    srcdir: Path, included: Iterable[str], excluded: Iterable[str], suffixes: Iterable[str]
) -> OddFiles:
    """Return the files and folders below *srcdir* that must be left out.

    :param included: Patterns of documents, as in ``include_patterns``.
    :param excluded: Patterns of files to ignore, as in ``exclude_patterns``.
    :param suffixes: Suffixes of documents.
    """
    found: dict[str, str] = {}
    never: list[str] = []
    is_included, is_excluded = Matcher(list(included)), Matcher(list(excluded))
    is_never_source = Matcher(list(NEVER_SOURCES))
    suffixes = tuple(suffixes)
    root = os.path.realpath(srcdir)
    waiting = [_Folder("", root, frozenset({root}), 0)]
    while waiting:
        folder = waiting.pop()
        for entry in _entries(folder.real):
            path = f"{folder.place}/{entry.name}" if folder.place else entry.name
            name = normalize("NFC", path)  # Sphinx looks for this form
            if is_excluded(name):
                continue
            if is_never_source(name):
                if _is_folder(entry) and _holds_links(entry):
                    never.append(path)
                continue
            if _is_folder(entry):
                if (inner := _entered(folder, entry, path)) is not None:
                    waiting.append(inner)
                else:
                    why = "a symbolic link leads back to a folder above it, or on to other links"
                    found[path] = f"this folder is left out: {why}"
            elif path.endswith(suffixes) and is_included(name) and (why := _why_odd(entry, path)):
                found[path] = f"this file is left out: {why}"
    problems = [Problem(path, 1, 1, "file", message) for path, message in sorted(found.items())]
    return OddFiles(problems, sorted(never))


def pattern_of(problem: Problem) -> str:
    """Return the pattern that excludes the file with this problem, and no other."""
    return _pattern(problem.path)


def _pattern(path: str) -> str:
    # A backslash, which no path contains, avoids "[[": Python warns about it.
    return re.sub(r"[*?\[]", r"[\\\g<0>]", normalize("NFC", path))


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:
        yield from entries


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _holds_links(folder: os.DirEntry[str]) -> bool:
    """Return whether *folder*, or a folder anywhere in it, is a symbolic link."""
    if folder.is_symlink():
        return True
    waiting = [folder.path]
    while waiting:
        for entry in _entries(waiting.pop()):
            if _is_folder(entry):
                if entry.is_symlink():
                    return True
                waiting.append(entry.path)
    return False


def _entered(folder: _Folder, entry: os.DirEntry[str], path: str) -> _Folder | None:
    """Return the folder of *entry* in *folder*; None if a link to it must not be followed."""
    if not entry.is_symlink():
        return _Folder(path, entry.path, folder.above | {entry.path}, folder.links)
    real = os.path.realpath(entry.path)
    if real in folder.above or folder.links == _MOST_LINKS:
        return None
    return _Folder(path, real, folder.above | {real}, folder.links + 1)


def _why_odd(entry: os.DirEntry[str], path: str) -> str:
    try:
        mode = entry.stat().st_mode
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if not stat.S_ISREG(mode):
        return "it is not a regular file, but a pipe or a device"
    if not os.access(entry.path, os.R_OK):
        return "it cannot be read: permission denied"
    if not is_normalized("NFC", path):
        return "its name is not in the normal form of Unicode that the web uses (NFC)"
    return ""
