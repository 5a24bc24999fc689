"""Check this site's EPUB books."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import lxml.etree
import pytest

from tests.helpers.own_site import OwnSite
from tests.helpers.printing import epubcheck

BOOKS = ("book", "patients", "practitioners")


@pytest.fixture(scope="module")
def folder(own_site: OwnSite) -> Path:
    """The folder with all books."""
    return own_site.output("epub")


def test_all_books(folder: Path) -> None:
    """There is a file for each book, and nothing else."""
    assert sorted(path.name for path in folder.iterdir()) == [f"{name}.epub" for name in BOOKS]


@pytest.mark.parametrize(
    "name",
    ["book", *(pytest.param(part, marks=[pytest.mark.long, pytest.mark.ci]) for part in BOOKS[1:])],
)
def test_epubcheck(folder: Path, name: str) -> None:
    """EPUBCheck has no complaint whatever."""
    assert epubcheck(folder / f"{name}.epub") == (
        "Messages: 0 fatals / 0 errors / 0 warnings / 0 infos"
    )


def test_what_a_reader_is_told(folder: Path) -> None:
    """The package names its title, its tags and how accessible it is; the cover is a picture."""
    with ZipFile(folder / "book.epub") as archive:
        package = lxml.etree.fromstring(archive.read("package.opf"))
        cover = archive.read("cover.png") if "cover.png" in archive.namelist() else b""
    text = {element.text for element in package.iter()}
    assert {"Ketamine and Chronic Pain", "CRPS", "alternativeText", "MathML"} <= text
    (image,) = package.xpath("//*[@properties='cover-image']/@href")
    assert image == "cover.svg" or cover.startswith(b"\x89PNG")


def test_pages_are_for_reading(folder: Path) -> None:
    """No scripts, no searching, no lists of what else there is on the web."""
    with ZipFile(folder / "book.epub") as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if "xhtml" in name]
    text = "".join(pages)
    assert len(pages) > 30
    for absent in ("<script", "<form", "kb-related", "kb-neighbours", "headerlink", "_static"):
        assert absent not in text
