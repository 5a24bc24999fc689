"""Check citations in articles, their reference lists, and the references of a book."""

from __future__ import annotations

from zipfile import ZipFile

import lxml.html
import pytest

from tests.helpers.articles import article
from tests.helpers.sites import CONF, Build, MakeSite

BIBLIOGRAPHY = """\
@book{knuth1984,
  author = {Donald E. Knuth},
  title = {The TeXbook},
  publisher = {Addison-Wesley},
  year = 1984,
}
@book{lamport1994,
  author = {Leslie Lamport},
  title = {{LaTeX}: A Document Preparation System},
  publisher = {Addison-Wesley},
  year = 1994,
  doi = {10.1000/182},
}
@misc{secret,
  title = {Cited by a Draft Alone},
}
"""
FILES = {
    "references.bib": BIBLIOGRAPHY,
    "articles/one.md": article(
        "Typeset {cite}`lamport1994, knuth1984`. Again {cite}`knuth1984`.\n\n"
        "## More\n\nText.[^a]\n\n[^a]: A note {cite}`lamport1994`.\n",
        title="One",
        slug="one",
    ),
    "articles/two.md": article("Of {cite}`knuth1984` alone.\n", title="Two", slug="two"),
    "articles/three.md": article("Nothing.\n", title="Three", slug="three"),
    "articles/draft.md": article("{cite}`secret`\n", title="Draft", slug="draft", draft=True),
}


def references(build: Build, docname: str) -> list[str]:
    """The texts in the list of references of a page."""
    items = build.html(docname).cssselect("section.kb-references > ol > li")
    return [" ".join(item.text_content().split()) for item in items]


def marks(build: Build, docname: str) -> list[str]:
    return [mark.text_content() for mark in build.html(docname).cssselect("p .kb-citation")]


def test_references_of_an_article(make_site: MakeSite) -> None:
    """Marks are numbers in the order of the text, and lead to the list between text and footer."""
    build = make_site(FILES).build()
    assert build.warnings == ""
    assert marks(build, "articles/one") == ["[1, 2]", "[2]", "[1]"]
    assert references(build, "articles/one") == [
        "Leslie Lamport. LaTeX: A Document Preparation System. Addison-Wesley, 1994. "
        "https://doi.org/10.1000/182.",
        "Donald E. Knuth. The TeXbook. Addison-Wesley, 1984.",
    ]
    assert references(build, "articles/two") == [
        "Donald E. Knuth. The TeXbook. Addison-Wesley, 1984."
    ]
    page = build.html("articles/one")
    links = page.cssselect(".kb-citation a")
    assert {link.get("href") for link in links} <= {f"#{id_}" for id_ in page.xpath("//@id")}
    assert "The TeXbook" in str(links[1].get("title"))
    (section,) = page.cssselect("section.kb-references")
    assert section.xpath("following-sibling::*[1][contains(@class, 'kb-footer')]")
    assert "References" in page.cssselect(".toc-tree")[0].text_content()
    assert references(build, "articles/three") == []


def test_a_mark_is_no_word(make_site: MakeSite) -> None:
    """The excerpt of an article has no keys, wherever it is shown."""
    build = make_site(FILES).build()
    assert "Typeset. Again." in build.html("articles/one").text_content()
    assert b"lamport1994" not in b"".join(
        data for name, data in build.files().items() if not name.startswith("_sources")
    ).replace(b"{cite}`lamport1994", b"")


def test_what_a_draft_cites(make_site: MakeSite) -> None:
    """A work that nothing but a draft cites is in no file of the output."""
    files = make_site(FILES).build().files()
    assert not [name for name, data in files.items() if b"Cited by a Draft" in data]


def test_a_class_is_no_mark(make_site: MakeSite) -> None:
    """Authors may give any class to a phrase of theirs."""
    text = "A [phrase]{.kb-citation} of mine.\n"
    site = make_site({"articles/one.md": article(text, slug="one")})
    build = site.build(config={"myst_enable_extensions": ["attrs_inline"]})
    assert build.warnings == ""
    assert marks(build, "articles/one") == ["phrase"]


def test_no_bibliography(make_site: MakeSite) -> None:
    """A site without a bibliography has no lists, and says what a citation needs."""
    files = {name: text for name, text in FILES.items() if name != "references.bib"}
    build = make_site(files).build()
    assert (
        "articles/two.md:8:11: WARNING: there is no entry 'knuth1984' in references.bib"
        in build.warnings
    )
    assert marks(build, "articles/two") == ["[knuth1984]"]
    assert references(build, "articles/two") == []


@pytest.mark.parametrize(
    ("bibliography", "message"),
    [
        ("@book{knuth1985, author = {A}, title = {B}", "references.bib:1:1: WARNING: syntax error"),
        (BIBLIOGRAPHY.replace("1984", "1985"), "did you mean 'knuth1985'?"),
        ("@article{knuth1984, title = {B}}", "references.bib: missing author in knuth1984"),
        (BIBLIOGRAPHY * 2, "references.bib:1:1: WARNING: repeated bib"),
    ],
)
def test_mistakes(make_site: MakeSite, bibliography: str, message: str) -> None:
    """What is wrong with a bibliography or a citation is said in every build, at its place."""
    site = make_site({**FILES, "references.bib": bibliography})
    for _ in range(2):
        assert message in site.build().warnings


@pytest.mark.parametrize(
    ("builder", "more"),
    [
        ("html", ""),
        ("text", ""),
        ("html", "sphinx_fastbuild"),
        ("latex", "sphinx_fastbuild"),
        ("epub", "sphinx_fastbuild"),
    ],
)
@pytest.mark.usefixtures("one_day")
@pytest.mark.long
@pytest.mark.ci
def test_incremental_builds(make_site: MakeSite, builder: str, more: str) -> None:
    """After any edit of articles and bibliography the output is that of a clean build."""
    conf = CONF + f"extensions += {more.split()}\n"
    many = {
        f"articles/m{n}.md": article(
            f"See {{cite}}`knuth1984`, {n}.\n", slug=f"m{n}", title=f"M{n}"
        )
        for n in range(12)
    }
    site = make_site({**FILES, **many, "conf.py": conf})
    site.build(builder, jobs=2)
    edits: list[dict[str, str | None]] = [
        {"references.bib": BIBLIOGRAPHY.replace("TeXbook", "TeX Book")},
        {"articles/one.md": article("{cite}`knuth1984`\n", title="One", slug="one")},
        {"articles/draft.md": article("{cite}`secret`\n", title="Out", slug="draft")},
        {"articles/two.md": article("None.\n", title="Two", slug="two")},
        {"references.bib": BIBLIOGRAPHY.replace("knuth1984", "other")},
        {"references.bib": None},
    ]
    for number, edit in enumerate(edits):
        built = site.write(edit).build(builder, jobs=1 + number % 2)
        folder = site.srcdir.parent / f"clean-{number}"
        clean = site.build(builder, builddir=folder, fresh=True)
        assert built.files() == clean.files()
        assert sorted(built.warnings.splitlines()) == sorted(clean.warnings.splitlines())


def test_only_what_cites_an_entry_is_read(make_site: MakeSite) -> None:
    """A change of one entry concerns the articles that cite it; a new one concerns none."""
    site = make_site(FILES)
    site.build()
    edited = site.write({"references.bib": BIBLIOGRAPHY.replace("Preparation", "Setting")}).build()
    assert "1 changed" in edited.status
    more = BIBLIOGRAPHY + "@misc{new, title = {New}}\n"
    site.write({"references.bib": more.replace("Preparation", "Setting")})
    assert "0 changed" in site.build().status


def test_references_of_a_book_in_latex(make_site: MakeSite) -> None:
    """A book numbers what it cites in one run, and lists it in its last chapter."""
    build = make_site(FILES).build("latex", config={"kb_article_pdf": True})
    assert build.warnings == ""
    tex = (build.outdir / "book.tex").read_text("utf-8")
    assert tex.count(r"\chapter{References}") == 1
    assert tex.index(r"\chapter{References}") > tex.index(r"\part{Reference}")
    assert tex.count("The TeXbook") == 1
    assert "Cited by a Draft" not in tex
    target = r"\detokenize{book:book:kb-references-1}"
    assert rf"\label{{{target}}}" in tex
    assert rf"\hyperref[{target}]" in tex
    assert rf"\autopageref*{{{target}}}" not in tex
    alone = (build.outdir / "article-two.tex").read_text("utf-8")
    assert r"\section{References}" in alone
    assert "The TeXbook" in alone


def test_references_of_a_book_as_epub(make_site: MakeSite) -> None:
    """The list is a page of its own, in contents and landmarks, and every mark leads there."""
    build = make_site(FILES).build("epub")
    assert build.warnings == ""
    with ZipFile(build.outdir / "book.epub") as archive:
        pages = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith(".xhtml")
        }
    listed = lxml.html.fromstring(pages["list-of-references.xhtml"].encode())
    assert len(listed.cssselect("li")) == 2
    (two,) = lxml.html.fromstring(pages["articles/two.xhtml"].encode()).cssselect(".kb-citation a")
    path, _, anchor = str(two.get("href")).partition("#")
    assert path == "../list-of-references.xhtml"
    (entry,) = listed.xpath(f"//*[@id='{anchor}']")
    assert "The TeXbook" in entry.text_content()
    assert pages["nav.xhtml"].count("list-of-references.xhtml") == 2
    assert not [name for name, page in pages.items() if "Cited by a Draft" in page]
    assert "kb-references" not in pages["articles/two.xhtml"].replace("#kb-references", "")


def test_a_book_that_cites_nothing(make_site: MakeSite) -> None:
    """No chapter is empty."""
    site = make_site(
        {
            **FILES,
            "articles/one.md": article(slug="one"),
            "articles/two.md": article(slug="two", title="Two"),
        }
    )
    assert "References" not in (site.build("latex").outdir / "book.tex").read_text("utf-8")
    with ZipFile(site.build("epub").outdir / "book.epub") as archive:
        assert "list-of-references.xhtml" not in archive.namelist()
