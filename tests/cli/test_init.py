"""``kb init``: a site that builds at once, in a folder that may hold anything."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.starter.site import Category, NewSite
from tests.cli.conftest import Kb, files, on_terminal
from tests.helpers.sites import Site


@pytest.mark.parametrize("builder", ["html", "dirhtml", "latex", "epub"])
def test_a_new_site_builds_without_a_warning(kb: Kb, tmp_path: Path, builder: str) -> None:
    """What is written is right for every builder, with all references checked."""
    assert kb("init", "mine", "--yes").returncode == 0
    built = Site(tmp_path / "mine").build(builder, config={"nitpicky": True})
    assert built.warnings == ""


def test_it_asks_on_a_terminal(tmp_path: Path) -> None:
    """Name, language, address and categories are asked for; answers end up where they belong."""
    answers = ["Tides & Boats", "de", "boats.example.org/kb", "Knots, Winds and waves"]
    status, said = on_terminal(["init", "boats"], answers, tmp_path)
    assert status == 0, said
    made = tmp_path / "boats"
    conf = (made / "conf.py").read_text("utf-8")
    assert "project = 'Tides & Boats'" in conf
    assert "language = 'de'" in conf
    assert "'https://boats.example.org/kb/'" in conf
    taxonomy = yaml.safe_load((made / "taxonomy.yaml").read_text("utf-8"))
    assert list(taxonomy["categories"]) == ["KNOTS", "WINDS_AND_WAVES"]
    assert Site(made).build().warnings == ""


def test_nothing_is_overwritten(kb: Kb, tmp_path: Path) -> None:
    """Files that are there stay as they are, and are named."""
    mine = {"index.md": "# Mine\n", "Makefile": "mine:\n", "notes.md": "no article\n"}
    Site(tmp_path / "mine").write(mine)
    done = kb("init", "mine", "--yes")
    assert done.returncode == 0
    after = files(tmp_path / "mine")
    assert {name: after[name].decode() for name in mine} == mine
    assert "kept as it is index.md" in done.stdout
    assert "No pages yet: notes.md" in done.stdout
    assert Site(tmp_path / "mine").write({"index.md": "# Mine\n"}).build().warnings == (
        "about.md:1: WARNING: document isn't included in any toctree [toc.not_included]\n"
    )


def test_a_site_is_not_made_in_a_site(kb: Kb, tmp_path: Path) -> None:
    """Where a conf.py is nothing is written at all."""
    Site(tmp_path / "mine").write({"conf.py": "project = 'x'\n"})
    done = kb("init", "mine", "--yes")
    assert done.returncode == 1
    assert "there is a site already" in done.stderr
    assert list(files(tmp_path / "mine")) == ["conf.py"]


@given(
    name=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1),
    titles=st.lists(st.text("aZ9 :'\"#&*!-ß中", min_size=1), min_size=1),
)
def test_whatever_is_answered_is_data(name: str, titles: list[str]) -> None:
    """Names with any character give files that say just them."""
    categories = [Category(title) for title in titles if Category(title).code]
    if not categories:
        return
    categories = list({one.code: one for one in categories}.values())
    texts = NewSite(name, "en", "https://example.org/", categories, date(2026, 1, 2)).texts()
    assigned = {
        ast.unparse(node.targets[0]): node.value
        for node in ast.parse(texts["conf.py"]).body
        if isinstance(node, ast.Assign)
    }
    assert ast.literal_eval(assigned["project"]) == name
    taxonomy = yaml.safe_load(texts["taxonomy.yaml"])
    assert {code: one["title"] for code, one in taxonomy["categories"].items()} == {
        one.code: one.title for one in categories
    }
