"""Repeat the warnings about a document in every build until the document is fixed.

Sphinx warns when it reads or writes a document.  In the next build, which does neither, ``-W``
would find nothing to fail for.  So each warning is stored with its document: the one that was being
read or written.  A warning during the merging of several processes is stored with all of their
documents, and repeated until all have been read again.  No other warnings are stored: Sphinx and
the handlers of its events give them in every build.  But an extension that warns between reading
and writing may check only documents that were just read.  Unless it is known to record what
documents depend on, these documents are read again in the next build, so that it warns again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sphinx.util.build_phase import BuildPhase
from sphinx.util.logging import NAMESPACE, getLogger, is_suppressed_warning

from sphinx_fastbuild.incremental import silent_extensions
from sphinx_fastbuild.incremental.repairs import missing_programs
from sphinx_fastbuild.incremental.reports import Report, Row, message_of
from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

logger = getLogger(__name__)

#: The warnings that were given while the page of each document was written.
_STORE: StateFile[dict[str, list[Row]]] = StateFile("warnings", dict[str, list[Row]])

#: Attributes of a log record: the document being read or written, and the original message.
_PRODUCER, _MESSAGE = "fastbuild_producer", "fastbuild_message"

#: An attribute of log records about a missing program.
_ONCE = "fastbuild_once"


class RepeatedWarnings(logging.Handler):
    """Records every warning of a build, and repeats those about documents that it skips."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.app: Sphinx | None = None
        self.is_checked = False
        self._is_read = False
        self._stock_factory: Callable[..., logging.LogRecord] = logging.LogRecord
        #: Where the warnings of documents are recorded now; None between reading and writing.
        self._reports: dict[str, list[Row]] | None = None
        self._written: dict[str, list[Row]] = {}
        self._resolved = self._page = ""
        self._reading: list[str] = []
        self._writing: AbstractSet[str] = frozenset()
        self._given_once: set[str] = set()
        self._is_program_missing = False

    def on_builder_inited(self, app: Sphinx) -> None:
        """Start recording warnings."""
        self.app = app
        self.is_checked = self._is_read = False
        self._reports, self._written = None, {}
        self._resolved = self._page = ""
        self._writing = frozenset()
        self._given_once.clear()
        self._is_program_missing = False
        # Worker processes inherit the factory, and send records with their attributes.
        self._stock_factory = logging.getLogRecordFactory()
        logging.setLogRecordFactory(self._make_record)
        # Before Sphinx's handlers, which show or drop a warning.
        logging.getLogger(NAMESPACE).handlers.insert(0, self)
        self._follow_writing(app, app.builder)

    def _make_record(
        self, name: str, level: int, *args: object, **kwargs: object
    ) -> logging.LogRecord:
        """Create a log record; in a warning, note its document."""
        record = self._stock_factory(name, level, *args, **kwargs)
        if level >= logging.WARNING and self.app is not None:
            current = self._page or self.app.env.current_document.docname or self._resolved
            vars(record)[_PRODUCER] = current
            # Handlers of Sphinx put the location and the type into the message later.
            vars(record)[_MESSAGE] = message_of(record)
            if missing_programs.is_about_one(record):
                vars(record)[_ONCE] = self._is_program_missing = True
        return record

    def emit(self, record: logging.LogRecord) -> None:
        """Record a warning that a document has caused."""
        app, reports = self.app, self._reports
        # Sphinx holds back the records of a process, and passes on the same ones later.
        producer: str | None = vars(record).pop(_PRODUCER, None)
        if app is None or producer is None:
            return
        if _ONCE in vars(record):
            # Each document that needs the program warns, and Sphinx shows equal warnings once.
            record.msg, record.args = vars(record)[_MESSAGE], ()
            vars(record)["once"] = True
        kind, subtype = (str(getattr(record, name, "") or "") for name in ("type", "subtype"))
        if is_suppressed_warning(kind, subtype, app.config.suppress_warnings):
            return
        report = Report.of(app.env, record, vars(record)[_MESSAGE])
        if reports is None:
            if self._is_read and app.builder.phase is BuildPhase.READING:
                self._read_again(app, record, report)
            return
        producers = [producer] if producer else []
        if not producer and app.builder.phase is BuildPhase.READING:
            # The documents of several processes are merged.
            about = report.docname(app.env)
            producers = [about] if about in self._reading else self._reading
            report = report._replace(is_once=report.is_once or about not in self._reading)
        if report.is_once:
            self._given_once.add(report.message)
        for docname in producers:
            reports.setdefault(docname, []).append(report)

    def _read_again(self, app: Sphinx, record: logging.LogRecord, report: Report) -> None:
        """Make the next build read the documents that an extension may have checked to warn."""
        module = record.name.removeprefix(f"{NAMESPACE}.")
        if not silent_extensions.is_in(module, silent_extensions.known(app)):
            about = report.docname(app.env)
            for docname in self._reading:
                if about in ("", docname):
                    silent_extensions.using.of(app.env)[docname] = True

    def on_env_before_read_docs(
        self, app: Sphinx, env: BuildEnvironment, docnames: list[str]
    ) -> None:
        """Record warnings from here on for the documents that are read."""
        # A copy: Sphinx adds documents to the list that are written again but not read.
        self._reading = list(docnames)
        self._reports = _read(env)

    def on_env_updated(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Stop recording warnings: the following steps give theirs in every build."""
        self._reports, self._is_read = None, True

    def on_env_purge_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Drop the warnings of a document that is read again or removed."""
        _read(env).pop(docname, None)

    def on_env_get_updated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return all documents if the warnings about their pages are lost."""
        return [] if _STORE.load(app) is not None else sorted(env.all_docs)

    def on_env_check_consistency(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Note that Sphinx itself checks the consistency in this build."""
        self.is_checked = True

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Check the consistency of the environment; Sphinx does so only after reading."""
        if not self.is_checked:
            phase, builder.phase = builder.phase, BuildPhase.CONSISTENCY_CHECK
            try:
                app.env.check_consistency()
            finally:
                builder.phase = phase

    def _follow_writing(self, app: Sphinx, builder: Builder) -> None:
        """Make *builder* report which documents it writes, and when it has written all."""
        prepare, write, finish = builder.prepare_writing, builder.write_doc, builder.finish

        def prepare_writing(docnames: AbstractSet[str]) -> None:
            self._writing = frozenset(docnames)
            prepare(docnames)
            self._resolved = ""
            self._reports = self._written

        def write_doc(docname: str, doctree: nodes.document) -> None:
            self._page = docname
            if self._is_program_missing:
                missing_programs.forget(builder)
            try:
                write(docname, doctree)
            finally:
                self._page = ""

        def finish_building() -> None:
            self._reports = None
            self.repeat(app)
            finish()

        builder.prepare_writing = prepare_writing  # type: ignore[method-assign]
        builder.write_doc = write_doc  # type: ignore[method-assign]
        builder.finish = finish_building  # type: ignore[method-assign]

    def on_doctree_resolved(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Note which document is being written, until the next one is."""
        self._resolved = docname

    def repeat(self, app: Sphinx) -> None:
        """Repeat the warnings of documents that this build has not read, or not written."""
        read_before = {
            docname: rows
            for docname, rows in _read(app.env).items()
            if docname not in self._reading
        }
        written_before = {
            docname: rows
            for docname, rows in (_STORE.load(app) or {}).items()
            if docname not in self._writing and docname in app.env.all_docs
        }
        for rows in (*read_before.values(), *written_before.values()):
            for report in map(Report.from_row, rows):
                if not report.is_once or report.message not in self._given_once:
                    report.give(logger, app.env)
                if report.is_once:
                    self._given_once.add(report.message)
        self._written.update(written_before)

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Stop recording warnings, and store those about pages."""
        logging.getLogger(NAMESPACE).removeHandler(self)
        logging.setLogRecordFactory(self._stock_factory)
        self.app = None
        if exception is None:
            _STORE.save(app, dict(sorted(self._written.items())))


def _read(env: BuildEnvironment) -> dict[str, list[Row]]:
    """Return the warnings given while each document was read; pickled with the environment."""
    if not hasattr(env, "fastbuild_read_warnings"):
        env.fastbuild_read_warnings = {}  # type: ignore[attr-defined]
    return env.fastbuild_read_warnings  # type: ignore[attr-defined, no-any-return]
