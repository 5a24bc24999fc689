"""``kb init``: a site that builds at once, in a folder that may hold anything."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.starter.new_site import Category, NewSite
from tests.cli.conftest import Kb, files, on_terminal
from tests.helpers.sites import Site


@pytest.mark.parametrize("builder", ["html", "dirhtml", "latex", "epub"])
def test_a_new_site_builds_without_a_warning(kb: Kb, tmp_path: Path, builder: str) -> None:
    """What is written is right for every builder, with all references checked."""
    assert kb("init", "mine", "--yes").returncode == 0
    built = Site(tmp_path / "mine").build(builder, config={"nitpicky": True})
    assert built.warnings == ""


@pytest.mark.parametrize("builder", ["html", "epub", "latex"])
def test_a_new_site_builds_without_any_article(kb: Kb, tmp_path: Path, builder: str) -> None:
    """Whoever deletes the two articles first, or has only drafts, is not told of anything."""
    kb("init", "mine", "--yes")
    for file in (tmp_path / "mine/articles").glob("*.md"):
        file.unlink()
    assert kb("check", "-C", "mine").stdout == ""
    built = Site(tmp_path / "mine").build(builder, config={"nitpicky": True})
    assert built.warnings == ""
    kb("new", "Tides", "-c", "GUIDES", "-C", "mine")
    assert Site(tmp_path / "mine").build(builder).warnings == ""


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
    assert "it is a site already; 'kb import' adds articles to it" in done.stderr
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


def test_articles_are_brought_along(kb: Kb, tmp_path: Path) -> None:
    """Markdown files of another folder become its articles, with categories of their own."""
    note = "---\ntitle: Note {0}\ndate: 2025-01-0{0}\ncategory: Things\n---\n\nSee [x](n1.md).\n"
    old = Site(tmp_path / "old").write({f"n{n}.md": note.format(n) for n in (1, 2)})
    done = kb("init", "mine", "--yes", "--from", str(old.srcdir))
    assert done.returncode == 0, done.stderr
    built = Site(tmp_path / "mine").build()
    assert built.warnings == ""
    assert built.html("articles/n1").xpath("//h1")[0].text_content().startswith("Note 1")
    assert kb("check", "-C", "mine").stdout == ""


JEKYLL = {
    "_config.yml": "title: Old Blog\nurl: https://old.example.org\nlang: de\n",
    "_posts/2024-01-02-one.md": "---\ntitle: One\ncategory: Things\nmood: good\n---\n\nText\n",
    "about.md": "---\ntitle: About us\n---\n\nWe are.\n",
    "contact.md": "---\ntitle: Contact\n---\n\nWrite.\n",
}


def test_all_of_another_site_is_brought_along(kb: Kb, tmp_path: Path) -> None:
    """Pages, settings, title, language and address; and an option wins over the source."""
    old = str(Site(tmp_path / "old").write(JEKYLL).srcdir)
    done = kb("init", "mine", "--yes", "--from", old)
    assert done.returncode == 0, done.stderr
    assert "No pages yet" not in done.stdout
    assert f"kb import {old} mine --dry-run --report report.html" in done.stdout
    kb("init", "plain", "--yes")
    ours, plain = (
        (tmp_path / name / "taxonomy.yaml").read_text("utf-8") for name in ("mine", "plain")
    )
    comments = {line for line in plain.splitlines() if line.startswith("# ")}
    assert len(comments) == 8
    assert comments <= set(ours.splitlines())
    # The conf.py of a new site has nearly all that articles need.
    done = kb("import", old, "plain")
    assert "\n  add to conf.py: kb_extra_keys = ['mood']\n" in done.stdout
    assert "heading_anchors" not in done.stdout
    (tmp_path / "plain/conf.py").open("a").write("kb_extra_keys = ['tide']\n")
    assert "  add to kb_extra_keys in conf.py: 'mood'\n" in kb("import", old, "plain").stdout
    (tmp_path / "plain/conf.py").open("a").write("kb_extra_keys = ['tide', 'mood']\n")
    assert "conf.py" not in kb("import", old, "plain").stdout
    conf = (tmp_path / "mine/conf.py").read_text("utf-8")
    for line in ("project = 'Old Blog'", "language = 'de'", "'https://old.example.org/'"):
        assert line in conf
    built = Site(tmp_path / "mine").build()
    assert built.warnings == ""
    assert "We are." in built.html("about").text_content()
    assert "Write." in built.html("contact").text_content()
    home = built.html("index")
    assert {"About us", "Contact"} <= {one.text_content() for one in home.xpath("//aside//a")}
    kb("init", "other", "--yes", "--from", old, "--name", "New", "--language", "fr")
    conf = (tmp_path / "other/conf.py").read_text("utf-8")
    assert "project = 'New'" in conf
    assert "language = 'fr'" in conf


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["mine", "--from", "tpyo"], "there is no folder or file 'tpyo'"),
        (["mine", "--from", "old", "--address", "a b"], "'a b' is not the address of a site"),
        (
            ["mine", "--language", "klingon"],
            "'klingon' is not the code of a language (there are ar, ",
        ),
        (
            ["mine", "--language", "German"],
            "'German' is not the code of a language (did you mean 'de'?",
        ),
        (["mine", "--category", "!"], "a site needs a category"),
        (["old/mine", "--from", "old"], "old/mine is inside of the source, which is only read"),
        (["notes.txt"], "notes.txt is a file: a site needs a folder"),
        (["notes.txt/mine"], "notes.txt is a file: a site needs a folder"),
    ],
)
def test_nothing_is_written_if_something_is_wrong(
    kb: Kb, tmp_path: Path, arguments: list[str], told: str
) -> None:
    """One sentence says what, and a second try starts from where the first one did."""
    Site(tmp_path / "old").write(JEKYLL)
    Site(tmp_path).write({"notes.txt": "mine\n"})
    before = files(tmp_path)
    done = kb("init", *arguments, "--yes")
    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert files(tmp_path) == before
    assert not (tmp_path / "mine").exists()


def test_the_last_words_are_right(kb: Kb, tmp_path: Path) -> None:
    """The files that it counts are there, and the command to go there can be pasted."""
    done = kb("init", "my site", "--yes")
    assert f"{len(files(tmp_path / 'my site'))} files written to my site" in done.stdout
    assert "cd 'my site'" in done.stdout
    assert "English" not in done.stdout
    told = "These texts are in English; replace them: _templates/article.md, about.md, "
    assert told in kb("init", "meine", "--yes", "--language", "de").stdout
