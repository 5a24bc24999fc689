"""Leftovers: files of which nobody knows whether they would be made again.

Extensions make files that nobody else knows of, and a state file can be damaged.  What appears in
the output folder while a build runs is noted; when an extension has gone, or what was made and
shown is not known any more, all of that is removed and made again.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_fastbuild.folders import remove
from sphinx_fastbuild.state import is_lost, load, save, state_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


class Leftovers:
    """One build's view of which files it made."""

    def __init__(self) -> None:
        self.before: set[str] = set()

    def on_builder_inited(self, app: Sphinx) -> None:
        """Remove everything that builds made, if it is not known what of it would be made again."""
        state = load(_state_file(app))
        gone = set(state.get("extensions", ())) - app.extensions.keys()
        if gone or any(is_lost(state_file(app, kind)) for kind in ("outputs", "pictures")):
            remove(Path(app.outdir), set(state.get("files", ())))
        self.before = set(_output(app))

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Note what has appeared, also in a build that failed: whatever was there is others'."""
        noted = load(_state_file(app)).get("files", ())
        there = set(_output(app))
        made = there - self.before | there.intersection(noted)
        save(_state_file(app), {"files": sorted(made), "extensions": sorted(app.extensions)})


def _output(app: Sphinx) -> Iterator[str]:
    """Yield the files of the output folder, below which Sphinx may also keep its doctrees."""
    outdir, doctrees = Path(app.outdir), Path(app.doctreedir)
    for below, inner, names in os.walk(outdir):
        folder = Path(below)
        inner[:] = [name for name in inner if folder / name != doctrees]
        # As text: there may be many thousands.
        place = "" if folder == outdir else f"{folder.relative_to(outdir).as_posix()}/"
        yield from (place + name for name in names)


def _state_file(app: Sphinx) -> Path:
    """Return the file that says what appeared in this output folder."""
    return state_file(app, "appeared")
