"""Whoever can write the cache of a build, but has no key, runs nothing in it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from tests.helpers.articles import article
from tests.helpers.sites import MakeSite


class Evil:
    """Makes a file when it is unpickled."""

    def __init__(self, made: Path) -> None:
        self.made = made

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.made,)


@pytest.mark.parametrize(
    "name", ["environment.pickle", "index.doctree", "articles/a.doctree", "new.doctree"]
)
def test_planted_pickle(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """With a key, a file that no build has signed is not unpickled, and the output is the same."""
    monkeypatch.setenv("KB_CACHE_KEY", "secret")
    site = make_site({"articles/a.md": article(slug="a")})
    first = site.build()
    assert "everything is read again" not in first.status
    again = site.build()
    assert "everything is read again" not in again.status
    made = tmp_path / "made"
    planted = site.srcdir / "_build/doctrees" / name
    planted.write_bytes(pickle.dumps(Evil(made)))
    site.write({"articles/b.md": article(slug="b")})
    build = site.build()
    assert not made.exists()
    assert "everything is read again" in build.status
    assert build.files() == site.build(fresh=True).files()


def test_other_key(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was signed with another key, or with none, is not believed."""
    site = make_site({"articles/a.md": article()})
    site.build()
    for key in ("one", "other"):
        monkeypatch.setenv("KB_CACHE_KEY", key)
        assert "everything is read again" in site.build().status
        assert "everything is read again" not in site.build().status
