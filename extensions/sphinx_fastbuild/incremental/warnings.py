"""Repeat the warnings about a document in every build until the document is right.

Sphinx warns when it reads or writes a document.  In the next build, which does neither, ``-W``
would find nothing to fail for.
"""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.build_phase import BuildPhase
from sphinx.util.logging import NAMESPACE, get_node_location, getLogger, is_suppressed_warning

from sphinx_fastbuild.store import Store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

logger = getLogger(__name__)

#: Message, location, type, subtype and level.
Report = tuple[str, str, str, str, int]

#: The warnings that were given while the page of each document was written.
_STORE: Store[dict[str, list[Report]]] = Store("warnings", dict[str, list[Report]])

#: The path at the beginning of a location; on Windows it may begin with a drive.
_FILE = re.compile(r"(?:[A-Za-z]:(?=[\\/]))?[^:]*")


class RepeatedWarnings(logging.Handler):
    """Records every warning of a build, and repeats those about documents that it leaves alone."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.app: Sphinx | None = None
        self.given: Counter[Report] = Counter()
        self.written: dict[str, list[Report]] = {}
        self.is_checked = False
        #: The documents that are being read or written.
        self._at_work: Collection[str] = ()
        #: Whether the documents are read: what handlers say from here on, they say in every build.
        self._is_read = False
        self._is_repeating = False
        self._about_included: Counter[Report] = Counter()

    def on_builder_inited(self, app: Sphinx) -> None:
        """Begin to record."""
        self.app = app
        self.given.clear()
        self.written.clear()
        self.is_checked = self._is_read = False
        self._about_included.clear()
        logging.getLogger(NAMESPACE).addHandler(self)
        prepare = app.builder.prepare_writing

        def prepare_writing(docnames: AbstractSet[str]) -> None:
            self.repeat(app, docnames)
            self._at_work = docnames
            prepare(docnames)

        # The one method that is told which documents will be written.
        app.builder.prepare_writing = prepare_writing  # type: ignore[method-assign]

    def emit(self, record: logging.LogRecord) -> None:
        """Record a warning that names a document."""
        app = self.app
        if app is None or app.builder.phase is BuildPhase.CONSISTENCY_CHECK:
            return  # repeated in every build, by on_write_started()
        is_reading = app.builder.phase is BuildPhase.READING
        if is_reading and self._is_read:
            return  # repeated in every build, by handlers of env-updated
        kind, subtype = (str(getattr(record, name, "") or "") for name in ("type", "subtype"))
        if is_suppressed_warning(kind, subtype, app.config.suppress_warnings):
            return
        location = _location(app.env, getattr(record, "location", None))
        # A handler of Sphinx may have added the type to the message already.
        message = (
            record.getMessage().removesuffix(f" [{kind}.{subtype}]").removesuffix(f" [{kind}]")
        )
        report = (message, location, kind, subtype, record.levelno)
        if not location or self._is_repeating:
            return
        self.given[report] += 1
        docname = app.env.path2doc(_file(app.env, report))
        if docname in app.env.found_docs:
            reports = (_read(app.env) if is_reading else self.written).setdefault(str(docname), [])
            # Another document gave it if this one is left alone; it may have done so before.
            if docname in self._at_work or report not in reports:
                reports.append(report)
        else:
            self._about_included[report] += 1  # which documents include it is known later

    def on_env_before_read_docs(
        self, app: Sphinx, env: BuildEnvironment, docnames: list[str]
    ) -> None:
        """Note which documents this build reads."""
        self._at_work = docnames

    def on_env_updated(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Assign warnings about included files to the documents that include them."""
        self._is_read = True
        self._assign_included(env, _read(env))

    def _assign_included(self, env: BuildEnvironment, reports: dict[str, list[Report]]) -> None:
        """Share warnings about a file among the documents that include it: each gave its own."""
        for report, times in self._about_included.items():
            including = list(_including(env, report, self._at_work))
            for docname in including:
                share = [report] * max(1, times // len(including))
                reports.setdefault(docname, []).extend(share)
        self._about_included.clear()

    def on_env_purge_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Drop the warnings about a document that is read again or removed."""
        _read(env).pop(docname, None)

    def on_env_check_consistency(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Note that Sphinx checks the consistency of this build."""
        self.is_checked = True

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Check the consistency, as Sphinx does only if it has read any documents."""
        if not self.is_checked:
            phase, builder.phase = builder.phase, BuildPhase.CONSISTENCY_CHECK
            try:
                app.env.check_consistency()
            finally:
                builder.phase = phase

    def repeat(self, app: Sphinx, docnames: AbstractSet[str]) -> None:
        """Repeat the warnings about documents that this build neither reads nor writes."""
        left_alone = {
            docname: [(*report,) for report in reports]  # JSON has lists only
            for docname, reports in (_STORE.load(app) or {}).items()
            if docname not in docnames and docname in app.env.all_docs
        }
        given = self.given.copy()
        self._is_repeating = True
        for docname, reports in (*_read(app.env).items(), *left_alone.items()):
            for report in reports:
                if given[report]:
                    given[report] -= 1
                    continue
                message, place, kind, subtype, level = report
                # Sphinx takes a location without a colon for a docname.
                location = str(Path(app.srcdir) / place) if ":" in place else docname
                logger.log(level, "%s", message, location=location, type=kind, subtype=subtype)
        self._is_repeating = False
        self.written.update(left_alone)

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Stop recording, and store the warnings about pages."""
        logging.getLogger(NAMESPACE).removeHandler(self)
        if exception is None:
            self._assign_included(app.env, self.written)
            _STORE.save(app, dict(sorted(self.written.items())))


def _location(env: BuildEnvironment, location: object) -> str:
    """Return the path and the line of *location*; empty if there is none.

    The path is relative to the source directory if it is below, and absolute otherwise.
    """
    if isinstance(location, tuple):
        docname, line = location
        location = f"{env.doc2path(docname)}" + (f":{line}" if line else "") if docname else ""
    elif isinstance(location, nodes.Node):
        location = get_node_location(location)
    elif location and ":" not in str(location):
        location = env.doc2path(str(location))
    file, line = _split(str(location or ""))
    # Docutils gives the path of an included file relative to the working directory.
    for start in (env.srcdir, Path.cwd()) if file else ():
        found = Path(os.path.normpath(start / file))
        if found.exists():
            inside = found.is_relative_to(env.srcdir)
            return f"{found.relative_to(env.srcdir) if inside else found}{line}"
    return f"{file}{line}"


def _split(location: str) -> tuple[str, str]:
    """Return the path, and what follows it: line, column, or a remark of Sphinx."""
    found = _FILE.match(location)
    file = found[0] if found else ""
    return file, location[len(file) :]


def _file(env: BuildEnvironment, report: Report) -> Path:
    return Path(env.srcdir) / _split(report[1])[0]


def _including(env: BuildEnvironment, report: Report, docnames: Iterable[str]) -> Iterator[str]:
    """Yield the documents of *docnames* that depend on the file that *report* names."""
    file = os.path.normpath(_file(env, report))
    for docname in docnames:
        files = env.dependencies.get(docname, ())
        if file in {os.path.normpath(Path(env.srcdir) / name) for name in files}:
            yield docname


def _read(env: BuildEnvironment) -> dict[str, list[Report]]:
    """Return the warnings given while each document was read; pickled with the environment."""
    if not hasattr(env, "fastbuild_warnings"):
        env.fastbuild_warnings = {}  # type: ignore[attr-defined]
    return env.fastbuild_warnings  # type: ignore[attr-defined, no-any-return]
