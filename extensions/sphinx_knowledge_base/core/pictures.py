"""Pictures: which file is behind the path that an author wrote."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Sequence


def find_picture(srcdir: Path, roots: Sequence[str], site_path: str) -> str | None:
    """Return the file behind *site_path* as a POSIX path relative to *srcdir*, or None.

    Nothing outside the roots is ever found, not even through a symbolic link.
    """
    parts = PurePosixPath(unquote(site_path).lstrip("/")).parts
    if ".." in parts or not parts:
        return None
    srcdir = srcdir.resolve()
    for root in roots:
        folder = (srcdir / root).resolve()
        try:
            file = folder.joinpath(*parts).resolve()
            is_picture = file.is_file() and file.is_relative_to(folder)
        except (OSError, ValueError):  # a name that no file can have: NUL, too long
            return None
        if is_picture:
            return Path(os.path.relpath(file, srcdir)).as_posix()
    return None
