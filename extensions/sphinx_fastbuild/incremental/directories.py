"""Directories: list their files as Sphinx copies them, and remove files from them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx


def added_by_extensions(app: Sphinx) -> Sequence[Path]:
    """Return the directories that extensions have copied to ``_static``: new in Sphinx 9.1."""
    return getattr(app.registry, "static_dirs", ())


def names_below(folder: str | os.PathLike[str]) -> Iterator[str]:
    """Yield the paths of the files below *folder*, relative to it and sorted.

    Follows symbolic links, as Sphinx does when it copies.  Paths are strings, because there may
    be many thousands.
    """
    top = os.fspath(folder)
    for below, inner, names in os.walk(top, followlinks=True):
        inner.sort()
        place = below[len(top) :].replace(os.sep, "/").lstrip("/")
        yield from sorted(f"{place}/{name}" if place else name for name in names)


def remove(outdir: Path, names: set[str]) -> None:
    """Remove files below *outdir*, and the directories that this leaves empty.

    :param names: Paths relative to *outdir*; others are ignored.
    """
    for name in sorted(names):
        file = outdir / name
        if ".." in file.parts or not file.is_relative_to(outdir):
            continue  # outside of the output directory: not ours
        if file.is_file():  # not a directory that has taken its place
            file.unlink()
        for folder in file.parents:
            if folder == outdir or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()
