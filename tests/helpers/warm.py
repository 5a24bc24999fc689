"""Do once what every build in this process would do again with the same result.

A test run makes more than a thousand builds, most of them in new folders, where nothing of an
earlier build is kept.  They spent a third of their time on the two things that are kept here.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
import pytest


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
    """Look up the packages of modules once for each state of the search path's folders."""
    stock = metadata.packages_distributions

    @cache
    def looked_up(_state: tuple[tuple[str, int], ...]) -> Any:
        return stock()

    def look_up_once() -> Any:
        # A package that comes or goes changes the time of its folder.
        folders = [path for path in sys.path if Path(path).exists()]
        return looked_up(tuple((path, Path(path).stat().st_mtime_ns) for path in folders))

    patch.setattr(metadata, "packages_distributions", look_up_once)
