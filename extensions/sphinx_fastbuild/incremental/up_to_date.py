"""Do nothing in a build that has nothing to do.

A complete build keeps one record: the status of every file that it may have read, everything else
that it depends on, and the status of all that it left.  If the next build finds all of that as it
was, it would make what is there.  So it calls no handler, looks at no document, and repeats the
warnings.  This is known only if every extension does the same in two builds with the same input.

The status of a file that was written within one tick of the clock before the build proves nothing
(see :mod:`~sphinx_fastbuild.incremental.file_cache`): then there is no record.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from sphinx.locale import __
from sphinx.project import Project
from sphinx.util.logging import NAMESPACE, getLogger

from sphinx_fastbuild.incremental import build_inputs
from sphinx_fastbuild.incremental.file_cache import is_settled
from sphinx_fastbuild.incremental.output_paths import is_one_page_a_document
from sphinx_fastbuild.incremental.repairs import missing_programs
from sphinx_fastbuild.incremental.reports import Report, Row, message_of
from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


logger = getLogger(__name__)

#: An attribute of log records that are no warnings and are repeated as well.
REPEATED = "fastbuild_repeated"

#: Marks the log records that were noted: Sphinx holds some back and hands them on later.
_NOTED = "fastbuild_noted"

#: Modules with handlers that concern the process and not what is built.
_OF_PROCESS = frozenset({"sphinx_fastbuild.levers.collector"})


class Complete(TypedDict):
    """What a complete build was made from, and what it left."""

    given: str
    """Digest of what it was given."""
    further: list[str]
    """Paths of further files and folders that it depends on."""
    status: str
    """Digest of the status of those."""
    left: str
    """Digest of what it left."""
    until: int
    """When something may change by itself, in nanoseconds; 0 for never."""
    said: list[Row]


_STORE: StateFile[Complete] = StateFile("complete", Complete)


class UpToDate(logging.Handler):
    """Decides whether there is anything to do, and notes what the next build has to know."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        # `conf.py` was read a moment ago.
        self._began = time.time_ns()
        self._app: Sphinx | None = None
        self._given: build_inputs.Given | None = None
        self._said: list[Row] | None = None
        self._is_whole = False

    def on_config_inited(self, app: Sphinx, config: Config) -> None:
        """Decide as soon as there are a builder and an environment, before anybody uses them."""
        create = app.create_builder

        def create_builder(name: str) -> Builder:
            builder = create(name)
            builder.init = partial(self._decide, app, builder, builder.init)  # type: ignore[method-assign]
            return builder

        app.create_builder = create_builder  # type: ignore[method-assign]

    def _decide(self, app: Sphinx, builder: Builder, init: Callable[[], None]) -> None:
        """Initialize the builder, unless this build would make what is there."""
        self._app, self._given, self._said, self._is_whole = None, None, None, False
        if is_one_page_a_document(builder) and build_inputs.is_known(app):
            self._given = build_inputs.given(app)
            last = None if app.fresh_env_used else _STORE.load(app)
            if last is not None and self._is_as_it_was(app, last):
                self._skip(app, builder, init, last)
                return
            self._watch(app, builder)
        init()

    def _watch(self, app: Sphinx, builder: Builder) -> None:
        """Note what the build says, and whether it is whole."""
        _STORE.delete(app)
        self._app, self._said = app, []
        # Before the handlers of Sphinx, which show a message or drop it.
        logging.getLogger(NAMESPACE).handlers.insert(0, self)
        for name in ("build_all", "build_update"):
            setattr(builder, name, partial(self._build_whole, getattr(builder, name)))

    def _is_as_it_was(self, app: Sphinx, last: Complete) -> bool:
        return (
            self._given is not None
            and last["given"] == self._given.digest
            and not 0 < last["until"] <= time.time_ns()
            and last["status"] == build_inputs.status(last["further"]).digest
            and last["left"] == build_inputs.left(app)
        )

    def _skip(
        self, app: Sphinx, builder: Builder, init: Callable[[], None], last: Complete
    ) -> None:
        """Let *builder* do nothing, unless it is told to build more than what has changed."""
        listeners = dict(app.events.listeners)
        app.events.listeners.clear()
        for event, all_ in listeners.items():
            of_process = [one for one in all_ if one.handler.__module__ in _OF_PROCESS]
            app.events.listeners[event] = of_process

        def repeat() -> None:
            logger.info(__("no targets are out of date."))
            for report in map(Report.from_row, last["said"]):
                report.give(logger, app.env)

        def clean_up() -> None:
            """Leave everything: nothing was initialized."""

        def build_after_all(build: Callable[..., None], *arguments: object) -> None:
            app.events.listeners.clear()
            app.events.listeners.update(listeners)
            del builder.cleanup
            _STORE.delete(app)
            init()
            app.events.emit("builder-inited")
            build(*arguments)

        stand_ins = {
            "build_update": repeat,
            "build_all": partial(build_after_all, builder.build_all),
            "build_specific": partial(build_after_all, builder.build_specific),
            "cleanup": clean_up,
        }
        for name, method in stand_ins.items():
            setattr(builder, name, method)

    def _build_whole(self, build: Callable[[], None]) -> None:
        build()
        self._is_whole = True

    def emit(self, record: logging.LogRecord) -> None:
        """Note what the build says."""
        is_repeated = record.levelno >= logging.WARNING or hasattr(record, REPEATED)
        if not is_repeated or self._app is None or self._said is None or hasattr(record, _NOTED):
            return
        vars(record)[_NOTED] = True
        report = Report.of(self._app.env, record, message_of(record))
        if (
            record.levelno >= logging.ERROR
            or missing_programs.is_about_one(record)
            or not _is_place_kept(self._app.env, report)
        ):
            self._said = None
        else:
            self._said.append(report)

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Keep the record of a complete build, as long as everything in it is certain."""
        logging.getLogger(NAMESPACE).removeHandler(self)
        given, said, is_whole = self._given, self._said, self._is_whole
        self._app = self._said = None
        if exception is not None or not is_whole or said is None or given is None:
            return
        further = build_inputs.further(app, given)
        if app.statuscode or further is None or not build_inputs.is_known(app):
            return
        status = build_inputs.status(further.paths)
        newest = max(given.newest, status.newest)
        if is_settled([newest, newest], self._began):
            _STORE.save(
                app,
                {
                    "given": given.digest,
                    "further": further.paths,
                    "status": status.digest,
                    "left": build_inputs.left(app),
                    "until": further.until,
                    "said": said,
                },
            )


def _is_place_kept(env: BuildEnvironment, report: Report) -> bool:
    """Tell whether the next build finds the place of a report, without discovering documents."""
    place, project = report.place, env.project
    is_docname = bool(place) and ":" not in place
    return not is_docname or Project.doc2path(project, place, True) == project.doc2path(place, True)
