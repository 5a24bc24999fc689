"""``kb new``: an article that the site has, and that nobody reads before its author says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Kb, files
from tests.helpers.sites import CONF, Site

TAXONOMY = "categories:\n  NEWS: {}\n  LONG_READS: {title: Long Reads}\n"


@pytest.fixture
def begun(site: Site) -> Site:
    """A site with two categories and no article."""
    return site.write({"taxonomy.yaml": TAXONOMY})


def test_a_new_article_is_a_draft(kb: Kb, begun: Site) -> None:
    """Its template's text is published neither by accident nor unnoticed."""
    done = kb("new", "How tides: work", "-c", "long reads", "-t", "sea", "-t", " ")
    assert done.stdout == "articles/how-tides-work.md\n"
    assert "delete the line 'draft' to publish it" in done.stderr
    file = begun.srcdir / "articles/how-tides-work.md"
    text = file.read_text("utf-8")
    assert text.startswith(
        '---\ntitle: "How tides: work"\nslug: how-tides-work\ncategory: LONG_READS\n'
    )
    assert "tags: [sea]\n" in text
    assert kb("check").stdout == ""
    assert not begun.build().path("articles/how-tides-work").exists()
    # The comments say how it is reviewed: without their marks that is right front matter too.
    text = text.replace("\n# review", "\nreview")
    assert "\nreviewEvery: 24 months\n" in text
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("draft")]
    begun.write({"articles/how-tides-work.md": "".join(kept)})
    assert begun.build().path("articles/how-tides-work").exists()
    assert kb("check").stdout == ""


def test_one_that_is_no_draft_is_published(kb: Kb, begun: Site) -> None:
    """Who writes it at once may say so."""
    assert kb("new", "Tides", "-c", "NEWS", "--no-draft").stderr == ""
    assert begun.build().path("articles/tides").exists()


def test_a_new_article_goes_where_articles_are(kb: Kb, begun: Site) -> None:
    """Into the folder that is named, from the site's folder on, or that of the first pattern."""
    kb("new", "Tides", "-c", "NEWS", "--folder", "articles/sea/deep")
    assert (begun.srcdir / "articles/sea/deep/tides.md").is_file()
    patterns = 'kb_article_patterns = ["texts/20*/**", "articles/**"]\n'
    begun.write({"conf.py": CONF + patterns})
    kb("new", "Ebb", "-c", "NEWS", "--folder", "texts/2026")
    assert (begun.srcdir / "texts/2026/ebb.md").is_file()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["Tides", "--folder", ".."], ".. is not in the site "),
        (["Tides", "--folder", "/"], "/ is not in the site "),
        (["Tides", "--folder", "notes"], "notes/tides.md would not be an article of this site: "),
        (["Tides", "--folder", "articles/.x"], "articles/.x/tides.md would not be an article"),
        (["Tides", "--folder", "articles/venv/node_modules"], "articles/venv/node_modules/"),
        (["Tides", "--folder", "conf.py/x"], "{root}/conf.py is a file"),
        (["Index"], "articles/index.md would not be an article of this site"),
        (["!?"], "the title '!?' gives no address: choose one with --slug"),
        (
            ["Tides", "--slug", "?"],
            "'?' is not a slug: use lower-case letters, digits, '-' and '_'\n",
        ),
        (
            ["Tides", "--slug", "Ebb x"],
            "'Ebb x' is not a slug: use lower-case letters, digits, '-' and '_' (",
        ),
        ([" "], "an article needs a title"),
        (["Tides", "-c", "NWES"], "category 'NWES' is not registered (did you mean 'NEWS'?)"),
        (["Tides", "-c", ""], "category '' is not registered (registered are NEWS, LONG_READS)"),
    ],
)
def test_nothing_is_written_where_no_article_can_be(
    kb: Kb, begun: Site, tmp_path: Path, arguments: list[str], told: str
) -> None:
    """One sentence says why, and no file or folder is made."""
    before = files(tmp_path)
    category = [] if "-c" in arguments else ["-c", "NEWS"]
    done = kb("new", *arguments, *category)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kb: {told.format(root=begun.srcdir)}")
    assert len(done.stderr.splitlines()) == 1
    assert files(tmp_path) == before


def test_a_template_that_cannot_be_read_is_named(kb: Kb, begun: Site, tmp_path: Path) -> None:
    """Where it stands, and what is wrong with it."""
    (tmp_path / "_templates").mkdir()
    (tmp_path / "_templates/article.md").write_bytes(b"caf\xe9")
    done = kb("new", "Tides", "-c", "NEWS")
    assert done.returncode == 1
    assert done.stderr.startswith("kb: _templates/article.md: byte 0xE9 at position 3 is not UTF-8")
