"""Do once what every build in this process would do again with the same result.

A test run makes more than a thousand builds, most of them in new folders, where nothing of an
earlier build is kept.  They spent a third of their time on the things that are kept here.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
import pytest
from sphinx import theming

from sphinx_knowledge_base.exports import api


def keep_compiled_templates(patch: pytest.MonkeyPatch) -> None:
    """Compile each template once for all environments that are set up in the same way.

    Jinja's own bytecode caches rely on the same things: name, file and text of a template.
    """
    stock = jinja2.Environment.compile
    known: dict[Any, CodeType] = {}

    def compile_once(
        self: jinja2.Environment,
        source: str,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> CodeType | str:
        if raw or not isinstance(source, str):
            return stock(self, source, name, filename, raw, defer_init)
        make = (type(self), *self.extensions, *self.filters, *self.tests, defer_init)
        key = (source, name, filename, make)
        if key not in known:
            known[key] = stock(self, source, name, filename, raw, defer_init)
        return known[key]

    patch.setattr(jinja2.Environment, "compile", compile_once)


def keep_installed_packages(patch: pytest.MonkeyPatch) -> None:
    """Look up packages and their entry points once for each state of the search path's folders."""
    packages, entries = metadata.packages_distributions, metadata.entry_points

    @cache
    def known_packages(_state: object) -> Any:
        return packages()

    @cache
    def known_entries(_state: object, **wanted: str) -> Any:
        return entries(**wanted)

    patch.setattr(metadata, "packages_distributions", lambda: known_packages(_search_path()))
    patch.setattr(theming, "entry_points", lambda **wanted: known_entries(_search_path(), **wanted))


def _search_path() -> tuple[tuple[str, int], ...]:
    """The folders of the search path; a package that comes or goes changes the time of one."""
    return tuple((path, Path(path).stat().st_mtime_ns) for path in sys.path if Path(path).exists())


def keep_schemas(patch: pytest.MonkeyPatch) -> None:
    """Make each JSON Schema of the exports once for each address."""
    patch.setattr(api, "_schema", cache(api._schema))


@contextmanager
def no_debug_messages() -> Iterator[None]:
    """Make no records of debug messages: each build has a thousand, and shows none."""
    logging.disable(logging.DEBUG)
    yield
    logging.disable(logging.NOTSET)
