"""Paths: where one leads is asked of the disk once, not for every link that goes there.

Nor for every file: where its folder leads is known, and only the last step can still be a
symbolic link.
"""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.environment import BuildEnvironment

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {BuildEnvironment.relfn2path: "99c8624f41e0"}


def pull(app: Sphinx) -> None:
    """Have the environment remember for as long as the build what paths it was asked for."""
    if app.config.fastbuild_paths:
        patching.replace("paths", BuildEnvironment, "relfn2path", _relfn2path, KNOWN)


def _relfn2path(stock: Callable[..., tuple[str, str]]) -> Callable[..., tuple[str, str]]:
    known: dict[tuple[Path, Path | None, str], tuple[str, str]] = {}

    def relfn2path(
        self: BuildEnvironment, filename: str | Path, docname: str | None = None
    ) -> tuple[str, str]:
        name = os.fspath(filename)
        if name.startswith("/"):
            folder = None  # that of the project, whatever the document
        elif docname:
            folder = self.doc2path(docname, base=False).parent
        else:
            return stock(self, filename, docname)
        key = (self.srcdir, folder, name)
        if key not in known:
            known[key] = below_folder(self, name, docname) or stock(self, filename, docname)
        return known[key]

    def below_folder(
        self: BuildEnvironment, name: str, docname: str | None
    ) -> tuple[str, str] | None:
        """Return where *name* leads by where its folder does, or nothing when that decides little.

        So it is where the last step is a link itself or none, and outside of the project.
        """
        head, tail = posixpath.split(name)
        if os.name != "posix" or tail in {"", ".", ".."} or "\\" in name or "\0" in name:
            return None
        folder, place = relfn2path(self, head or ".", docname)
        path = os.path.join(place, tail)  # noqa: PTH118 -- as text: it is done for every link
        if folder.startswith(("..", "/")) or os.path.islink(path):  # noqa: PTH114 -- the same
            return None
        return tail if folder == "." else f"{folder}/{tail}", path

    return relfn2path
