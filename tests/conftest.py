"""Fixtures of all tests: a site factory, a fixed day, and an environment without surprises."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.helpers.sites import CONF, MakeSite, Site
from tests.helpers.warm import (
    keep_compiled_templates,
    keep_installed_packages,
    keep_schemas,
    no_debug_messages,
)

#: Variables that change what a build or a program says; see :func:`_plain_environment`.
HIDDEN = ("LANG", "LANGUAGE", "SOURCE_DATE_EPOCH")


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """A function that makes a project of files; ``name`` tells the projects of one test apart.

    A ``conf.py`` and an ``index.md`` that suit most tests are there unless given.
    """

    def make(files: Mapping[str, str | bytes], name: str = "site") -> Site:
        srcdir = tmp_path / name
        srcdir.mkdir()
        return Site(srcdir).write({"conf.py": CONF, "index.md": "# Home\n", **files})

    return make


@pytest.fixture(scope="module")
def make_shared_site(tmp_path_factory: pytest.TempPathFactory) -> MakeSite:
    """As ``make_site``, for a project that several tests of a module look at and none changes."""

    def make(files: Mapping[str, str | bytes], name: str = "site") -> Site:
        srcdir = tmp_path_factory.mktemp(name)
        return Site(srcdir).write({"conf.py": CONF, "index.md": "# Home\n", **files})

    return make


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fix the day of all builds of a test, which some outputs name."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")


@pytest.fixture(scope="session", autouse=True)
def _plain_environment() -> Iterator[None]:
    """Hide what a shell or a hosting service sets; programs speak English to all tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("KB_", "LC_", "READTHEDOCS", "SPHINX")) or name in HIDDEN:
                patch.delenv(name)
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture(scope="session", autouse=True)
def _warm_builds() -> Iterator[None]:
    """Do once what every build of this process would do again."""
    with pytest.MonkeyPatch.context() as patch, no_debug_messages():
        keep_compiled_templates(patch)
        keep_installed_packages(patch)
        keep_schemas(patch)
        yield
