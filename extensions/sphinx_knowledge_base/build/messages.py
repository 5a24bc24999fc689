"""The messages of a build: where problems are, and a summary of the articles.

Sphinx names files by absolute paths, and blocks by their first lines.  Here, a message has the
path in the project and the line, and the column if it names something in the text.
"""

from __future__ import annotations

import logging
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import __
from sphinx.util.logging import NAMESPACE, getLogger

from sphinx_knowledge_base.build.configuration import from_config
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.build.store import State, Store
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.core.catalog.images import image_hint, image_paths
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.core.reading.encoding import decode
from sphinx_knowledge_base.core.reading.positions import Fault
from sphinx_knowledge_base.core.reading.references import references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Unpublished
    from sphinx_knowledge_base.core.problems import Problem
    from sphinx_knowledge_base.core.reading.references import Reference

logger = getLogger(__name__)

#: How many files of a kind a summary names.
_NAMED = 20

_PLACE = re.compile(r"(?P<path>.+?\.(?:md|rst|txt|yaml|bib))(?::(?P<line>\d+))?:?\Z")

#: Messages of others that quote the text: by type and subtype, a pattern for the quoted words.
_ABOUT: Mapping[tuple[str, str], re.Pattern[str]] = {
    ("image", "not_readable"): re.compile(r": (?P<target>\S.*)\Z"),
    ("myst", "xref_missing"): re.compile(r": '(?P<target>.{0,500})'\Z"),
    ("ref", "doc"): re.compile(r": '(?P<target>.{0,500})'\Z"),
    ("ref", "term"): re.compile(r": '(?P<target>.{0,500})'\Z"),
}

#: Digests of the settings of the last build, by name.
LAST_SETTINGS: State[Mapping[str, str]] = State("settings", 1, dict, dict)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Add paths and lines to log messages, and leave out messages that help no one."""
    store, image_roots = Store(Path(app.doctreedir)), from_config(config).image_roots
    told = {option.name: digest(repr(option.value)) for option in config}
    before = store.load(LAST_SETTINGS) or {}
    store.save(LAST_SETTINGS, told)
    changed = {name for name, now in told.items() if before.get(name) != now}
    for handler in logging.getLogger(NAMESPACE).handlers:
        if handler.formatter is not None:
            located = _Located(handler.formatter, Path(app.srcdir), image_roots)
            handler.setFormatter(located)
        if not app.verbosity:
            handler.addFilter(_Noise(changed if before else None))


class _Located(logging.Formatter):
    """Adds paths in the project, lines and columns to the format of another formatter."""

    def __init__(self, inner: logging.Formatter, srcdir: Path, image_roots: Sequence[str]) -> None:
        super().__init__()
        self._inner = inner
        self._srcdir = srcdir
        self._prefix = re.compile(rf"(?<![\w/:.-]){re.escape(f'{srcdir}{os.sep}')}")
        self._image_roots = image_roots
        self._pictures = lru_cache(self._image_paths)

    def format(self, record: logging.LogRecord) -> str:
        text = self._inner.format(record)
        location = getattr(record, "location", None)
        if not isinstance(location, str):
            return self._prefix.sub("", text)
        path = location.removeprefix(f"{self._srcdir}{os.sep}")
        found = _PLACE.fullmatch(path)
        if found is not None:
            place, more = self._place(record, found["path"], int(found["line"] or 1))
            text = text.replace(location, place, 1)
            text = text.replace(f"{place}: : ", f"{place}: ", 1)
            text = self._with_suggestion(record, text, more)
        return self._prefix.sub("", text)

    def _place(self, record: logging.LogRecord, path: str, line: int) -> tuple[str, str]:
        """Return the place that a message is about, and the words that it quotes from there."""
        kind = (str(getattr(record, "type", "")), str(getattr(record, "subtype", "")))
        about = _ABOUT.get(kind)
        # Sphinx appends the type in brackets.
        said = record.getMessage().rpartition(" [")[0]
        written = about.search(said) if about else None
        if written is None:
            return f"{path}:{line}", ""
        target = written["target"].lstrip("/#")
        same = [one for one in _references(self._srcdir / path) if _is_same(one, target)]
        found = next((one for one in same if one.line >= line), None)
        if found is None:
            return f"{path}:{line}", ""
        return f"{path}:{found.line}:{found.column}", found.target

    def _with_suggestion(self, record: logging.LogRecord, text: str, written: str) -> str:
        if not written or getattr(record, "type", "") != "image":
            return text
        meant = image_hint(written, self._pictures())
        return text.replace(" [image.", f"{meant} [image.", 1)

    def _image_paths(self) -> list[str]:
        return image_paths(self._srcdir, self._image_roots)


def _references(file: Path) -> Sequence[Reference]:
    text = decode(file.read_bytes()) if file.is_file() else ""
    return () if isinstance(text, Fault) else references(text)


def _is_same(reference: Reference, target: str) -> bool:
    return reference.target.lstrip("/#").endswith(target) or target.endswith(
        reference.target.lstrip("/#")
    )


class _Noise(logging.Filter):
    """Leaves out messages that help no one; ``-v`` shows them."""

    def __init__(self, changed: set[str] | None) -> None:
        """Remember which settings differ from those of the last build, if there was one."""
        super().__init__()
        self._changed = changed

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.endswith("myst_parser.sphinx_ext.main"):
            return record.levelno >= logging.WARNING
        if self._changed is None or record.msg not in _says_changed():
            return True
        # Sphinx compares settings with the values that extensions have changed since.
        return any(name in str(record.args) for name in self._changed)


def _says_changed() -> tuple[str, ...]:
    return (
        __("The configuration has changed (1 option: %r)"),
        __("The configuration has changed (%d options: %s)"),
        __("The configuration has changed (%d options: %s, ...)"),
    )


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Log a summary of the articles, and fail if an error left one out."""
    if exception is not None:
        return
    catalog = catalog_of(app.env)
    for line in summary(catalog):
        # For sphinx_fastbuild: a build that has nothing to do says so as well.
        logger.info("%s", line, extra={"fastbuild_repeated": True})
    if left_out(catalog) and from_config(app.config).fail_on_errors:
        app.statuscode = 1


def left_out(catalog: Catalog) -> dict[str, Problem]:
    """Return the articles that cannot be published, by path, with the first error of each."""
    lost = catalog.not_documents - {one.path for one in catalog.unpublished}
    reasons: dict[str, Problem] = {}
    for problem in catalog.problems:
        if problem.severity is Severity.ERROR and problem.path in lost:
            reasons.setdefault(problem.path, problem)
    return reasons


def summary(catalog: Catalog) -> Iterator[str]:
    """Yield the lines of the summary of a site's articles."""
    lost = left_out(catalog)
    unread = [
        one
        for one in catalog.problems
        if one.type == "suffix" and one.severity is not Severity.NOTE
    ]
    groups = {
        "draft": [_named(one) for one in catalog.unpublished if one.reason == "draft"],
        "scheduled": [_named(one) for one in catalog.unpublished if one.reason == "scheduled"],
        "expired": [_named(one) for one in catalog.unpublished if one.reason == "expired"],
        "left out": [*lost, *(one.path for one in unread)],
    }
    shown = sum(not one.unpublished for one in catalog.articles)
    counts = [f"{len(group)} {name}" for name, group in groups.items() if group]
    yield f"Articles: {', '.join([f'{shown} published', *counts])}"
    del groups["left out"]
    for problem in (*lost.values(), *unread):
        line = f"{problem.path}:{problem.line}: {problem.message.splitlines()[0]}"
        groups.setdefault(f"left out, kb.{problem.type}", []).append(line)
    for name, group in groups.items():
        for line in group[:_NAMED]:
            yield f"  {name}: {line}"
        if len(group) > _NAMED:
            yield f"  {name}: and {len(group) - _NAMED} more"


def _named(one: Unpublished) -> str:
    return f"{one.path} ({one.date:%Y-%m-%d})" if one.date else one.path
