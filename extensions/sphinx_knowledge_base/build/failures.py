"""Report what a program error did to one article, so that the rest of the site can be built.

Articles, extensions and libraries combine in untested ways.  An exception names the code that
raised it, not the article: this module finds article and line in the frames of the traceback.
"""

from __future__ import annotations

import logging
import re
import traceback
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import get_source_line
from pydantic import TypeAdapter
from sphinx import addnodes
from sphinx.errors import SphinxWarning
from sphinx.util.logging import NAMESPACE, getLogger

from sphinx_knowledge_base.build.configuration import from_config
from sphinx_knowledge_base.build.store import State, store_of
from sphinx_knowledge_base.core.model import Article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = getLogger(__name__)

#: The subtype of these errors, which also marks their log records.
KIND = "failure"

#: The documents that the last build could not write.
UNWRITTEN: State[list[str]] = State(
    "unwritten", 1, list, TypeAdapter(list[str]).validate_python, is_of_output=True
)

#: A memory address, which differs from run to run, as in "<function f at 0x7f00>".
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def setup(app: Sphinx) -> None:
    """Record failures from the beginning of a build to its end."""
    failed = Failures()
    # After the project is in place.
    app.connect("builder-inited", failed.on_builder_inited, priority=110)
    app.connect("env-get-outdated", failed.on_env_get_outdated)
    app.connect("env-updated", failed.on_env_updated)
    app.connect("build-finished", failed.on_build_finished, priority=950)


class Failures(logging.Handler):
    """Records the failures of all processes, and fails the build."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.app: Sphinx | None = None
        self.unread: set[str] = set()
        self.unwritten: set[str] = set()
        self.is_failed = False

    def on_builder_inited(self, app: Sphinx) -> None:
        """Start recording failures."""
        self.app = app
        self.is_failed = False
        self.unread, self.unwritten = set(), set()
        logging.getLogger(NAMESPACE).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Record a failure."""
        if (getattr(record, "type", ""), getattr(record, "subtype", "")) != ("kb", KIND):
            return
        self.is_failed = True
        docname: str = vars(record).get("kb_docname", "")
        if docname and vars(record)["kb_while_reading"]:
            self.unread.add(docname)
        elif docname:
            self.unwritten.add(docname)

    def on_env_get_outdated(
        self, app: Sphinx, env: BuildEnvironment, added: object, changed: object, removed: object
    ) -> list[str]:
        """Return the documents that could not be read: the cause may be fixed."""
        return sorted(getattr(env, "kb_unread", set()))

    def on_env_updated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Record the documents that could not be read; return those that could not be written."""
        env.kb_unread = self.unread  # type: ignore[attr-defined]
        return sorted({*(store_of(app).load(UNWRITTEN) or ())} & env.all_docs.keys())

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Save the documents that could not be written, and fail the build if any failed."""
        logging.getLogger(NAMESPACE).removeHandler(self)
        if exception is None:
            store_of(app).save(UNWRITTEN, sorted(self.unwritten))
            if self.is_failed and from_config(app.config).fail_on_errors:
                app.statuscode = 1


def report(
    env: BuildEnvironment,
    doing: str,
    error: Exception,
    docname: str = "",
    *,
    while_reading: bool = False,
) -> None:
    """Log that *doing* something with an article failed, at the place in its source.

    :param docname: The document, if it is known; otherwise it is found in the traceback.
    :param while_reading: Whether it could not be read; otherwise it could not be written.
    :raises SphinxWarning: *error* is one: Sphinx ends at the first warning.
    """
    if isinstance(error, SphinxWarning):
        raise error
    cause = getattr(error, "orig_exc", None) or error
    found = docname or document_of(env, error)
    place = str(env.doc2path(found, base=False)) if found else ""
    line = _line(env, cause, found)
    said = _ADDRESS.sub("", str(cause)).strip().partition("\n")[0]
    current = env.current_document.docname
    env.current_document.docname = found  # handlers that record warnings by document read it
    try:
        logger.error(
            "%s failed: %s%s (raised in %s)",
            doing,
            type(cause).__name__,
            f": {said}" if said else "",
            _raised_in(cause),
            location=f"{place}:{line}" if place else None,
            type="kb",
            subtype=KIND,
            extra={"kb_docname": found, "kb_while_reading": while_reading},
        )
        logger.debug("%s", "".join(traceback.format_exception(error)))
    finally:
        env.current_document.docname = current


def document_of(env: BuildEnvironment, error: BaseException) -> str:
    """Return the document that the code was working on that raised *error*, or an empty string."""
    for value in _locals(error):
        if isinstance(value, Article):
            return value.docname
        if isinstance(value, nodes.Node):
            node: nodes.Node | None = value
            while node is not None and not isinstance(node, addnodes.start_of_file):
                node = node.parent
            if node is not None:
                return str(node["docname"])
            if found := env.path2doc(get_source_line(value)[0] or ""):
                return found
    return ""


def _line(env: BuildEnvironment, error: BaseException, docname: str) -> int:
    """Return the line of the innermost node or MyST token, or the first."""
    file = str(env.doc2path(docname)) if docname else ""
    for value in _locals(error):
        if isinstance(value, nodes.Node):
            source, line = get_source_line(value)
            if line and source == file:
                return line
        elif span := getattr(value, "map", None) if hasattr(value, "nesting") else None:
            return int(span[0]) + 1
    return 1


def _locals(error: BaseException) -> Iterator[object]:
    """Yield the values of all local variables, from the function that raised *error* outwards."""
    frames: list[FrameType] = []
    one: BaseException | None = error
    while one is not None:
        frames = [frame for frame, _ in traceback.walk_tb(one.__traceback__)] + frames
        one = one.__cause__ or one.__context__
    for frame in reversed(frames):
        yield from list(frame.f_locals.values())


def _raised_in(error: BaseException) -> str:
    """Return module and function that raised *error*."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if not frames:
        return "unknown code"
    return f"{frames[-1].f_globals.get('__name__', '')}.{frames[-1].f_code.co_name}"
