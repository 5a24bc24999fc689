"""Read a document again when the content of its sources has changed, not their times.

Sphinx compares times: it reads everything in a fresh clone, where all files are new, and it misses
a file that was replaced by an older one.  Here the environment keeps the digests of the source of
every document, of everything that the document depends on, and of the tools that read it.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild import digest
from sphinx_fastbuild.incremental import inventories, reasons, silent_extensions, tool_versions
from sphinx_fastbuild.incremental.file_cache import status_of
from sphinx_fastbuild.incremental.missing_files import finding_other_files
from sphinx_fastbuild.incremental.references import read_differently
from sphinx_fastbuild.incremental.repairs import c_symbols
from sphinx_fastbuild.incremental.target_owners import rivals
from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_fastbuild.incremental.file_cache import FileCache
    from sphinx_fastbuild.incremental.python_code import PythonCode

#: Stands for the digest of a file that may have changed while it was read: equals no other.
UNKNOWN = "unknown"

#: The documents that a build was about to read, until it has stored its environment.
_READING: StateFile[list[str]] = StateFile("reading", list[str], is_shared=True)


class ChangedSources:
    """Finds the documents that differ from what was read."""

    def __init__(self, cache: FileCache, code: PythonCode) -> None:
        self.began = 0
        self.tools = ""
        self.changed: set[str] = set()
        self._cache = cache
        self._code = code
        self._digests: dict[str, str] = {}

    def on_builder_inited(self, app: Sphinx) -> None:
        """Find the changed documents, and make Sphinx take all others for up to date."""
        env = app.env
        self.began = time.time_ns()
        self.tools = tool_versions.digest_of_tools(app)
        self._digests.clear()
        recorded: dict[str, dict[str, str]] = getattr(env, "fastbuild_contents", {})
        if getattr(env, "fastbuild_tools", "") != self.tools:
            recorded = {}
        interrupted = set(_READING.load(app) or ())
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
        """Return the documents that changed, and those that other files make read differently."""
        found: dict[str, AbstractSet[str]] = {
            "its source, or a file that it depends on, has changed": self.changed,
            "a document or file that it links to has come or gone": {
                *read_differently(env, removed)
            },
            "a file that it looked for has come or gone": {*finding_other_files(env)},
            "Python code that it may show has changed": self._code.changed(env),
            "an inventory that it uses has changed": {*inventories.read_differently(env)},
            "it uses an extension that does not say what it reads": (
                silent_extensions.using.of(env).keys() - removed
            ),
        }
        outdated: set[str] = set().union(*found.values())
        found["it shares C or C++ symbols with one that is read again"] = together = (
            c_symbols.read_together(env, outdated | removed) - removed - outdated
        )
        outdated |= together
        found["it defines what one that is read again defines too"] = others = (
            rivals(env, outdated | removed) - removed - outdated
        )
        reasons.report("read again", found)
        return sorted(outdated | others)

    def on_env_before_read_docs(
        self, app: Sphinx, env: BuildEnvironment, docnames: list[str]
    ) -> None:
        """Record what is about to be read.

        Sphinx stores each doctree as soon as the document is read, but the environment only after
        the last one.  After a build that was killed in between, the two do not match.
        """
        _READING.save(app, list(docnames))

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Delete the record of what is being read: the environment is stored."""
        _READING.delete(app)

    def on_env_updated(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Keep the digests of what this build has read."""
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
        # New dictionaries, never changed in place: what is pickled is what was read.
        env.fastbuild_contents = {name: contents[name] for name in sorted(env.all_docs)}  # type: ignore[attr-defined]
        env.fastbuild_tree_sizes = {name: sizes[name] for name in sorted(env.all_docs)}  # type: ignore[attr-defined]
        env.fastbuild_tools = self.tools  # type: ignore[attr-defined]

    def _is_unchanged(self, srcdir: str, files: dict[str, str]) -> bool:
        return all(self._digest(_path(srcdir, name)) == then for name, then in files.items())

    def _digest(self, file: str) -> str:
        """Return the digest of a file; many documents may depend on one."""
        if file not in self._digests:
            self._digests[file] = self._cache.digest(file)
        return self._digests[file]

    def _as_read(self, file: str) -> str:
        """Return the digest of a file that was read in this build.

        A file that was written since the build began may have been read before that.  It counts
        as changed in the next build.
        """
        try:
            written, *_ = status_of(file)
        except OSError:
            return digest.MISSING
        if written >= self.began:
            return UNKNOWN
        return self._digest(file)

    def _after(self, srcdir: str, files: dict[str, str]) -> int:
        """Return a time, in microseconds as Sphinx counts, after the last write to *files*."""
        times = [time.time_ns()]
        for name in files:
            with suppress(OSError):
                times.append(status_of(_path(srcdir, name))[0])
        return max(times) // 1000 + 1


def _path(srcdir: str, name: str) -> str:
    """Return the path of a file whose name may be relative to the source directory."""
    return os.path.join(srcdir, name)  # noqa: PTH118 -- as text: there may be many thousands


def _tree_size(app: Sphinx, docname: str) -> int:
    """Return the size of a stored doctree in bytes, or -1: one that was cut off is read again."""
    try:
        return status_of(f"{app.doctreedir}/{docname}.doctree")[2]
    except OSError:
        return -1
