"""Paths: where one leads is asked of the disk once, not for every link that goes there."""

from __future__ import annotations

import os
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
            known[key] = stock(self, filename, docname)
        return known[key]

    return relfn2path
