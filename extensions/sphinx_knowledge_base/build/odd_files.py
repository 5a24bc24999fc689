"""Files that no build can read as documents: each is named and left out."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import is_normalized

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def odd_files(srcdir: Path, paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield those of *paths*, relative to *srcdir*, that cannot be documents, and why."""
    loops: dict[Path, bool] = {}
    for path in paths:
        if path.parent not in loops:
            loops[path.parent] = _leads_round(srcdir, path.parent)
        why = "a symbolic link leads round to a folder above" if loops[path.parent] else ""
        if why := why or _why_odd(srcdir / path, path):
            yield path, why


def _why_odd(file: Path, path: Path) -> str:
    try:
        mode = file.stat().st_mode
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if not stat.S_ISREG(mode):
        return "it is no file, but a pipe or a device"
    if not os.access(file, os.R_OK):
        return "it cannot be read: there is no permission"
    if not is_normalized("NFC", path.as_posix()):
        return "its name is not in the normal form of Unicode that the web uses (NFC)"
    return ""


def _leads_round(srcdir: Path, folder: Path) -> bool:
    """Tell whether *folder* is, behind its symbolic links, a folder that it is in."""
    real = [(srcdir / one).resolve() for one in (folder, *folder.parents)]
    return len(set(real)) < len(real)
