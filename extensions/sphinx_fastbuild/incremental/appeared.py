"""Record all files that appear in the output directory during builds, whoever makes them.

Extensions write files that only they know, and a state file can be damaged.  A file that appeared
during a build may belong to an extension.  It may also belong to another program, so this record
alone proves nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


class Appeared(TypedDict):
    """The files that appeared in the output directory, and the extensions of the last build."""

    files: list[str]
    extensions: list[str]


_STORE: StateFile[Appeared] = StateFile("appeared", Appeared)


class AppearedFiles:
    """Watches the output directory during one build."""

    def __init__(self) -> None:
        self.before: set[str] = set()

    def on_builder_inited(self, app: Sphinx) -> None:
        """Note the files in the output directory."""
        self.before = set(_output(app))

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Record the files that have appeared in the output directory, even if the build failed.

        Files that existed before this build are not ours, unless an earlier build recorded them.
        """
        there = set(_output(app))
        made = there - self.before | there.intersection(files(app))
        _STORE.save(app, {"files": sorted(made), "extensions": sorted(app.extensions)})


def files(app: Sphinx) -> list[str]:
    """Return the files that appeared during earlier builds, relative to the output directory."""
    state = _STORE.load(app)
    return state["files"] if state else []


def extensions(app: Sphinx) -> set[str]:
    """Return the extensions of the last build."""
    state = _STORE.load(app)
    return set(state["extensions"] if state else ())


def _output(app: Sphinx) -> Iterator[str]:
    """Yield the files of the output directory, without doctrees that Sphinx may keep in it."""
    outdir, doctrees = Path(app.outdir), Path(app.doctreedir)
    for below, inner, names in os.walk(outdir):
        folder = Path(below)
        inner[:] = [name for name in inner if folder / name != doctrees]
        # Strings: there may be many thousands.
        place = "" if folder == outdir else f"{folder.relative_to(outdir).as_posix()}/"
        yield from (place + name for name in names)
