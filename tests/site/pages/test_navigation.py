"""The sidebar is the same everywhere, and pages do not grow with the number of articles."""

from __future__ import annotations

import posixpath
import re

import lxml.html
import pytest
from sphinx.testing.util import SphinxTestApp

from sphinx_knowledge_base.site.pages.navigation import breadcrumbs
from tests.helpers.articles import article, numbered
from tests.helpers.sites import Build, MakeSite

INDEX = """\
# Home

```{toctree}
:caption: By hand

guide/index
about
Elsewhere <https://example.org/>
```
"""
PAGES = {
    "index.md": INDEX,
    "about.md": "# About & \\<more>\n",
    "guide/index.md": "# Guide\n\n```{toctree}\none\n```\n",
    "guide/one.md": "# Chapter one\n",
    "articles/a.md": article(title="A", tags=["x"], category="CASE_REPORTS"),
    "articles/b.md": article(title="B", tags=["x"], author="Team"),
}


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def build(request: pytest.FixtureRequest, make_shared_site: MakeSite) -> Build:
    """A small site with pages by hand."""
    made: Build = make_shared_site(PAGES).build(request.param, config={"nitpicky": True})
    assert made.warnings == ""
    return made


def sidebar(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The tree of a page's sidebar."""
    return page.find_class("sidebar-tree")[0]


def docnames(build: Build) -> dict[str, str]:
    """The addresses of all pages with a sidebar, by their names in the output."""
    return {name: name for name in build.files() if name.endswith(".html")}


def normalized(build: Build, name: str) -> list[tuple[str, str]]:
    """Text and target of each link of a page's sidebar, as seen from the root of the site."""
    page = lxml.html.document_fromstring((build.outdir / name).read_bytes().decode())
    found = []
    for link in sidebar(page).xpath(".//a"):
        href = link.get("href")
        if href == "#":
            target = name
        elif "://" in href:
            target = href
        else:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), href))
            target += "/index.html" if not target.endswith(".html") else ""
        # Links of the page for missing addresses start at the root.
        found.append((link.text_content(), posixpath.normpath(target).removeprefix("/")))
    return found


def test_sidebar_is_the_same_everywhere(build: Build) -> None:
    """Same entries in the same order on every page, to the same targets, all of which exist."""
    names = docnames(build)
    first = normalized(build, "index.html")
    for name in names:
        assert normalized(build, name) == first, name
    titles = [title for title, _ in first]
    assert titles == [
        *("Case Reports", "News", "All articles", "Tags", "Authors", "Archive"),
        *("Guide", "Chapter one", "About & <more>", "Elsewhere"),
    ]
    assert {target for _, target in first if not target.startswith("https:")} <= names.keys()


def test_marks(build: Build) -> None:
    """The page itself and what is above it are marked, and nothing else."""
    for docname, current in (
        ("articles/a", []),
        ("categories/case-reports", ["Case Reports"]),
        ("guide/one", ["Chapter one"]),
    ):
        links = sidebar(build.html(docname)).xpath('.//a[contains(@class, "current")]')
        assert [link.text_content() for link in links] == current
    marked = sidebar(build.html("articles/a")).xpath('.//li[contains(@class, "current")]/a')
    assert [link.text_content() for link in marked] == ["Case Reports"]


@pytest.mark.parametrize(
    ("docname", "crumbs"),
    [
        ("index", []),
        ("articles/a", ["Home", "Case Reports"]),
        ("tags/x", ["Home", "Tags"]),
        ("tags/index", ["Home"]),
        ("articles/index", ["Home"]),
        ("guide/one", ["Home", "Guide"]),
        ("about", ["Home"]),
    ],
)
def test_breadcrumbs(build: Build, docname: str, crumbs: list[str]) -> None:
    """They lead from the home page to what is above a page, and every link arrives."""
    links = build.html(docname).xpath('//nav[@class="kb-breadcrumbs"]//a')
    assert [link.text_content() for link in links] == crumbs
    folder = build.path(docname).parent
    for link in links:
        target = (folder / link.get("href")).resolve()
        assert target.is_file() or (target / "index.html").is_file()


def test_breadcrumbs_are_found_without_looking_at_all_toctrees(make_site: MakeSite) -> None:
    """Every hand-written page has some, and toctrees list every article."""
    app = SphinxTestApp("html", srcdir=make_site(PAGES).srcdir)
    try:
        app.build()
        app.env.toctree_includes = {}
        assert [one.title for one in breadcrumbs(app.env, "guide/one")] == ["Home", "Guide"]
    finally:
        app.cleanup()


@pytest.mark.long
@pytest.mark.ci
def test_page_does_not_grow_with_the_number_of_articles(make_site: MakeSite) -> None:
    """An article's page of 30 is as large as one of 120, up to the digits of names and dates."""
    sizes = []
    for count in (30, 120):
        files: dict[str, str] = {}
        for number in range(count):
            # A window of articles around number 10 is alike in both sites.
            files |= numbered(number, tags=[f"t{number % 3}"], author="Team")
        build = make_site(files, name=str(count)).build(config={"html_copy_source": False})
        assert build.warnings == ""
        html = (build.outdir / "articles" / "a-0010.html").read_text()
        sizes.append(len(re.sub(r"Article \d+|a-\d+|[A-Z][a-z]+ \d+, 2024", "", html)))
    assert abs(sizes[0] - sizes[1]) <= 100
