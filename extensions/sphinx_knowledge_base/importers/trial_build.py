"""Read the target as it will be, with the eyes of ``kb check`` and of a build.

What is read is a copy of the target with the new files in it, so that a dry run tells the same.
Sphinx reads only those of the new documents that are not plain (`plain_texts`), and writes none.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from sphinx_knowledge_base.checking import checks
from sphinx_knowledge_base.checking.site_settings import BadSettingsError, open_site
from sphinx_knowledge_base.checking.snapshot import SiteReader
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.importers.source_tree import Tree
from sphinx_knowledge_base.site.refused_link_schemes import refused_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from sphinx.environment import BuildEnvironment

#: Between the place and the message of what a build prints.
_LEVEL = re.compile(": (?:WARNING|ERROR|CRITICAL): ")

#: What is said because other documents were not read: of links, which ``kb check`` follows, and
#: of numbers, which a build gives when it has read all.
_UNREAD = re.compile(
    r"link '[^\n]*' leads "
    r"|'myst' cross-reference target not found: '(?!#)(?![A-Za-z][\w+.-]*+:)(?=[^'`]*[/.])"
)
_UNNUMBERED = "number is not assigned"
_UNKNOWN = re.compile(r"unknown document: '/?(?P<name>[^']+)'")

#: So many documents are read faster by several processes.
_MANY = 50


class Complaint(NamedTuple):
    """What a build says of one line of the target."""

    path: str
    line: int
    message: str


@contextmanager
def copy_of(target: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Make a folder like *target* with *files* (path to content) in it; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kb-import-") as name:
        folder = Path(name).resolve()
        present = Tree(target).files if target.is_dir() else {}
        for path, file in present.items():
            if path not in files:
                place = folder / path
                place.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(file, place)
                except OSError:  # it is on another disk
                    shutil.copyfile(file, place)
        for path, data in files.items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        yield folder


def complaints(
    folder: Path,
    texts: Collection[str],
    doubtful: Collection[str],
    progress: Callable[[int, int], None],
) -> list[Complaint]:
    """Return what a build of *folder* will say of *texts*, and of its settings.

    :param texts: Paths of documents.
    :param doubtful: Those of them whose markup can be wrong.
    """
    try:
        found = dict.fromkeys(_of_check(folder, texts, progress))
        if doubtful:
            pictures = {(one.path, one.line) for one in found if "[kb.image]" in one.message}
            for one in _of_sphinx(folder, doubtful):
                is_known = one.message.startswith("image file not readable")
                if one.path in texts and not (is_known and (one.path, one.line) in pictures):
                    found[one] = None
    except BadSettingsError as error:
        problem = error.problem
        return [Complaint(problem.path, problem.line, problem.message)]
    except Exception as error:  # noqa: BLE001 -- whatever the site's own extensions raise
        return [Complaint("conf.py", 1, f"the site cannot be built: {error}")]
    return list(found)


def _of_check(
    folder: Path, texts: Collection[str], progress: Callable[[int, int], None]
) -> Iterator[Complaint]:
    site = open_site(folder)
    of_interest = {*texts, site.settings.taxonomy}
    for problem in checks.problems(SiteReader(site).read(on_read=progress)):
        if problem.severity is not Severity.NOTE and problem.path in of_interest:
            yield Complaint(problem.path, problem.line, f"{problem.message} [kb.{problem.type}]")


def _of_sphinx(folder: Path, texts: Collection[str]) -> Iterator[Complaint]:
    printed = io.StringIO()
    extensions = [*Config.read(folder, overrides={}, tags=Tags()).extensions, "sphinx_fastbuild"]
    with (
        tempfile.TemporaryDirectory(prefix="kb-import-") as output,
        patch_docutils(str(folder)),
        docutils_namespace(),
    ):
        app = Sphinx(
            folder, folder, output, Path(output) / "doctrees", "dummy", status=None,
            warning=printed, parallel=(os.cpu_count() or 1) if len(texts) > _MANY else 1,
            confoverrides={"extensions": list(dict.fromkeys(extensions)), "kb_search": "none"},
        )  # fmt: skip
        docnames = {name: path for path in sorted(texts) if (name := app.env.path2doc(path))}

        def only_these(app: Sphinx, env: BuildEnvironment, to_read: list[str]) -> None:
            to_read[:] = [one for one in to_read if one in {*docnames, app.config.root_doc}]

        app.connect("env-before-read-docs", only_these, priority=900)
        try:
            with logging.pending_warnings():
                read = app.builder.read()
            for docname in sorted(docnames.keys() & set(read)):
                doctree = app.env.get_and_resolve_doctree(docname, app.builder, tags=app.tags)
                yield from _of_raw_html(doctree, docnames[docname], app.config.kb_link_schemes)
            there = app.env.found_docs
        finally:
            app.events.emit("build-finished", None)  # extensions leave the process as it was
    for place, line, message in _printed(strip_colors(printed.getvalue())):
        unknown = _UNKNOWN.match(message)
        if (unknown and unknown["name"] in there) or _is_unread(message):
            continue
        path = Path(place)
        shown = path.relative_to(folder) if path.is_relative_to(folder) else path
        yield Complaint(shown.as_posix(), line, message)


def _printed(text: str) -> Iterator[Complaint]:
    """Yield what a build printed of places: ``path:line:column: WARNING: message``."""
    last: list[str] = []
    for line in (*text.splitlines(), ": WARNING: "):
        if not (found := _LEVEL.search(line)):
            last.append(line)
            continue
        if last and last[0]:
            path, *numbers = last[0].rsplit(":", 2)
            while numbers and not numbers[0].isdecimal():
                path = f"{path}:{numbers.pop(0)}"
            number = int(numbers[0]) if numbers else 1
            yield Complaint(path.rstrip(":"), number, "\n".join(last[1:]))
        last = [line[: found.start()], line[found.end() :]]


def _is_unread(message: str) -> bool:
    return bool(_UNREAD.match(message)) or _UNNUMBERED in message


def _of_raw_html(doctree: nodes.document, path: str, schemes: list[Any]) -> Iterator[Complaint]:
    """Yield what is said of addresses in raw HTML when a page is written."""
    for raw in doctree.findall(nodes.raw):
        for address in refused_addresses(raw.astext(), schemes):
            yield Complaint(path, 1, f"link {address!r} has none of the schemes in kb_link_schemes")
