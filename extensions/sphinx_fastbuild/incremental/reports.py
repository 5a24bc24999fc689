"""A warning of one build, stored so that the next can give it again."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx.util.logging import get_node_location

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment
    from sphinx.util.logging import SphinxLoggerAdapter

#: A :class:`Report` in JSON, which has lists only.
Row = tuple[str, str, str, str, str, int, bool]

#: The path at the beginning of a location; on Windows it may begin with a drive.
_FILE = re.compile(r"(?:[A-Za-z]:(?=[\\/]))?[^:]*")

#: The directory to which the path of a location is relative.
_SOURCE, _WORKING, _NOTHING = "source", "working", ""


class Report(NamedTuple):
    """One warning."""

    message: str
    place: str
    """Path, line and column; or the name of a document, without a colon."""
    base: str
    """``source``: the path is below the source directory.  ``working``: the same, but messages
    show it relative to the working directory, as docutils does for included files."""
    type: str
    subtype: str
    level: int
    is_once: bool
    """Whether it is given once in a build, whichever documents cause it."""

    @classmethod
    def of(cls, env: BuildEnvironment, record: logging.LogRecord, message: str) -> Report:
        """Return the report of a log record."""
        kind, subtype = (str(getattr(record, name, "") or "") for name in ("type", "subtype"))
        place, base = _place(env, getattr(record, "location", None))
        is_once = bool(getattr(record, "once", False))
        return cls(message, place, base, kind, subtype, record.levelno, is_once)

    @classmethod
    def from_row(cls, row: Row) -> Report:
        """Return the report of a row of JSON."""
        return cls(*row)

    def docname(self, env: BuildEnvironment) -> str:
        """Return the document in whose file the place is, or an empty string."""
        if ":" not in self.place:
            return self.place
        return env.path2doc(Path(env.srcdir) / _split(self.place)[0]) or ""

    def give(self, logger: SphinxLoggerAdapter, env: BuildEnvironment) -> None:
        """Log the warning again, with the current path of its file."""
        place = self.place
        if self.base:
            file, line = _split(place)
            file = os.path.join(env.srcdir, file)  # noqa: PTH118 -- like Sphinx, as text
            place = f"{_from_working_directory(file) if self.base == _WORKING else file}{line}"
        logger.log(
            self.level,
            "%s",
            self.message,
            location=place or None,
            type=self.type,
            subtype=self.subtype,
            once=self.is_once,
        )


def message_of(record: logging.LogRecord) -> str:
    """Return the message of a record, without the additions of Sphinx's subclasses."""
    try:
        return logging.LogRecord.getMessage(record)
    except (TypeError, ValueError):  # the arguments do not fit: logging itself reports that
        return str(record.msg)


def _place(env: BuildEnvironment, location: object) -> tuple[str, str]:
    """Return the place of a location, and the directory to which its path is relative."""
    if isinstance(location, tuple):
        docname, line = location
        location = f"{env.doc2path(docname)}:{line}" if docname and line else docname
    elif isinstance(location, nodes.Node):
        location = get_node_location(location)
    text = str(location or "")
    if ":" not in text:
        return text, _NOTHING
    file, line = _split(text)
    base = _SOURCE if os.path.isabs(file) else _WORKING  # noqa: PTH117
    path = Path(os.path.abspath(file))  # noqa: PTH100 -- links are not followed
    if file and path.is_relative_to(env.srcdir) and (base == _SOURCE or path.exists()):
        return f"{path.relative_to(env.srcdir).as_posix()}{line}", base
    return text, _NOTHING


def _from_working_directory(file: str) -> str:
    try:
        return Path(os.path.relpath(file)).as_posix()
    except ValueError:  # on another drive of Windows
        return file


def _split(place: str) -> tuple[str, str]:
    """Return the path, and the rest: line, column, or a remark of Sphinx."""
    found = _FILE.match(place)
    file = found[0] if found else ""
    return file, place[len(file) :]
