"""Check which documents exist: permalinks, generated pages, and nothing unpublished."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.helpers.articles import article, numbered
from tests.helpers.images import PICTURE
from tests.helpers.sites import CONF, Build, MakeSite, Site

BUILDERS = ("html", "dirhtml", "singlehtml", "latex", "epub", "text", "xml", "gettext")
#: What they make is most unlike; short runs leave EPUB to HTML, and text to LaTeX.
UNLIKE_BUILDERS = (
    "html",
    "latex",
    *(pytest.param(name, marks=[pytest.mark.long, pytest.mark.ci]) for name in ("epub", "text")),
)

TERMS = {
    "tags": ["Sleep", "Pain"],
    "author": "The Team",
    "audience": ["patients"],
    "series": "Basics",
    "category": "CASE_REPORTS",
}
PAGES = {
    "articles/index",
    "archive/index",
    "archive/2024",
    "audiences/index",
    "audiences/patients",
    "authors/index",
    "authors/the-team",
    "categories/index",
    "categories/case-reports",
    "series/index",
    "series/basics",
    "tags/index",
    "tags/pain",
    "tags/sleep",
}


def tree(folder: Path) -> dict[str, bytes]:
    """The files of a source directory, without what builds make of them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != "_build"
    }


def docnames(build: Build) -> set[str]:
    """The documents that have a page in an ``html`` build."""
    pages = {name.removesuffix(".html") for name in build.files() if name.endswith(".html")}
    return {page for page in pages if not page.startswith("_static")} - {
        "genindex",
        "search",
        "404",
    }


def links(build: Build, docname: str) -> list[str]:
    """The titles of the articles that a page lists."""
    found = build.html(docname).xpath('//ul[contains(@class, "kb-articles")]/li')
    return [
        "".join(item.xpath('.//p[contains(@class, "kb-title")]//text()')).strip() for item in found
    ]


@pytest.fixture(scope="module")
def two(make_shared_site: MakeSite) -> Site:
    """Two articles that have every kind of term."""
    return make_shared_site(
        {
            "articles/one.md": article(title="One", slug="first", **TERMS),
            "articles/2026/deep/Some Name.md": article(title="Two", slug="second", **TERMS),
        }
    )


def test_docnames_are_permalinks(two: Site) -> None:
    """An article is the document of its slug, wherever its file is; every list is a document."""
    build = two.build(config={"nitpicky": True})
    assert build.warnings == ""
    assert docnames(build) == {"index", "articles/first", "articles/second", *PAGES}


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_is_clean_and_writes_nothing_beside_its_output(
    two: Site, builder: str
) -> None:
    """No warning with ``-n`` from any builder, and the source tree stays as it was."""
    before = tree(two.srcdir)
    build = two.build(builder, fresh=True, config={"nitpicky": True, "version": "1"})
    assert build.warnings == ""
    assert tree(two.srcdir) == before
    everything = b"".join(build.files().values())
    if builder not in {"epub", "gettext"}:  # a zip; no generated pages
        assert b"Case Reports" in everything


@pytest.mark.parametrize("builder", ["html", "dirhtml", "text", "xml"])
def test_moving_a_file_changes_no_page(make_site: MakeSite, builder: str) -> None:
    """The whole output is the same wherever a file is and whatever it is called."""
    outputs: list[Build] = []
    for name in ("articles/a.md", "articles/x/y/z z.md"):
        files = {name: article("[Home](/index.md)\n", slug="one", **TERMS)}
        site = make_site(files, name=str(len(outputs)))
        outputs.append(site.build(builder, config={"nitpicky": True}))
    assert [one.warnings for one in outputs] == ["", ""]
    first, second = (without_noise(one.files()) for one in outputs)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def without_noise(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The output without what names source files: Sphinx's search index and first line of XML."""
    return {
        name: b"".join(line for line in data.splitlines(True) if b"<document " not in line)
        for name, data in files.items()
        if name != "searchindex.js"
    }


def test_slug_of_the_file_name(make_site: MakeSite) -> None:
    """Without a slug the file's name gives it."""
    build = make_site({"articles/2026/Some File_Name.md": article()}).build()
    assert build.warnings == ""
    assert "articles/some-file-name" in docnames(build)


def test_permalink_setting(make_site: MakeSite) -> None:
    """``kb_permalink`` decides where articles are."""
    conf = CONF + 'kb_permalink = "{year}/{month}/{category}/{slug}"\n'
    build = make_site({"conf.py": conf, "articles/a.md": article(slug="x")}).build()
    assert build.warnings == ""
    assert "2024/01/news/x" in docnames(build)


def test_hand_written_index_page(make_site: MakeSite) -> None:
    """An editor's own page replaces the generated one; the list comes under its text."""
    build = make_site(
        {
            "articles/a.md": article(title="A", tags=["x"]),
            "categories/news.md": "# What is new\n\nOurs.\n\n## More\n\nText.\n",
            "tags/x.md": "# The letter\n",
            "tags/index.md": "# All the tags\n",
            "articles/index.md": "# Everything\n",
        }
    ).build(config={"nitpicky": True})
    assert build.warnings == ""
    for docname, title in (
        ("categories/news", "What is new"),
        ("tags/x", "The letter"),
        ("articles/index", "Everything"),
    ):
        page = build.html(docname)
        assert [one.text for one in page.xpath("//h1")] == [title]
        assert links(build, docname) == ["A"]
    assert "All the tags" in build.html("tags/index").text_content()
    assert build.html("tags/index").xpath('//ul[contains(@class, "kb-terms")]')
    assert "Ours." in build.html("categories/news").text_content()


def test_hand_written_index_page_that_places_its_list(make_site: MakeSite) -> None:
    """A page that has a list of its own gets no second one."""
    text = "# News\n\n```{articles}\n:category: NEWS\n:layout: compact\n```\n\nThe end.\n"
    build = make_site({"articles/a.md": article(title="A"), "categories/news.md": text}).build(
        config={"nitpicky": True}
    )
    assert build.warnings == ""
    lists = build.html("categories/news").xpath('//ul[contains(@class, "kb-articles")]')
    assert len(lists) == 1
    assert "kb-compact" in lists[0].get("class", "")


def test_paging(make_site: MakeSite) -> None:
    """Older articles stand on numbered pages, which all lead to each other."""
    files: dict[str, str] = {}
    for number in range(1, 7):
        files |= numbered(number)
    build = make_site(files).build(config={"kb_page_size": 2, "nitpicky": True})
    assert build.warnings == ""
    assert links(build, "articles/index") == [f"Article {n:04}" for n in (6, 5)]
    assert links(build, "articles/page/1") == [f"Article {n:04}" for n in (2, 1)]
    for docname, expected in (
        ("articles/index", ["page/2.html"]),
        ("articles/page/2", ["../index.html", "1.html"]),
        ("articles/page/1", ["2.html"]),
    ):
        pager = build.html(docname).xpath('//ul[contains(@class, "kb-pager")]//a/@href')
        assert pager == expected


MARK = "QZX"
SECRET = {
    "title": f"Title {MARK}",
    "slug": f"slug-{MARK.lower()}",
    "tags": [f"Tag {MARK}"],
    "author": f"Author {MARK}",
    "audience": f"Audience {MARK}",
    "series": f"Series {MARK}",
    "keywords": [f"Keyword {MARK}"],
    "excerpt": f"Excerpt {MARK}",
    "featuredImage": f"/{MARK}.png",
    "aliases": [f"/old/{MARK}"],
}
BODY = f"# Heading {MARK}\n\nText {MARK}.\n\n({MARK}-target)=\n## Section {MARK}\n"
UNPUBLISHED = {
    f"articles/draft-{MARK}.md": article(BODY, **SECRET, draft=True, category=f"C_{MARK}"),
    f"articles/future-{MARK}.md": article(
        BODY, **{**SECRET, "publishedAt": "2999-01-01", "slug": f"future-{MARK.lower()}"}
    ),
    f"articles/expired-{MARK}.md": article(
        BODY, **{**SECRET, "expiresAt": "2024-02-01", "slug": f"expired-{MARK.lower()}"}
    ),
}


@pytest.fixture(scope="module")
def secretive(make_shared_site: MakeSite) -> Site:
    """A site with a draft, a future and an expired article, beside a published one."""
    return make_shared_site({**UNPUBLISHED, "articles/a.md": article(title="Public", tags=["x"])})


@pytest.mark.parametrize("builder", BUILDERS)
def test_what_is_not_published_leaves_no_trace(secretive: Site, builder: str) -> None:
    """No file name and no byte of any output knows of it, and nothing is said of it."""
    build = secretive.build(builder, fresh=True, config={"version": "1"})
    assert build.warnings == ""
    assert traces(build) == []


def traces(build: Build) -> list[str]:
    """The output files that know of what is not published."""
    mark = MARK.casefold().encode()
    return [name for name, data in unpacked(build) if mark in (name.encode() + data).lower()]


def unpacked(build: Build) -> list[tuple[str, bytes]]:
    """The files of an output, and of what is packed in them."""
    found = []
    for name, data in build.files().items():
        found.append((name, data))
        if name.endswith(".epub"):
            with zipfile.ZipFile(build.outdir / name) as book:
                found += [(inner, book.read(inner)) for inner in book.namelist()]
        if name.endswith("objects.inv"):
            found.append((name, zlib.decompress(data.split(b"\n", 4)[4])))
    return found


def test_preview_shows_and_marks(secretive: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ``KB_DRAFTS`` all of it is there, each marked as what it is."""
    monkeypatch.setenv("KB_DRAFTS", "1")
    build = secretive.build(fresh=True)
    for kind, word in (("slug", "Draft"), ("future", "Scheduled"), ("expired", "Expired")):
        page = build.html(f"articles/{kind}-{MARK.lower()}")
        assert [one.text_content() for one in page.find_class("kb-status")][:1] == [word]
    listed = build.html("articles/index").find_class("kb-status")
    assert sorted(one.text_content() for one in listed) == ["Draft", "Expired", "Scheduled"]


LINKS = {
    "relative link": f"[text](draft-{MARK}.md)",
    "link from the root": f"[text](/articles/draft-{MARK}.md)",
    "link to a heading": f"[text](draft-{MARK}.md#heading-qzx)",
    "download": f"{{download}}`text <draft-{MARK}.md>`",
    "picture": f"![text](draft-{MARK}.md)",
}


@pytest.mark.parametrize("builder", UNLIKE_BUILDERS)
@pytest.mark.parametrize("link", LINKS)
def test_link_to_the_file_of_a_draft(make_site: MakeSite, link: str, builder: str) -> None:
    """It is a warning where it stands, and only its text remains: the file is not copied."""
    files = {**UNPUBLISHED, "articles/a.md": article(f"One.\n\nSee {LINKS[link]} there.\n")}
    site = make_site(files)
    target = LINKS[link].partition("#")[0].rpartition("(")[2].rpartition("<")[2].strip(")>`")
    column = f"See {LINKS[link]}".find(target) + 1
    config = {"html_copy_source": False, "version": "1"}
    build = site.build(builder, config=config)
    assert build.warnings == (
        f"articles/a.md:9:{column}: WARNING: link {target!r} leads to an article that is not "
        "published [kb.link]\n"
    )
    assert traces(build) == []
    if builder == "html":
        body = build.html("articles/a").text_content()
        assert "See text there." in body
    # Nothing is read in the second build, and the problem is still there.
    assert site.build(builder, config=config).warnings == build.warnings


def test_link_to_a_draft_behind_a_symbolic_link(make_site: MakeSite, tmp_path: Path) -> None:
    """A folder of articles that is a symbolic link gives nothing away either."""
    (tmp_path / "elsewhere").mkdir()
    site = make_site({})
    (site.srcdir / "articles").symlink_to(tmp_path / "elsewhere")
    text = f"See {LINKS['download']}.\n"
    site.write({**UNPUBLISHED, "articles/a.md": article(text)})
    build = site.build(config={"html_copy_source": False})
    assert "leads to an article that is not published [kb.link]" in build.warnings
    assert traces(build) == []


def directive(name: str, *options: str) -> str:
    """A directive that reads the draft."""
    return "\n".join([f"```{{{name}}} draft-{MARK}.md", *options, "```\n"])


READERS = {
    "include": directive("include"),
    "include, from a mark": directive("include", f":start-after: Heading {MARK}"),
    "include, literal": directive("include", ":literal:"),
    "include, code": directive("include", ":code: markdown"),
    "literalinclude": directive("literalinclude"),
    "literalinclude, caption": directive("literalinclude", ":caption: The draft"),
    "literalinclude, compared": (
        f"```{{literalinclude}} a.md\n:diff: draft-{MARK}.md\n:caption: Compared\n```\n"
    ),
    "raw": f"```{{raw}} html\n:file: draft-{MARK}.md\n```\n",
    "csv-table": f"```{{csv-table}}\n:file: draft-{MARK}.md\n```\n",
    "reStructuredText": f"```{{eval-rst}}\n.. include:: draft-{MARK}.md\n```\n",
    "reStructuredText, literal": (
        f"```{{eval-rst}}\n.. include:: draft-{MARK}.md\n   :literal:\n```\n"
    ),
    "reStructuredText, code": (
        f"```{{eval-rst}}\n.. include:: draft-{MARK}.md\n   :code: rst\n```\n"
    ),
}


@pytest.mark.parametrize("builder", UNLIKE_BUILDERS)
@pytest.mark.parametrize("reader", READERS)
def test_directive_that_reads_a_draft(make_site: MakeSite, reader: str, builder: str) -> None:
    """It is a warning where it names the file, and nothing of the draft is on the page."""
    text = f"# Public\n\nBefore.\n\n{READERS[reader]}\nAfter.\n"
    site = make_site({**UNPUBLISHED, "articles/a.md": article(text, title="Public")})
    config = {"html_copy_source": False, "version": "1"}
    build = site.build(builder, config=config)
    line = next(n for n, one in enumerate(article(text).split("\n"), 1) if f"draft-{MARK}" in one)
    warning = (
        f"articles/a.md:{line}:1: WARNING: the text of 'draft-{MARK}.md' is left out: "
        "that article is not published [kb.link]\n"
    )
    assert warning in build.warnings
    assert traces(build) == []
    if builder == "html":
        page = build.html("articles/a")
        assert [one.text for one in page.xpath("//h1")] == ["Public"]
        assert "After." in page.text_content()
    assert warning in site.build(builder, config=config).warnings


@pytest.mark.parametrize("reader", ["include", "literalinclude"])
def test_directive_that_reads_an_article_on_its_day(make_site: MakeSite, reader: str) -> None:
    """When the article is published, its text is there, in an incremental build too."""
    files = {"articles/b.md": article("Text of b.\n", publishedAt="2026-05-01")}
    page = f"# Page\n\n```{{{reader}}} articles/b.md\n```\n"
    site = make_site({**files, "page.md": page, "conf.py": CONF + 'suppress_warnings = ["toc"]\n'})
    before = site.build(config={"kb_now": "2026-04-30"})
    assert "page.md:3:1: WARNING: the text of 'b.md' is left out" in before.warnings
    assert "Text of b." not in before.html("page").text_content()
    after = site.build(config={"kb_now": "2026-05-01"})
    assert after.warnings == ""
    assert "Text of b." in after.html("page").text_content()


@pytest.mark.parametrize("builder", ["html", "dirhtml", "latex", "epub"])
def test_one_line_of_settings(make_site: MakeSite, builder: str) -> None:
    """A site that names its extensions and nothing else builds without a word."""
    conf = next(line for line in CONF.splitlines() if line.startswith("extensions"))
    site = make_site({"conf.py": conf, "articles/a.md": article(title="A", slug="a")})
    build = site.build(builder)
    assert build.warnings == ""
    if builder == "html":
        assert [one.text for one in build.html("articles/a").xpath('//div[@class="body"]//h1')] == [
            "A"
        ]
        assert not (build.outdir / "sitemap.xml").exists()


MADE_BY_EXTENSION = """
def setup(app):
    def make(app):
        folder = app.srcdir / "articles"
        (folder / "made.md").write_text({made!r})
        (app.srcdir / "_static").mkdir(exist_ok=True)
        (app.srcdir / "_static" / "late.svg").write_text({picture!r})
    app.connect("builder-inited", make, priority=950)
"""


def test_what_an_extension_makes_is_published(make_site: MakeSite) -> None:
    """Articles and pictures that an extension writes before documents are read are seen."""
    made, picture = article(title="Made", slug="made"), PICTURE.format("late")
    site = make_site(
        {
            "conf.py": CONF + MADE_BY_EXTENSION.format(made=made, picture=picture),
            "articles/one.md": article(title="One", slug="one", featuredImage="/late.svg"),
        }
    )
    build = site.build()
    assert build.path("articles/made").is_file()
    shown = build.html("articles/one").xpath('//*[contains(@class, "kb-featured")]//img/@src')
    assert [Path(source).name for source in shown] == ["late.svg"]
