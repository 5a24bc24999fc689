"""The command line of imports, and its reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest
from typer.testing import CliRunner

from sphinx_knowledge_base.cli.app import app
from sphinx_knowledge_base.importers import Options, import_source
from tests.helpers.import_sources import SHAPES
from tests.importers.conftest import contents


@pytest.fixture
def blog(source: Callable[..., Path]) -> Path:
    return source(SHAPES["hugo"].files())


def test_an_import_says_what_it_did(blog: Path, tmp_path: Path) -> None:
    """System, signs and sums stand on the screen; the report has everything."""
    report = tmp_path / "reports/r.json"
    done = CliRunner().invoke(
        app, ["import", str(blog), str(tmp_path / "new"), "--report", str(report)]
    )
    assert done.exit_code == 0, done.output
    assert "hugo" in done.output
    data = json.loads(report.read_text())
    assert data["system"] == "hugo"
    assert data["summary"]["files"]["article"] == sum(
        one["became"] == "article" for one in data["files"]
    )


def test_the_html_report_is_well_formed(blog: Path, tmp_path: Path) -> None:
    """The other form of the report passes a strict parser."""
    report = tmp_path / "r.html"
    done = CliRunner().invoke(
        app, ["import", str(blog), str(tmp_path / "new"), "--report", str(report)]
    )
    assert done.exit_code == 0, done.output
    html5lib.HTMLParser(strict=True).parse(report.read_text("utf-8"))


def test_the_summary_is_written_for_an_editor(source: Callable[..., Path], tmp_path: Path) -> None:
    """It says what became of the files, what needs a hand at which line, and where all is told."""
    folder = source(
        {
            "hugo.toml": "",
            "content/posts/a.md": "---\ntitle: A\ndate: 2021-03-04\n---\n\n[x](gone.md)\n"
            "{{< unknown >}}\n",
            "content/posts/b.md": "---\ntitle: B\ndate: 2021-03-04\n---\n\nText.\n",
            "content/posts/c.rst": "C\n=\n\nText.\n",
            "README.rst": "Not of the site.\n",
        }
    )
    done = CliRunner().invoke(app, ["import", str(folder), str(tmp_path / "new")])
    assert done.exit_code == 0, done.output
    assert "2 articles" in done.output
    assert "5 files new" in done.output
    assert "content/posts/a.md:6: leads nowhere: gone.md" in done.output
    assert "content/posts/a.md:7: " in done.output
    assert "--report report.html" in done.output
    assert "All 5 words" in done.output
    assert "Texts that were left out (1):" in done.output
    assert "content/posts/c.rst:1: left out: texts in this format" in done.output
    again = CliRunner().invoke(app, ["import", str(folder), str(tmp_path / "new")])
    assert "5 files as before" in again.output
    assert " new" not in again.output.partition("In the knowledge base:")[2].partition("words")[0]


def test_the_summary_names_what_an_editor_typed_as_text(
    source: Callable[..., Path], tmp_path: Path
) -> None:
    """Brackets in names and titles are no markup of the terminal."""
    folder = source({"[bold]a[/bold].md": "---\ndate: 2021-03-04\n---\n\n# [/red] words\n"})
    done = CliRunner().invoke(app, ["import", str(folder), str(tmp_path / "new")])
    assert done.exit_code == 0, done.output
    assert "[bold]a[/bold].md:1: " in done.output


def test_a_dry_run_leaves_nothing(blog: Path, tmp_path: Path) -> None:
    """The account is the same, the target is not there."""
    done = CliRunner().invoke(app, ["import", str(blog), str(tmp_path / "new"), "--dry-run"])
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "new").exists()


def test_a_system_can_be_named(blog: Path, tmp_path: Path) -> None:
    """``--from`` is stronger than all signs."""
    done = CliRunner().invoke(
        app, ["import", str(blog), str(tmp_path / "new"), "--from", "markdown"]
    )
    assert done.exit_code == 0, done.output
    assert "--from markdown" in done.output


@pytest.mark.parametrize(
    "arguments", [["nowhere"], [".", "--from", "nosuch"], [".", "--language", "xx"]]
)
def test_wrong_arguments_are_said(
    arguments: list[str],
    source: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One line says what is wrong, and nothing is written."""
    files = {
        "content/a.en.md": "---\ntitle: A\ndate: 2021-01-01\n---\n",
        "hugo.toml": "[languages.en]\n[languages.de]\n",
    }
    monkeypatch.chdir(source(files))
    done = CliRunner().invoke(app, ["import", arguments[0], str(tmp_path / "new"), *arguments[1:]])
    assert done.exit_code == 2
    assert "kb: " in done.output
    assert not (tmp_path / "new").exists()


def test_one_language_is_chosen(source: Callable[..., Path], tmp_path: Path) -> None:
    """Of translations side by side, the site's own language is imported, or the named one."""
    files = {
        "hugo.toml": 'defaultContentLanguage = "en"\n[languages.en]\n[languages.de]\n',
        "content/posts/a.en.md": "---\ntitle: English\ndate: 2021-01-01\n---\nText.\n",
        "content/posts/a.de.md": "---\ntitle: Deutsch\ndate: 2021-01-01\n---\nText.\n",
    }
    folder = source(files)
    for language, title in (("", "English"), ("de", "Deutsch")):
        target = tmp_path / f"target-{language}"
        options = ["--language", language] if language else []
        done = CliRunner().invoke(app, ["import", str(folder), str(target), *options])
        assert done.exit_code == 0, done.output
        articles = [
            data.decode() for name, data in contents(target).items() if name.startswith("articles/")
        ]
        assert [f'title: "{title}"' in text for text in articles] == [True]


#: Settings of Astro that name its languages, and the folder of the first.
LOCALES = (
    ("starlight({ locales: { root: { label: 'English', lang: 'en' }, de: { label: 'D' } } })", ""),
    ("starlight({ defaultLocale: 'en', locales: { en: { label: 'E' }, 'de': { } } })", "en/"),
    ("i18n: { defaultLocale: 'en', locales: ['en', 'de'] }", "en/"),
)


@pytest.mark.parametrize(("settings", "folder"), LOCALES)
def test_folders_of_languages(
    settings: str, folder: str, source: Callable[..., Path], tmp_path: Path
) -> None:
    """A site in several languages has each in a folder, which names no subject."""
    text = "---\ntitle: A\nlastUpdated: false\n---\n\n"
    texts = {
        "astro.config.mjs": f"export default defineConfig({{ {settings} }})",
        f"src/content/docs/{folder}guides/a.mdx": f"{text}English.\n",
        "src/content/docs/de/guides/a.mdx": f"{text}Deutsch.\n",
    }
    site = source(texts)
    for language, words in (("en", "English"), ("de", "Deutsch")):
        target = tmp_path / language
        options = Options(language=language if language == "de" else None)
        account = import_source(site, target, options)
        (article,) = (target / "articles").rglob("*.md")
        assert f"{words}.\n" in article.read_text()
        assert 'category: "Guides"' in article.read_text()
        assert not [note for note in account.notes if "not a date" in note.message]
