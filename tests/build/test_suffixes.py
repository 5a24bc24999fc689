"""Whatever text lies among the articles is an article, or is named."""

from __future__ import annotations

import pytest

from tests.helpers.articles import article
from tests.helpers.comparison import differences
from tests.helpers.sites import CONF, MakeSite

#: Suffixes of articles, in the spellings that editors and old systems leave.
MARKDOWN = (".md", ".MD", ".markdown", ".Markdown", ".mkd", ".mkdn", ".mdown", ".MARKDOWN")
#: Other texts, which no build reads as articles.
OTHERS = (".mdx", ".adoc", ".org", ".html", ".ipynb", ".textile")


@pytest.mark.parametrize("declared", ["", 'source_suffix = [".rst", ".md", ".markdown"]\n'])
@pytest.mark.parametrize("builder", ["html", "latex"])
def test_articles(make_site: MakeSite, builder: str, declared: str) -> None:
    """All are under the contract: a draft is a draft, and what is wrong is an error."""
    files = {}
    for number, suffix in enumerate(MARKDOWN):
        files[f"articles/a{number}{suffix}"] = article(f"Published{number}.\n")
        files[f"articles/b{number}{suffix}"] = article(f"Hidden{number}.\n", draft=True)
        files[f"articles/c{number}{suffix}"] = "# Hidden without front matter\n"
    build = make_site({"conf.py": CONF + declared, **files}).build(builder, config={"version": "1"})
    lines = build.warnings.splitlines()
    assert len([line for line in lines if "ERROR: no front matter" in line]) == len(MARKDOWN)
    assert f"Articles: {len(MARKDOWN)} published, {len(MARKDOWN)} draft" in build.status
    output = b"".join(build.files().values())
    for number in range(len(MARKDOWN)):
        assert f"Published{number}".encode() in output
    assert b"Hidden" not in output


def test_one_name_with_two_suffixes(make_site: MakeSite) -> None:
    """Slugs tell articles apart, not the names of files."""
    site = make_site(
        {
            "articles/a.md": article("One.\n", slug="one"),
            "articles/a.markdown": article("Two.\n", slug="two"),
        }
    )
    build = site.build()
    assert build.warnings == ""
    assert build.path("articles/one").is_file()
    assert build.path("articles/two").is_file()


def test_other_texts_are_named(make_site: MakeSite) -> None:
    """One warning each among the articles, and none elsewhere; a page is worth a note."""
    files = {f"articles/deep/x{suffix}": "Text.\n" for suffix in OTHERS}
    elsewhere = {f"notes/x{suffix}": "Text.\n" for suffix in (*OTHERS, ".markdown")}
    pages = {"articles/page.rst": ":orphan:\n\nPage\n====\n", "articles/index.md": "# All\n"}
    site = make_site({"articles/a.md": article(), **files, **elsewhere, **pages})
    build = site.build()
    assert sorted(build.warnings.splitlines()) == sorted(
        f"articles/deep/x{suffix}:1:1: WARNING: is not read: "
        f"'{suffix}' is not in kb_article_suffixes [kb.suffix]"
        for suffix in OTHERS
    )
    assert build.path("articles/page").is_file()
    assert not build.path("notes/x").is_file()
    assert site.build().warnings == build.warnings


def test_a_site_has_its_own_suffixes(make_site: MakeSite) -> None:
    """A file of MDX is read as Markdown if the site says so."""
    conf = CONF + 'kb_article_suffixes = [".md", ".mdx"]\n'
    site = make_site({"conf.py": conf, "articles/a.mdx": article(), "articles/b.mkd": article()})
    build = site.build()
    assert build.path("articles/a").is_file()
    assert "articles/b.mkd:1:1: WARNING: is not read" not in build.warnings
    assert not build.path("articles/b").is_file()


def test_output_is_no_text_among_articles(make_site: MakeSite) -> None:
    """Where every file is an article, those that builds made are none."""
    conf = CONF + 'kb_article_patterns = ["**"]\n'
    site = make_site({"conf.py": conf, "a.md": article()})
    for _ in range(2):
        build = site.build(builddir=site.srcdir / "public")
        assert build.warnings == ""


def test_a_suffix_that_changes(make_site: MakeSite) -> None:
    """The next build equals a clean one."""
    conf = CONF + 'extensions += ["sphinx_fastbuild"]\n'
    files = {"articles/a.md": article(slug="a"), "articles/b.md": article(slug="b")}
    site = make_site({"conf.py": conf, **files})
    site.build()
    site.write({"articles/a.md": None, "articles/a.markdown": article("New.\n", slug="a")})
    now, clean = site.build(), site.build(fresh=True, builddir=site.srcdir / "_clean")
    assert now.warnings == ""
    assert differences(now.files(), clean.files()) == {}
