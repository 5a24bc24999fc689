"""Warnings do not vanish: what was wrong with a document is said in every build until it is right.

Sphinx reports a problem when it reads or writes the document.  In the next build, which does
neither, ``-W`` would find nothing to fail for.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.build_phase import BuildPhase
from sphinx.util.logging import NAMESPACE, get_node_location, getLogger, is_suppressed_warning

from sphinx_fastbuild.state import load, save, state_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

logger = getLogger(__name__)

#: Message, place, type, subtype and level.
Report = tuple[str, str, str, str, int]

#: A path at the beginning of a place; on Windows there may be a drive in it.
_FILE = re.compile(r"(?:[A-Za-z]:(?=[\\/]))?[^:]*")


class WarningsStay(logging.Handler):
    """Hears every warning of a build, and repeats those of documents that were left alone."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.app: Sphinx | None = None
        self.said: set[Report] = set()
        self.written: dict[str, list[Report]] = {}
        self.is_checked = False
        self._reading: list[str] = []
        self._of_included: list[Report] = []

    def on_builder_inited(self, app: Sphinx) -> None:
        """Begin to listen."""
        self.app = app
        self.said.clear()
        self.written.clear()
        self.is_checked = False
        self._of_included.clear()
        logging.getLogger(NAMESPACE).addHandler(self)
        prepare = app.builder.prepare_writing

        def prepare_writing(docnames: AbstractSet[str]) -> None:
            self.repeat(app, docnames)
            prepare(docnames)

        # The one place that knows which documents are going to be written.
        app.builder.prepare_writing = prepare_writing  # type: ignore[method-assign]

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a warning that names a document."""
        app = self.app
        if app is None or app.builder.phase is BuildPhase.CONSISTENCY_CHECK:
            return  # checked in every build
        kind, subtype = (str(getattr(record, name, "") or "") for name in ("type", "subtype"))
        if is_suppressed_warning(kind, subtype, app.config.suppress_warnings):
            return
        place = _place(app.env, getattr(record, "location", None))
        # Sphinx may have been here before, and have added the type to the message.
        message = (
            record.getMessage().removesuffix(f" [{kind}.{subtype}]").removesuffix(f" [{kind}]")
        )
        report = (message, place, kind, subtype, record.levelno)
        if not place or report in self.said:
            return
        self.said.add(report)
        docname = app.env.path2doc(_file(app.env, report))
        is_reading = app.builder.phase is BuildPhase.READING
        if docname in app.env.found_docs:
            reports = _read(app.env) if is_reading else self.written
            reports.setdefault(str(docname), []).append(report)
        elif is_reading:
            self._of_included.append(report)  # it will be known which documents include the file
        else:
            for including in _including(app.env, report, app.env.all_docs):
                self.written.setdefault(including, []).append(report)

    def on_env_before_read_docs(
        self, app: Sphinx, env: BuildEnvironment, docnames: list[str]
    ) -> None:
        """Note what is read in this build."""
        self._reading = docnames

    def on_env_updated(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Remember what was said of included files with the documents that include them."""
        for report in self._of_included:
            for docname in _including(env, report, self._reading):
                _read(env).setdefault(docname, []).append(report)

    def on_env_purge_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget what was wrong with a document that is read again or gone."""
        _read(env).pop(docname, None)

    def on_env_check_consistency(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Note that all documents are checked together in this build."""
        self.is_checked = True

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Check all documents together, which Sphinx does only when it has read any."""
        if not self.is_checked:
            phase, builder.phase = builder.phase, BuildPhase.CONSISTENCY_CHECK
            try:
                app.env.check_consistency()
            finally:
                builder.phase = phase

    def repeat(self, app: Sphinx, docnames: AbstractSet[str]) -> None:
        """Say again what was said of documents that are neither read nor written now."""
        left_alone = {
            docname: [(str(a), str(b), str(c), str(d), int(e)) for a, b, c, d, e in reports]
            for docname, reports in load(_state_file(app)).items()
            if docname not in docnames and docname in app.env.all_docs
        }
        for docname, reports in (*_read(app.env).items(), *left_alone.items()):
            for report in reports:
                if report not in self.said:
                    self.said.add(report)
                    message, place, kind, subtype, level = report
                    # Sphinx takes what has no colon for the name of a document.
                    location = str(Path(app.srcdir) / place) if ":" in place else docname
                    logger.log(level, "%s", message, location=location, type=kind, subtype=subtype)
        self.written.update(left_alone)

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Stop listening, and remember what was said of pages."""
        logging.getLogger(NAMESPACE).removeHandler(self)
        if exception is None:
            save(_state_file(app), dict(sorted(self.written.items())))


def _place(env: BuildEnvironment, location: object) -> str:
    """Return file and line; nothing when there is no place.

    A file below the source directory is named from there, any other one by its whole path.
    """
    if isinstance(location, tuple):
        docname, line = location
        location = f"{env.doc2path(docname)}" + (f":{line}" if line else "") if docname else ""
    elif isinstance(location, nodes.Node):
        location = get_node_location(location)
    elif location and ":" not in str(location):
        location = env.doc2path(str(location))
    file, line = _parts(str(location or ""))
    # Docutils names a file that is included from where the build was started.
    for start in (env.srcdir, Path.cwd()) if file else ():
        found = Path(os.path.normpath(start / file))
        if found.exists():
            inside = found.is_relative_to(env.srcdir)
            return f"{found.relative_to(env.srcdir) if inside else found}{line}"
    return f"{file}{line}"


def _parts(place: str) -> tuple[str, str]:
    """Return the file and what stands behind it: line, column, or words of Sphinx."""
    found = _FILE.match(place)
    file = found[0] if found else ""
    return file, place[len(file) :]


def _file(env: BuildEnvironment, report: Report) -> Path:
    return Path(env.srcdir) / _parts(report[1])[0]


def _including(env: BuildEnvironment, report: Report, docnames: Iterable[str]) -> Iterator[str]:
    """Yield those of *docnames* that depend on the file that a report is of."""
    file = os.path.normpath(_file(env, report))
    for docname in docnames:
        files = env.dependencies.get(docname, ())
        if file in {os.path.normpath(Path(env.srcdir) / name) for name in files}:
            yield docname


def _read(env: BuildEnvironment) -> dict[str, list[Report]]:
    """Return what was said while each document was read; pickled with the environment."""
    if not hasattr(env, "fastbuild_reports"):
        env.fastbuild_reports = {}  # type: ignore[attr-defined]
    return env.fastbuild_reports  # type: ignore[attr-defined, no-any-return]


def _state_file(app: Sphinx) -> Path:
    return state_file(app, "warnings")
