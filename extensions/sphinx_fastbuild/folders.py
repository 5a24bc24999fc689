"""Folders: as Sphinx copies them, and as they are without what builds made in them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx


def added_by_extensions(app: Sphinx) -> Sequence[Path]:
    """Return the folders that extensions have copied to ``_static``, which is new in Sphinx 9.1."""
    return getattr(app.registry, "static_dirs", ())


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file below *folder*, by name; through symbolic links, as Sphinx copies it."""
    for below, inner, names in os.walk(folder, followlinks=True):
        inner.sort()
        yield from (Path(below, name) for name in sorted(names))


def remove(outdir: Path, names: set[str]) -> None:
    """Remove files below *outdir*, and the folders that are empty without them."""
    for name in sorted(names):
        file = outdir / name
        if ".." in file.parts or not file.is_relative_to(outdir):
            continue  # no build made that
        if file.is_file():  # and not a folder that has its name by now, or below a file
            file.unlink()
        for folder in file.parents:
            if folder == outdir or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()
