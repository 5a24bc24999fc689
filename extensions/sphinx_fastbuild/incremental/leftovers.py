"""Remove all output when it is unknown which of it a build would make again.

Extensions write files that only they know of, and a state file can be damaged.  So everything
that appears in the output directory during a build is recorded.  When an extension was removed,
or the records of outputs or images are lost, all of that is removed and made again.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from sphinx_fastbuild import page_images
from sphinx_fastbuild.incremental import outputs
from sphinx_fastbuild.incremental.directories import remove
from sphinx_fastbuild.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx


class Appeared(TypedDict):
    """The files that appeared in the output directory, and the extensions of the last build."""

    files: list[str]
    extensions: list[str]


_STORE: Store[Appeared] = Store("appeared", Appeared)


class Leftovers:
    """Watches the output directory during one build."""

    def __init__(self) -> None:
        self.before: set[str] = set()

    def on_builder_inited(self, app: Sphinx) -> None:
        """Remove everything that builds made, if some of it might not be made again."""
        state = _STORE.load(app) or Appeared(files=[], extensions=[])
        gone = set(state["extensions"]) - app.extensions.keys()
        if gone or outputs.STORE.is_lost(app) or page_images.STORE.is_lost(app):
            remove(Path(app.outdir), set(state["files"]))
        self.before = set(_output(app))

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Record what has appeared, also in a build that failed.

        Files that existed before this build are not ours, unless an earlier build recorded them.
        """
        state = _STORE.load(app)
        there = set(_output(app))
        made = there - self.before | there.intersection(state["files"] if state else ())
        _STORE.save(app, {"files": sorted(made), "extensions": sorted(app.extensions)})


def _output(app: Sphinx) -> Iterator[str]:
    """Yield the files of the output directory, without doctrees that Sphinx may keep in it."""
    outdir, doctrees = Path(app.outdir), Path(app.doctreedir)
    for below, inner, names in os.walk(outdir):
        folder = Path(below)
        inner[:] = [name for name in inner if folder / name != doctrees]
        # Strings: there may be many thousands.
        place = "" if folder == outdir else f"{folder.relative_to(outdir).as_posix()}/"
        yield from (place + name for name in names)
