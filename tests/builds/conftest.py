"""Sites that several tests of a module look at, built once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.builds.published import FILES
from tests.conftest import CONF, Build, Site

#: As ``make_site``, for fixtures that live as long as a module.
MakeSite = Callable[..., Site]


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


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def built(request: pytest.FixtureRequest, make_shared_site: MakeSite) -> Build:
    """The site of :mod:`tests.builds.published`, under a path of its host."""
    return make_shared_site(FILES).build(request.param)
