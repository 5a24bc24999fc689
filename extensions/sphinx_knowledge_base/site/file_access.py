"""Decide which files may be opened while a document is read.

Directives open files whose names authors write: ``include``, ``literalinclude``, ``csv-table``,
``raw``, and those of any extension.  No list of directives is ever complete, so files are refused
where all directives must pass: Python raises an audit event (``open``, PEP 578) before it opens a
file.  For the directive, a refused file is one without permission to read.
"""

from __future__ import annotations

import errno
import inspect
import mimetypes
import os
import site
import sys
import sysconfig
import zoneinfo
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from docutils.parsers.rst import DirectiveError

from sphinx_knowledge_base.build.context import SiteFiles, build_of, hand_over
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.images import is_image_path
from sphinx_knowledge_base.site.domain import MentionKind

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: Audit events of code that uses the network.
_NETWORK = ("urllib.Request", "socket.getaddrinfo")

#: The level of docutils' messages that are warnings.
_WARNING = 2

_WRITING = os.O_WRONLY | os.O_RDWR


class Refusal(StrEnum):
    """Why a document may not use a file; the values are kinds of mentions."""

    UNPUBLISHED = MentionKind.UNPUBLISHED_TEXT
    ELSEWHERE = MentionKind.ELSEWHERE
    OUTSIDE = MentionKind.OUTSIDE


class FileRefusedError(PermissionError, DirectiveError):
    """Directives that expect unreadable files handle it; for others, docutils and MyST do."""

    def __init__(self, file: Path) -> None:
        PermissionError.__init__(self, errno.EACCES, "not allowed for this document", str(file))
        self.level = _WARNING
        self.msg = f"'{file.name}' is not allowed for this document"


@dataclass(frozen=True, slots=True)
class FileAccess:
    """The files that the text of one document may open."""

    site: SiteFiles
    source: Path
    """The file of the document, absolute, without symbolic links."""
    is_article: bool
    """Whether it is an article; all other pages are the owner's."""
    is_trusted: bool
    """Whether ``kb_authors`` is ``trusted``."""

    def why_refused(self, file: Path) -> Refusal | None:
        """Return why the document may not use *file*; None if it may."""
        file = file.resolve()
        if file in self.site.not_documents:
            return Refusal.UNPUBLISHED
        if not self.is_article or file == self.source or self._is_open_to_all(file):
            return None
        if not self.is_trusted:
            return Refusal.ELSEWHERE
        return None if file.is_relative_to(self.site.srcdir) else Refusal.OUTSIDE

    def _is_open_to_all(self, file: Path) -> bool:
        for folder in (self.source.parent, *self.site.image_roots):
            if not file.is_relative_to(folder):
                continue
            is_hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
            # A folder with conf.py may contain secrets: allow only its pictures.
            is_all_open = not self.site.srcdir.is_relative_to(folder)
            if not is_hidden and (is_all_open or is_image_path(file.name)):
                return True
        return False


@dataclass(frozen=True, slots=True)
class _Reading:
    """The document that is being read."""

    access: FileAccess
    refused: dict[Path, Refusal] = field(default_factory=dict)
    """Refused files, as the document names them, with the reasons."""


_READING: ContextVar[_Reading | None] = ContextVar("kb_reading", default=None)


def access_of(env: BuildEnvironment) -> FileAccess:
    """Return the access rights of the current document."""
    build = build_of(env)
    return FileAccess(
        build.files,
        Path(env.doc2path(env.docname)).resolve(),
        catalog_of(env).article_at(env.docname) is not None,
        build.settings.trusts_authors,
    )


def refused_files(env: BuildEnvironment) -> dict[Path, Refusal]:
    """Return the files that were refused to the current document, with the reasons."""
    reading = _READING.get()
    return {} if reading is None else reading.refused


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Resolve, once, the paths that decide which files documents may open."""
    build = build_of(env)
    srcdir = Path(env.srcdir).resolve()
    modules = (extension.module.__file__ for extension in app.extensions.values())
    folders = {Path(file).resolve().parent for file in modules if file}
    files = SiteFiles(
        srcdir,
        frozenset((srcdir / path).resolve() for path in catalog_of(env).not_documents),
        tuple((srcdir / root).resolve() for root in build.settings.image_roots),
        # An extension beside conf.py has no folder of its own.
        tuple(folder for folder in folders if not srcdir.is_relative_to(folder)),
        tuple((srcdir / path).resolve() for path in app.config.locale_dirs),
    )
    hand_over(env, replace(build, files=files))


def on_source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Start refusing files that the document must not open."""
    _listen()
    _READING.set(_Reading(access_of(app.env)))


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Stop refusing files: from here on, they are not opened because of an author's text."""
    _READING.set(None)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Stop refusing files, in case the build ended while it read a document."""
    _READING.set(None)


@cache
def _listen() -> None:
    """Add the audit hook, once in a process: audit hooks cannot be removed."""
    sys.addaudithook(_on_audit_event)


def _on_audit_event(event: str, args: tuple[object, ...]) -> None:
    """Refuse what the document that is being read may not use.

    :raises FileRefusedError: the document may not use this file.
    :raises PermissionError: the document may not use the network.
    """
    if event != "open" and event not in _NETWORK:
        return
    reading = _READING.get()
    if reading is None:
        return
    if event in _NETWORK:
        if reading.access.is_article and not reading.access.is_trusted:
            msg = "articles may not load anything from the network (kb_authors)"
            raise PermissionError(msg)
        return
    name, _, flags = args
    if isinstance(name, int) or (isinstance(flags, int) and flags & _WRITING):
        return
    token = _READING.set(None)  # checking the path opens no file of an author
    try:
        file = Path.cwd() / os.fsdecode(name)  # type: ignore[arg-type]  # what open() takes
        why = reading.access.why_refused(file)
        # A missing file reveals nothing, and the directive reports it.
        if why is None or not file.exists():
            return
        if why is not Refusal.UNPUBLISHED and _is_of_program(file, reading):
            return
    finally:
        _READING.reset(token)
    reading.refused[file] = why
    raise FileRefusedError(file)


def _is_of_program(file: Path, reading: _Reading) -> bool:
    """Return whether the program needs *file* for itself, not because an author names it."""
    found = file.resolve()
    if found in _known_files() or any(found.is_relative_to(root) for root in _installed()):
        return True
    files = reading.access.site
    if found.suffix == ".mo" and any(found.is_relative_to(root) for root in files.translations):
        return True
    caller = _caller()
    if caller.startswith("<frozen "):  # an import
        return True
    return any(
        found.is_relative_to(folder) and Path(caller).resolve().is_relative_to(folder)
        for folder in files.extensions
    )


def _caller() -> str:
    """Return the file of the code that opens a file: the first that is not part of Python."""
    frame = inspect.currentframe()
    own = sysconfig.get_path("stdlib")
    packages = sysconfig.get_path("purelib")
    while frame is not None:
        name = frame.f_code.co_filename
        is_own = name == __file__ or (name.startswith(own) and not name.startswith(packages))
        if not is_own:
            return name
        frame = frame.f_back
    return ""


@cache
def _installed() -> tuple[Path, ...]:
    """Return the folders of Python and of installed packages."""
    paths = sysconfig.get_paths()
    kinds = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = {*(paths[kind] for kind in kinds), *site.getsitepackages(), *zoneinfo.TZPATH}
    return tuple(Path(folder).resolve() for folder in folders)


@cache
def _known_files() -> frozenset[Path]:
    return frozenset(Path(name) for name in mimetypes.knownfiles)
