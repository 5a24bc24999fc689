"""Content decides what is read again, not the times of files.

Sphinx compares times: a fresh clone, where all files are new, reads everything, and a file that
was replaced by an older one is missed.  Here every document remembers the fingerprints of its
source and of everything that it depends on, and of the programs that read it.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild import fingerprint, programs
from sphinx_fastbuild.absent import found_by_now
from sphinx_fastbuild.files import status_of
from sphinx_fastbuild.references import read_differently
from sphinx_fastbuild.state import load, save
from sphinx_fastbuild.targets import rivals

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_fastbuild.files import KnownFiles

#: A file that changed while it was read: its fingerprint equals no other.
UNKNOWN = "unknown"


class ContentDecides:
    """One build's view of which documents differ from what was read."""

    def __init__(self, known: KnownFiles) -> None:
        self.began = 0
        self.programs = ""
        self.changed: set[str] = set()
        self._known = known
        self._fingerprints: dict[str, str] = {}

    def on_builder_inited(self, app: Sphinx) -> None:
        """Find what changed, and give the rest a time of reading that Sphinx believes."""
        env = app.env
        self.began = time.time_ns()
        self.programs = programs.of_build(app)
        self._fingerprints.clear()
        recorded: dict[str, dict[str, str]] = getattr(env, "fastbuild_contents", {})
        if getattr(env, "fastbuild_programs", "") != self.programs:
            recorded = {}
        interrupted = set(load(_reading_file(app)).get("reading", ()))
        sizes: dict[str, int] = getattr(env, "fastbuild_tree_sizes", {})
        self.changed = set()
        srcdir = str(app.srcdir)
        for docname in env.all_docs:
            is_whole = docname not in interrupted and _tree_size(app, docname) == sizes.get(docname)
            files = recorded.get(docname) if is_whole else None
            if files is not None and self._is_unchanged(srcdir, files):
                env.all_docs[docname] = self._after(srcdir, files)
            else:
                self.changed.add(docname)

    def on_env_get_outdated(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        added: AbstractSet[str],
        changed: AbstractSet[str],
        removed: AbstractSet[str],
    ) -> list[str]:
        """Return the documents whose content changed, or the files that they refer to."""
        outdated = {*self.changed, *read_differently(env, removed), *found_by_now(env)}
        return sorted(outdated | (rivals(env, outdated | removed) - removed))

    def on_env_before_read_docs(
        self, app: Sphinx, env: BuildEnvironment, docnames: list[str]
    ) -> None:
        """Write down what is about to be read.

        Each document is stored as soon as it has been read, but the environment only when all
        have been: after a build that was killed in between, the two do not fit each other.
        """
        save(_reading_file(app), {"reading": docnames})

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Forget what was being read: the environment has been stored."""
        _reading_file(app).unlink(missing_ok=True)

    def on_env_updated(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Remember the contents that were read in this build."""
        contents: dict[str, Any] = dict(getattr(env, "fastbuild_contents", {}))
        sizes: dict[str, int] = dict(getattr(env, "fastbuild_tree_sizes", {}))
        read_at: dict[str, int] = env.fastbuild_read_at  # type: ignore[attr-defined]
        srcdir = str(app.srcdir)
        for docname in env.all_docs:
            if docname in contents and read_at.get(docname, 0) < self.began:
                continue
            files = {Path(env.doc2path(docname)), *map(Path, env.dependencies.get(docname, ()))}
            names = map(str, sorted(files))
            contents[docname] = {name: self._as_read(_path(srcdir, name)) for name in names}
            sizes[docname] = _tree_size(app, docname)
        # Set anew, never changed in place: what is pickled is what was read.
        env.fastbuild_contents = {name: contents[name] for name in sorted(env.all_docs)}  # type: ignore[attr-defined]
        env.fastbuild_tree_sizes = {name: sizes[name] for name in sorted(env.all_docs)}  # type: ignore[attr-defined]
        env.fastbuild_programs = self.programs  # type: ignore[attr-defined]

    def _is_unchanged(self, srcdir: str, files: dict[str, str]) -> bool:
        return all(self._now(_path(srcdir, name)) == then for name, then in files.items())

    def _now(self, file: str) -> str:
        """Return the fingerprint of a file; many documents may depend on one."""
        if file not in self._fingerprints:
            self._fingerprints[file] = self._known.fingerprint(file)
        return self._fingerprints[file]

    def _as_read(self, file: str) -> str:
        """Return the fingerprint of a file that was read in this build.

        One that was written since the build began may have been read before that: it counts as
        changed in the next build.
        """
        try:
            written, *_ = status_of(file)
        except OSError:
            return fingerprint.MISSING
        if written >= self.began:
            return UNKNOWN
        return self._now(file)

    def _after(self, srcdir: str, files: dict[str, str]) -> int:
        """Return a time, in Sphinx's microseconds, when all of *files* had been written."""
        times = [time.time_ns()]
        for name in files:
            with suppress(OSError):
                times.append(status_of(_path(srcdir, name))[0])
        return max(times) // 1000 + 1


def _path(srcdir: str, name: str) -> str:
    """Return where a file is whose name may be relative to the source directory."""
    return os.path.join(srcdir, name)  # noqa: PTH118 -- as text: there may be many thousands


def _tree_size(app: Sphinx, docname: str) -> int:
    """Return the size of a stored document, in bytes: one that was cut off is read again."""
    try:
        return status_of(f"{app.doctreedir}/{docname}.doctree")[2]
    except OSError:
        return -1


def _reading_file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "fastbuild-reading.json"
