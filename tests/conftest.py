"""Fixtures of all tests: a site factory, a fixed day, and an environment without surprises."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.helpers.sites import CONF, MakeSite, Site
from tests.helpers.warm import keep_compiled_templates, keep_installed_packages


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
    """A function that makes a project of files, which no test may change."""

    def make(files: Mapping[str, str | bytes], name: str = "site") -> Site:
        srcdir = tmp_path_factory.mktemp(name)
        return Site(srcdir).write({"conf.py": CONF, "index.md": "# Home\n", **files})

    return make


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of all builds of a test, for what says when it was made."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a shell or a hosting service exports does not reach a test."""
    for name in os.environ:
        if name.startswith(("KB_", "READTHEDOCS", "SPHINX")) or name == "SOURCE_DATE_EPOCH":
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _warm_builds() -> Iterator[None]:
    """What no test changes is found out once for all builds."""
    with pytest.MonkeyPatch.context() as patch:
        keep_compiled_templates(patch)
        keep_installed_packages(patch)
        yield
