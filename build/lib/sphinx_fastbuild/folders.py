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


def names_below(folder: str | os.PathLike[str]) -> Iterator[str]:
    """Yield the files below *folder* by their paths inside it, in the order of their names.

    Through symbolic links, as Sphinx copies them; and as text, for there may be many thousands.
    """
    top = os.fspath(folder)
    for below, inner, names in os.walk(top, followlinks=True):
        inner.sort()
        place = below[len(top) :].replace(os.sep, "/").lstrip("/")
        yield from sorted(f"{place}/{name}" if place else name for name in names)


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
