"""What a build says: places that editors find, what became of articles, and no noise."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.conftest import article
from tests.helpers.forks import sphinx_build
from tests.helpers.sites import CONF, MakeSite, Site

BROKEN = "---\ntitle: A\ncategory: NEWS\npublishedAt: 2026-13-01\n---\n"


def sphinx(site: Site, *options: str) -> CompletedProcess[str]:
    """Build as a person does, and keep what is said."""
    arguments = ("--no-color", "-b", "html", ".", "_build/html", *options)
    return sphinx_build(*arguments, cwd=site.srcdir, environ={"PATH": ""})


def test_a_build_says_what_became_of_the_articles(make_site: MakeSite) -> None:
    """Published, drafts, scheduled with their dates, expired, left out and why."""
    site = make_site(
        {
            "articles/a.md": article("A"),
            "articles/b.md": article("B", draft="true"),
            "articles/c.md": article("C", publishedAt="2990-01-02"),
            "articles/d.md": article("D", expiresAt="2026-01-03"),
            "articles/e.md": BROKEN,
        }
    )
    said = site.build().status
    assert said[said.index("Articles:") :].splitlines()[:5] == [
        "Articles: 1 published, 1 draft, 1 scheduled, 1 expired, 1 left out",
        "  draft: articles/b.md",
        "  scheduled: articles/c.md (2990-01-02)",
        "  expired: articles/d.md (2026-01-03)",
        "  left out, kb.date: articles/e.md:4: "
        "publishedAt '2026-13-01' is not a day of the calendar",
    ]


def test_an_article_that_is_left_out_fails_the_build(make_site: MakeSite) -> None:
    """Nobody overlooks it; a setting says that it does not matter."""
    site = make_site({"articles/a.md": article("A"), "articles/e.md": BROKEN})
    assert sphinx(site).returncode == 1
    assert sphinx(site, "-D", "kb_fail_on_errors=0").returncode == 0
    site.write({"articles/e.md": None})
    assert sphinx(site).returncode == 0


def test_places_are_those_that_an_editor_opens(make_site: MakeSite) -> None:
    """Paths start at the project; lines and columns are those of what is wrong."""
    text = "One\ntwo [x](/nowhere) three\n![y](/images/mooon.svg) and [z](gone.md).\n"
    site = make_site(
        {
            "articles/a.md": article("A") + text,
            "lonely.md": "# Lonely\n",
            "_static/images/moon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        }
    )
    done = sphinx(site)
    assert str(site.srcdir) not in done.stdout + done.stderr
    assert sorted(line for line in done.stderr.splitlines() if line) == [
        "articles/a.md:10:33: WARNING: link 'gone.md' leads nowhere [kb.link]",
        "articles/a.md:10:6: WARNING: image file not readable: images/mooon.svg "
        "(did you mean '/images/moon.svg'?) [image.not_readable]",
        "articles/a.md:9:9: WARNING: link '/nowhere' leads nowhere [kb.link]",
        "lonely.md:1: WARNING: document isn't included in any toctree [toc.not_included]",
    ]


@pytest.mark.long
@pytest.mark.ci
def test_what_says_nothing_is_not_said(make_site: MakeSite) -> None:
    """No settings of MyST, no changes that nobody made, and of notes their number."""
    note = article("A", tags="[x, X]")
    site = make_site({"articles/a.md": note, "conf.py": CONF})
    first, second = sphinx(site), sphinx(site)
    for done in (first, second):
        assert "MdParserConfig" not in done.stdout
        assert "configuration has changed" not in done.stdout
        assert "is shown as" not in done.stdout
        assert "1 note on front matter: 'kb check' lists them" in done.stdout
    changed = sphinx(site, "-D", "html_title=Other")
    assert "configuration has changed" in changed.stdout
    assert "is shown as" in sphinx(site, "-v").stdout


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_links_and_related_articles_follow_old_addresses(make_site: MakeSite, builder: str) -> None:
    """A renamed slug costs a note: links, roles and relations lead to the article of today."""
    site = make_site(
        {
            "articles/new.md": article("New", aliases="[/articles/old]"),
            "articles/a.md": article("A", relatedArticles="[old]")
            + "[x](/articles/old) {kb:article}`old`\n",
        }
    )
    build = site.build(builder, config={"nitpicky": True})
    assert build.warnings == ""
    if builder == "html":
        page = build.html("articles/a")
        assert page.xpath("//p/a[.='x']/@href") == ["new.html"]
        assert set(page.xpath("//p/a[.='New']/@href")) == {"new.html"}


SOURCES = {
    ".venv/lib/x.md": "# X\n",
    "venv/x.md": "# X\n",
    "mine/pyvenv.cfg": "",
    "mine/lib/x.md": "# X\n",
    "node_modules/a/README.md": "# X\n",
    "articles/node_modules/a/README.md": "# X\n",
    "_build/old/x.md": "# X\n",
    ".hidden/x.md": "# X\n",
    "articles/.x.md": "# X\n",
    "pyvenv.cfg": "",
    "lib/python3/site-packages/x.md": "# X\n",
}


def test_what_nobody_wrote_is_no_source(make_site: MakeSite) -> None:
    """Environments, packages, outputs and hidden folders are not read, by a build or a check."""
    site = make_site({**SOURCES, "articles/a.md": article("A")})
    build = site.build()
    assert build.warnings == ""
    assert not [name for name in build.files() if Path(name).name in {"x.html", "README.html"}]


def test_what_is_left_out_is_a_list(make_site: MakeSite) -> None:
    """One file a line, grouped by reason, the first twenty of each and the number of the others."""
    undated = {f"articles/d{n:02}.md": BROKEN for n in range(23)}
    untitled = {f"articles/t{n}.md": BROKEN.replace("title: A\n", "") for n in range(2)}
    site = make_site({**undated, **untitled, "articles/x.mdx": article("X")})
    said = site.build().status
    lines = said[said.index("Articles:") :].splitlines()
    assert lines[0] == "Articles: 0 published, 26 left out"
    assert len([line for line in lines if line.startswith("  left out, kb.date: articles/d")]) == 20
    assert "  left out, kb.date: and 3 more" in lines
    assert "  left out, kb.title: articles/t1.md:1: title is missing" in lines
    assert any(line.startswith("  left out, kb.suffix: articles/x.mdx") for line in lines)
