"""Paths are resolved with fewer calls, and to the same results as by Sphinx."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sphinx.environment import BuildEnvironment

from sphinx_fastbuild.levers.paths import _relfn2path

#: Directories and files as projects have them, and what is no plain name.
HEADS = ("", "/", "./", "../", "sub/", "sub/../", "/sub/", "linked/", "outside/", "//", "../../")
TAILS = (
    "a.md",
    "b.md",
    "none.md",
    "alias.md",
    "away.md",
    "sub",
    "a.md/x",
    "é ü.md",
    "..x",
    "back\\x",
)
ODD = ("", ".", "..", "/", "\\", "\\a.md", "sub/", "sub/.", "sub/..", "a.md/", "x" * 300)


@pytest.fixture
def project(tmp_path: Path) -> Any:
    """As much of an environment as resolves paths."""
    source = tmp_path / "source"
    (source / "sub").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    for name in ("a.md", "sub/b.md", "sub/é ü.md"):
        (source / name).touch()
    (source / "sub" / "alias.md").symlink_to("../a.md")
    (source / "away.md").symlink_to(tmp_path / "elsewhere" / "a.md")
    (source / "linked").symlink_to("sub")
    (source / "outside").symlink_to(tmp_path / "elsewhere")
    return SimpleNamespace(srcdir=source, doc2path=lambda docname, **_: Path(f"{docname}.md"))


@pytest.mark.parametrize("docname", ["a", "sub/b", "linked/b"])
def test_a_path_leads_where_sphinx_finds_it(project: Any, docname: str) -> None:
    """Also where something is a link, is missing, is outside, or is spelt oddly."""
    stock = BuildEnvironment.relfn2path
    quick = _relfn2path(stock)
    names = [*map("".join, product(HEADS, TAILS)), *ODD]
    assert len(names) > 100
    for name in names:
        expected = stock(project, name, docname)
        assert (name, quick(project, name, docname)) == (name, expected)


def test_a_directory_is_resolved_once(project: Any) -> None:
    """Another file in a known directory needs no call of Sphinx."""
    asked = []

    def stock(*arguments: Any) -> tuple[str, str]:
        asked.append(arguments[1])
        return BuildEnvironment.relfn2path(*arguments)

    quick = _relfn2path(stock)
    for name in ("a.md", "none.md", "sub/b.md", "sub/none.md"):
        quick(project, name, "a")
    assert asked == ["."]
