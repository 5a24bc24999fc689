"""Which system a source is of, and what is no source at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sphinx_knowledge_base.cli.app import app
from sphinx_knowledge_base.importers import ImportSourceError, Options, import_source
from sphinx_knowledge_base.importers.detect import SYSTEMS
from tests.helpers.import_sources import PNG, wordpress
from tests.importers.conftest import contents

Source = Callable[[Mapping[str, bytes | str]], Path]

NO_SOURCES: Mapping[str, Mapping[str, bytes | str]] = {
    "an empty folder": {},
    "pictures": {"a/one.png": PNG, "two.png": PNG},
    "another kind of XML": {"feed.xml": "<rss><channel/></rss>"},
    "programs": {"main.py": "print()\n", "Makefile": "all:\n"},
    "what describes a repository": {"README.md": "# Read me\n\nText.\n", "LICENSE": "MIT\n"},
    "texts in another format": {"a.rst": "A\n=\n"},
    "a program with a page": {
        "README.md": "# Read me\n\nText.\n",
        "package.json": '{"dependencies": {"react": "18"}}',
        "public/index.html": "<!DOCTYPE html><html><head><title>App</title></head><body>"
        "<noscript>Enable JavaScript.</noscript><div id='root'></div><script>run()</script>"
        "</body></html>",
    },
    "hidden texts": {".notes/a.md": "# A\n"},
}


@pytest.mark.parametrize("name", NO_SOURCES)
def test_without_a_text_there_is_nothing_to_import(
    name: str, source: Source, tmp_path: Path
) -> None:
    """The command ends as for wrong use, says what is there, and writes nothing."""
    folder = source(NO_SOURCES[name])
    folder.mkdir(exist_ok=True)
    done = CliRunner().invoke(app, ["import", str(folder), str(tmp_path / "target")])
    assert done.exit_code == 2, done.output
    assert "nothing to import here" in done.output
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("name", ["one.png", "x.txt", "feed.xml", "data.json", "nameless"])
def test_one_file_is_a_source_only_if_it_is_an_export(
    name: str, source: Source, tmp_path: Path
) -> None:
    """A single file of any other kind is nothing to import."""
    folder = source({name: "<rss><channel/></rss>"})
    with pytest.raises(ImportSourceError, match="nothing to import here"):
        import_source(folder / name, tmp_path / "target")


def test_an_export_can_be_named_itself(source: Source, tmp_path: Path) -> None:
    """The file of an export is a source, and other files beside it are not looked at."""
    folder = source({**wordpress(), "note.md": "# Note\n\nText.\n"})
    account = import_source(folder / "export.xml", tmp_path / "target")
    assert account.system == "wordpress"
    assert "note.md" not in account.files


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_named_system_needs_texts_too(system: str, source: Source, tmp_path: Path) -> None:
    """``--from`` does not make something of nothing."""
    folder = source({})
    folder.mkdir(exist_ok=True)
    with pytest.raises(ImportSourceError, match="nothing to import here"):
        import_source(folder, tmp_path / "target", Options(system=system))


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_programs_left_is_never_imported(system: str, source: Source, tmp_path: Path) -> None:
    """Builds, installed programs and hidden folders are named, and nothing of them is read."""
    text = "---\ntitle: Not Ours\ndate: 2021-03-04\n---\n\n![x](one.png) Words of others.\n"
    folders = ("_build", ".venv", "own-name", "node_modules", ".cache", ".hidden", "__pycache__")
    roots = ("", "docs/", "content/", "notes/", "_posts/")
    files: dict[str, bytes | str] = {
        f"{root}{folder}/{name}": data
        for root in roots
        for folder in folders
        for name, data in (("a.md", text), ("_posts/2021-03-04-b.md", text), ("one.png", PNG))
    }
    files |= {f"{root}own-name/pyvenv.cfg": "home = /usr\n" for root in roots}
    own = "---\ntitle: Ours\ndate: 2021-03-04\n---\n\nOur words.\n"
    files |= {f"{root}2021-03-04-ours.md": own for root in (*roots, "blog/", "src/content/blog/")}
    files |= {name: data for name, data in wordpress().items() if system == "wordpress"}
    account = import_source(source(files), tmp_path / "target", Options(system=system))
    assert not any(b"Words of others" in data for data in contents(tmp_path / "target").values())
    for root in roots:
        for folder in folders:
            assert account.files[f"{root}{folder}/"].role == "left out"


def test_an_article_that_shows_a_loop_is_an_article(source: Source, tmp_path: Path) -> None:
    """In Eleventy, lists are made by templates; a text with a loop in its code is none."""
    text = (
        "---\ntitle: A\ndate: 2021-03-04\n---\n\n```\n{% for x in y %}\n```\n\n{% for x in y %}!\n"
    )
    listing = "---\ntitle: All\n---\n{% for x in collections.posts %}<p>{{ x }}</p>{% endfor %}\n"
    files = {"eleventy.config.js": "", "posts/a.md": text, "index.html": listing}
    account = import_source(source(files), tmp_path / "target")
    assert account.files["posts/a.md"].role == "article"
    assert account.files["index.html"].role == "layout"
