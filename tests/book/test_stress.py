"""Print an article with everything that is hard to print, and one with hostile text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.helpers.printing import Pdf, epubcheck, run, sphinx, squeezed
from tests.helpers.sites import MakeSite
from tests.helpers.stress import HOSTILE, stress_files
from tests.helpers.tools import require, require_use

pytestmark = [pytest.mark.long, pytest.mark.ci]


@pytest.fixture(scope="module")
def sources(make_shared_site: MakeSite) -> Path:
    return make_shared_site(stress_files()).srcdir


@pytest.fixture(scope="module")
def folder(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    require_use("pdf")
    return sphinx("latex", sources, tmp_path_factory.mktemp("latex"))


@pytest.fixture(scope="module")
def pdf(folder: Path) -> Pdf:
    return Pdf.make(folder, "book")


def test_stress_is_printed(pdf: Pdf) -> None:
    """Every script has its glyphs, every table and word its place, every link its page."""
    assert pdf.complaints == []
    assert [points for points in pdf.overfull if points > 1] == []
    text = "".join(pdf.pages)
    assert "??" not in text
    for words in (
        "氯胺酮",
        "ケタミン",
        "케타민",
        "Кетамин",
        "κεταμίνη",
        "😀",
        "≤",
        "row 70",
        "[stethoscope]",
        "Only",
        "raw",
        "剂量",
        "доза",
        "The TeXbook",
    ):
        assert words in text
    assert pdf.unembedded_fonts == []
    run(require("qpdf"), "--check", pdf.path)


def test_heads_are_repeated(pdf: Pdf) -> None:
    """A table that runs over pages has its head on each."""
    pages = [page for page in pdf.pages if "the words of row" in page]
    assert len(pages) > 1
    assert all("Square" in page for page in pages)


def test_headings_of_a_wide_table(pdf: Pdf) -> None:
    """Where a table takes a page turned sideways, the headings above it are on that page too."""
    (page,) = (page for page in pdf.pages if "Justifications" in page)
    assert "Of very wide tables" in page
    assert "A table of fourteen columns" in page


def test_hostile_title_is_text(pdf: Pdf) -> None:
    """What would read a file or run a program is printed as it was typed."""
    text = squeezed("".join(pdf.pages))
    assert squeezed(r"ö and 100% of \input") in text
    assert squeezed(HOSTILE) in text
    assert "root:" not in text
    assert squeezed(HOSTILE) in {squeezed(title) for title in pdf.outline}


def test_index_in_all_scripts(folder: Path, pdf: Pdf) -> None:
    """Entries stand under a letter of their own script."""
    heads: dict[str, str] = {}
    for line in (folder / "book.ind").read_text("utf-8").splitlines():
        if line.startswith(r"  \bigletter "):
            head = line.split(maxsplit=1)[1]
        elif found := re.search(r"\\item \\spxentry\{(.*?)\}", line):
            heads[found[1]] = head
    assert heads["日本語"] == "漢字"
    assert heads["кетамин"] == "\u041a"
    assert heads["Ångström"] == "A"


def test_an_article_by_itself(folder: Path) -> None:
    """With ``kb_article_pdf`` an article has a PDF of its own, typeset as the book is."""
    alone = Pdf.make(folder, "article-stress")
    assert alone.complaints == []
    assert [points for points in alone.overfull if points > 1] == []
    assert "氯胺酮" in alone.pages[0]
    assert "A table of eight columns" in alone.outline


def test_two_books_are_one(
    pdf: Pdf, sources: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Made twice, in two folders and at two times, a book is the same to the byte."""
    again = Pdf.make(sphinx("latex", sources, tmp_path_factory.mktemp("again")), "book")
    assert again.path.read_bytes() == pdf.path.read_bytes()


def test_stress_by_lualatex(sources: Path, tmp_path: Path) -> None:
    """The other engine has no more to complain of."""
    require_use("luatex")
    pdf = Pdf.make(sphinx("latex", sources, tmp_path, "-D", "latex_engine=lualatex"), "book")
    assert pdf.complaints == []
    assert [points for points in pdf.overfull if points > 1] == []
    assert squeezed("剂量") in squeezed("".join(pdf.pages))


def test_stress_as_epub(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """EPUBCheck has no complaint about it either."""
    folder = sphinx("epub", sources, tmp_path_factory.mktemp("epub"))
    assert epubcheck(folder / "book.epub") == "Messages: 0 fatals / 0 errors / 0 warnings / 0 infos"
