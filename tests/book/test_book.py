"""Check the LaTeX and EPUB of small sites, without the programs that typeset them."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
from zipfile import ZipFile

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sphinx.errors import ConfigError

from sphinx_knowledge_base.book.epub import xhtml
from sphinx_knowledge_base.book.latex.bidirectional_text import mark_phrases
from sphinx_knowledge_base.book.latex.tables import column_widths
from tests.helpers.articles import article
from tests.helpers.sites import Build, MakeSite
from tests.helpers.stress import HOSTILE
from tests.helpers.tools import ROOT, require

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FILES = {
    "articles/one.md": article(title="The First", slug="one", tags=["Alpha", "a; b"]),
    "articles/two.md": article(
        "See [the first](/articles/one), {kb:tag}`Alpha` and {term}`word`.\n",
        title=HOSTILE,
        slug="two",
        audience="patients",
        publishedAt="2024-02-01",
    ),
    "articles/draft.md": article("Secret text.", title="Secret", slug="secret", draft=True),
    "glossary.md": "---\norphan: true\n---\n# Glossary\n\n```{glossary}\nword\n  Meaning.\n```\n",
}


def pages(build: Build, name: str = "book") -> dict[str, str]:
    """The text files of an EPUB by their names."""
    with ZipFile(build.outdir / f"{name}.epub") as archive:
        return {
            entry: archive.read(entry).decode()
            for entry in archive.namelist()
            if entry.endswith((".xhtml", ".opf", "mimetype"))
        }


def test_web_pages_do_not_change(make_site: MakeSite) -> None:
    """Books are made beside the site: its pages are the same, and no document is one's root."""
    site = make_site(FILES)

    def web_pages() -> dict[str, bytes]:
        files = site.build("html").files()
        return {name: data for name, data in files.items() if name.endswith(".html")}

    before = web_pages()
    site.build("latex")
    site.build("epub")
    assert web_pages() == before
    assert not [name for name in before if "book" in name]


def test_chapters_in_latex(make_site: MakeSite) -> None:
    """A category is a part, an article a chapter, a tag an entry of the index."""
    build = make_site(FILES).build("latex")
    assert build.warnings == ""
    tex = (build.outdir / "book.tex").read_text("utf-8")
    assert r"\part{News}" in tex
    assert r"\chapter{The First}" in tex
    assert r"\index{Alpha@\spxentry{Alpha}}" in tex
    assert r"\index{a, b@\spxentry{a, b}}" in tex
    assert r"\autopageref*{\detokenize{articles/one::doc}}" in tex
    assert "Secret" not in tex


def test_a_book_without_index_entries(make_site: MakeSite) -> None:
    """A book of articles without tags has no index: the programs that sort one would fail."""
    build = make_site({"articles/one.md": article(slug="one")}).build("latex")
    assert r"\printindex" not in (build.outdir / "book.tex").read_text("utf-8")
    assert (
        r"\printindex" in (make_site(FILES, "tags").build("latex").outdir / "book.tex").read_text()
    )


def test_hostile_title_in_latex(make_site: MakeSite) -> None:
    """What an author typed is printed and not run: it has no backslash of its own left."""
    tex = (make_site(FILES).build("latex").outdir / "book.tex").read_text("utf-8")
    assert r"\input{/etc" not in tex
    assert r"\write18" not in tex
    assert r"\textbackslash{}input\{/etc/passwd\}" in tex


def test_bodies_in_latex(make_site: MakeSite) -> None:
    """Struck text is struck, cards have titles of their own, pictures have no text beside them."""
    text = (
        "~~Not **this**~~ but that.\n\n:::{card} Title\nText.\n:::\n\n"
        ":::{figure} /images/a.png\n:align: left\n\nCaption\n:::\n\n"
        "| Only | heads |\n|---|---|\n"
    )
    site = make_site({"articles/one.md": article(text, slug="one"), "_static/images/a.png": PNG})
    build = site.build("latex", config={"myst_enable_extensions": ["colon_fence", "strikethrough"]})
    assert build.warnings == ""
    tex = (build.outdir / "book.tex").read_text("utf-8")
    assert r"\kbstruck{Not }\sphinxstylestrong{\kbstruck{this}}" in tex
    assert r"\begin{sphinxuseclass}{sd-card-title}" in tex
    assert "wrapfigure" not in tex.partition(r"\begin{document}")[2]
    assert "heads" in tex


def test_epub_structure(make_site: MakeSite) -> None:
    """Contents by part and chapter, landmarks, an index that leads to chapters, no web parts."""
    build = make_site(FILES).build("epub")
    assert build.warnings == ""
    found = pages(build)
    assert next(iter(found)) == "mimetype"
    chapters = {"articles/one.xhtml", "articles/two.xhtml", "categories/news.xhtml"}
    assert chapters < found.keys()
    assert "index.xhtml" not in found
    nav = lxml.etree.fromstring(found["nav.xhtml"].encode())
    links = nav.xpath("//*[local-name()='a']/@href")
    assert set(links) >= chapters
    text = "".join(found.values())
    assert "kb-related" not in text
    assert "Secret" not in text
    index = found["index-of-terms.xhtml"]
    assert 'Alpha: <a href="articles/one.xhtml">The First</a>' in index
    for page in found.values():
        if page.startswith("<?xml"):
            lxml.etree.fromstring(page.encode())  # well-formed


def test_books_are_selected(make_site: MakeSite) -> None:
    """``kb_book`` makes one book, and what was made of others before does not linger."""
    site = make_site(FILES)
    books = {"all": {}, "few": {"audience": "patients", "title": "Few"}}
    both = site.build("latex", config={"kb_books": books})
    assert {path.name for path in both.outdir.glob("*.tex")} == {"all.tex", "few.tex"}
    one = site.build("latex", config={"kb_books": books, "kb_book": "few"})
    assert {path.name for path in one.outdir.glob("*.tex")} == {"few.tex"}
    tex = (one.outdir / "few.tex").read_text("utf-8")
    assert r"\chapter{The First}" not in tex
    assert r"\sphinxhref{https://kb.example.org/articles/one.html}" in tex
    epub = site.build("epub", config={"kb_books": books, "kb_book": "few"})
    assert {path.name for path in epub.outdir.glob("*.epub")} == {"few.epub"}


def test_wrong_settings(make_site: MakeSite) -> None:
    """A setting that makes no sense ends every build, not only that of a book."""
    with pytest.raises(ConfigError, match="did you mean 'title'"):
        make_site(FILES).build("html", config={"kb_books": {"book": {"titel": ""}}})


def test_no_such_book(make_site: MakeSite) -> None:
    """A name that no book has ends the build with one line, which says the names there are."""
    command = (sys.executable, "-m", "sphinx", "-M", "latexpdf", ".", "_build", "-q")
    done = subprocess.run(
        [*command, "-D", "kb_book=boook"],
        cwd=make_site(FILES).srcdir,
        env={**os.environ, "PYTHONPATH": str(ROOT / "extensions")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert (
        done.stderr
        == "kb_book: there is no book 'boook' (did you mean 'book'?); kb_books defines: book\n"
    )


def test_book_of_nothing(make_site: MakeSite) -> None:
    """A book that holds no article is a warning; others are made."""
    books = {"none": {"tag": "Beta"}, "book": {}}
    build = make_site(FILES).build("latex", config={"kb_books": books})
    assert "kb_books['none']: there is no tag 'Beta'" in build.warnings
    assert (build.outdir / "book.tex").is_file()


def test_links_to_books(make_site: MakeSite) -> None:
    """With ``kb_book_url`` an article's page leads to the books that hold it and its own PDF."""
    config = {"kb_book_url": "books", "kb_article_pdf": True}
    build = make_site(FILES).build("html", config=config)
    assert downloads(build, "articles/one") == [
        "../books/article-one.pdf",
        "../books/book.pdf",
        "../books/book.epub",
    ]


def downloads(build: Build, docname: str) -> list[str]:
    """Where the page of an article leads those who would rather have a book."""
    links = build.html(docname).xpath("//*[contains(@class, 'kb-downloads')]//a/@href")
    return list(map(str, links))


def test_links_to_books_elsewhere(make_site: MakeSite) -> None:
    """An address has places for book and format; of several books, ``kb_book`` is published."""
    config = {
        "kb_books": {"all": {}, "few": {"audience": "patients"}},
        "kb_book_url": "https://example.org/_/downloads/en/latest/{format}/",
        "kb_book": "few",
        "kb_article_pdf": True,
    }
    build = make_site(FILES).build("html", config=config)
    base = "https://example.org/_/downloads/en/latest"
    assert downloads(build, "articles/two") == [f"{base}/pdf/", f"{base}/epub/"]
    assert downloads(build, "articles/one") == []


def test_finished_books_are_published(make_site: MakeSite) -> None:
    """The site publishes the books that are there, from the pages of the articles they hold.

    No link leads to a book that was not made; one is gone, and the file with it, when the book
    holds what is no longer published.  A page is the same as in a build from nothing.
    """
    config = {"kb_book_files": "_build", "kb_article_pdf": True}
    site = make_site(FILES | {"articles/three.md": article(slug="\u65e5\u672c", title="Three")})

    def build(builder: str = "html") -> Build:
        return site.build(builder, config=config)

    def links() -> list[list[str]]:
        built = build()
        clean = site.build("html", config=config, builddir=site.srcdir.parent / "clean", fresh=True)
        assert built.files() == clean.files()
        return [downloads(built, f"articles/{slug}") for slug in ("one", "two", "\u65e5\u672c")]

    assert links() == [[], [], []]
    latex, epub = build("latex").outdir, build("epub").outdir
    both = ["../books/book.epub"]
    assert links() == [both, both, both]
    (latex / "book.pdf").write_bytes(b"the book")
    (latex / "article-\u65e5\u672c.pdf").write_bytes(b"the article")
    (latex / "wide.pdf").write_bytes(b"a picture")
    both = ["../books/book.pdf", "../books/book.epub"]
    assert links() == [both, both, ["../books/article-%E6%97%A5%E6%9C%AC.pdf", *both]]
    files = build().files()
    assert files["books/book.pdf"] == b"the book"
    assert files["books/book.epub"] == (epub / "book.epub").read_bytes()
    assert files["books/article-\u65e5\u672c.pdf"] == b"the article"
    assert len([name for name in files if name.startswith("books/")]) == 3

    site.write({"articles/four.md": article(title="Four", slug="four")})
    assert links()[0] == both
    assert downloads(build(), "articles/four") == []
    site.write({"articles/two.md": article(title="Two", slug="two", draft=True)})
    built = build()
    assert downloads(built, "articles/one") == []
    assert "books/book.pdf" not in built.files()

    assert not (build("latex").outdir / "book.pdf").exists()  # it is not of what is there now


def test_a_picture_called_like_a_book(make_site: MakeSite) -> None:
    """A picture whose conversion would be called like the book does not take its place."""
    require("rsvg-convert")
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"/>'
    text = "![A book](/images/book.svg)\n"
    site = make_site({"articles/one.md": article(text, slug="one"), "_static/images/book.svg": svg})
    outdir = site.build("latex").outdir
    assert (outdir / "picture-book.pdf").is_file()
    assert not (outdir / "book.pdf").exists()


def test_same_on_every_day(make_site: MakeSite) -> None:
    """LaTeX and EPUB hold no time, and no folder of the machine that made them."""
    results = []
    for name in ("here", "there"):
        site = make_site(FILES, name)
        latex, epub = site.build("latex").outdir, site.build("epub", jobs=2).outdir
        results.append(
            [path.read_bytes() for path in (*sorted(latex.glob("*.tex")), epub / "book.epub")]
        )
    assert results[0] == results[1]


@given(st.lists(st.lists(st.text(max_size=200), max_size=5), min_size=1, max_size=20))
def test_column_widths(columns: list[list[str]]) -> None:
    """However odd a table is, its columns fill the line, and none vanishes."""
    widths = column_widths(columns, 72)
    assert sum(widths) == 1000
    assert min(widths) > 0


def test_longer_texts_get_wider_columns() -> None:
    """Width follows content, and a short column keeps its words whole."""
    short, long = column_widths([["yes", "no"], ["a sentence of many words " * 4]], 72)
    assert long > 4 * short


@given(st.text(alphabet="<>/&;\"' =abdiphrefscltyon:#?!-\n\0é", max_size=80))
def test_any_raw_html_becomes_xhtml(html: str) -> None:
    """Whatever authors write as HTML, a page of an e-book is well-formed."""
    body = xhtml.clean(f"<p>before</p>{html}", lambda href: href)
    lxml.etree.fromstring(f"<div>{body.markup}</div>")


def test_direction() -> None:
    """Paragraphs take the direction of their first letter; phrases of the other are marked."""
    assert 'dir="rtl"' in xhtml.clean("<p>12 \u05d0 and B</p>", lambda href: href).markup
    assert '<ul dir="rtl">' in xhtml.clean("<ul><li>\u05d0</li></ul>", lambda href: href).markup
    assert "dir=" not in xhtml.clean("<p>B and \u05d0</p>", lambda href: href).markup
    assert mark_phrases("a \u05d0 \u05d1, b", str) == "a \\kbrtl{\u05d0 \u05d1}, b"
    assert mark_phrases("\u05d0 one two \u05d1", str, rtl=True) == "\u05d0 \\kbltr{one two} \u05d1"
    assert mark_phrases("\u05d0 3.5 mg", str, rtl=True) == "\u05d0 \\kbltr{3.5 mg}"
    assert mark_phrases("\u05d0 2 (1/2)", str, rtl=True) == "\u05d0 \\kbltr{2} )\\kbltr{1/2}("


def test_raw_html_is_cleaned() -> None:
    """What runs, loads or is obsolete is gone, and the words stay."""
    html = (
        '<p align="left" onclick="x()">A<br>B<script>x()</script> C'
        '<img src="https://example.org/x.png" alt="picture"> <a href="#gone">D</a></p>'
    )
    markup = str(xhtml.clean(html, lambda _: None).markup)
    assert markup == "<p>A<br/>B Cpicture <a>D</a></p>"
    html = (
        '<center id="no name"><font color="red">A</font><svg viewBox="0 0 9 9"></svg><br></center>'
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    markup = str(xhtml.clean(html, lambda _: None).markup)
    assert markup == f"<div><span>A</span>{svg}<br/></div>"


@pytest.mark.parametrize("builder", ["epub", "latex"])
def test_pictures_of_one_name(make_site: MakeSite, builder: str) -> None:
    """Pictures that differ only in their format stay two when both are converted."""
    colors = {"gif": (200, 0, 0), "webp": (0, 0, 200)}
    files: dict[str, str | bytes] = {
        "articles/a.md": article("![One](dot.gif)\n\n![Two](dot.webp)\n", slug="a")
    }
    for kind, color in colors.items():
        file = io.BytesIO()
        Image.new("RGB", (4, 4), color).save(file, kind.upper(), lossless=True)
        files[f"articles/dot.{kind}"] = file.getvalue()
    build = make_site(files).build(builder)
    if builder == "epub":
        with ZipFile(build.outdir / "book.epub") as archive:
            archive.extractall(build.outdir / "unpacked")
    found = build.outdir.rglob("dot*.*")
    shown = {Image.open(path).convert("RGB").getpixel((1, 1)) for path in found}
    assert shown == set(colors.values())
