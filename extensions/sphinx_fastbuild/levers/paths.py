"""The lever ``paths``: resolve the path of each directory once, not for every link into it.

For a file in a directory that is known, only the last component can still be a symbolic link.
"""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

KNOWN: Mapping[str, str] = {
    "sphinx.environment:BuildEnvironment.relfn2path": "99c8624f41e0",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("sphinx.environment:BuildEnvironment.relfn2path", _relfn2path, KNOWN)


def _relfn2path(stock: Callable[..., tuple[str, str]]) -> Callable[..., tuple[str, str]]:
    known: dict[tuple[Path, Path | None, str], tuple[str, str]] = {}

    def relfn2path(
        self: BuildEnvironment, filename: str | Path, docname: str | None = None
    ) -> tuple[str, str]:
        name = os.fspath(filename)
        if name.startswith("/"):
            folder = None  # the source directory, whatever the document
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
        """Return the path of *name* from that of its directory, or None if that is not enough.

        It is not enough if the last component is a link, is not a plain name, or is outside of the
        project.
        """
        head, tail = posixpath.split(name)
        if os.name != "posix" or tail in {"", ".", ".."} or "\\" in name or "\0" in name:
            return None
        folder, place = relfn2path(self, head or ".", docname)
        path = os.path.join(place, tail)  # noqa: PTH118 -- a string: done for every link
        if folder.startswith(("..", "/")) or os.path.islink(path):  # noqa: PTH114
            return None
        return tail if folder == "." else f"{folder}/{tail}", path

    return relfn2path


LEVER = Lever("paths", "Resolve the path of a directory once, not for every link.", _patches)
