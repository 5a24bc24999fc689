"""Check this site's printed book."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pypdf
import pytest
import yaml

from tests.helpers.own_site import OwnSite
from tests.helpers.printing import Pdf, run, squeezed
from tests.helpers.tools import ROOT, require, require_use

pytestmark = [pytest.mark.long, pytest.mark.ci]


@pytest.fixture(scope="module")
def pdf(own_site: OwnSite, tmp_path_factory: pytest.TempPathFactory) -> Pdf:
    """The book of all articles."""
    require_use("pdf")
    folder = tmp_path_factory.mktemp("pdf") / "latex"
    shutil.copytree(own_site.output("latex"), folder)
    return Pdf.make(folder, "book")


def published() -> list[dict[str, object]]:
    """The front matter of every article that is no draft."""
    found = []
    for path in sorted((ROOT / "articles").rglob("*.md")):
        front_matter = yaml.safe_load(path.read_text("utf-8").split("---")[1])
        if not front_matter.get("draft") and str(front_matter["publishedAt"]) < "2026-11-20":
            found.append(front_matter)
    return found


def test_typeset_without_a_complaint(pdf: Pdf) -> None:
    """No error, no character without a glyph, no reference to nothing, no line too long."""
    assert pdf.complaints == []
    assert [points for points in pdf.overfull if points > 1] == []
    assert not [number for number, page in enumerate(pdf.pages) if "??" in page]


def test_every_article_is_a_chapter(pdf: Pdf) -> None:
    """Each article is in the outline, which leads to the page that its title stands on."""
    text = [squeezed(page) for page in pdf.pages]
    outline = {squeezed(title): number for title, number in pdf.outline.items()}
    articles = published()
    assert len(articles) > 20
    for front_matter in articles:
        title = squeezed(str(front_matter["title"]))
        assert title in text[outline[title]]


def test_every_tag_is_in_the_index(pdf: Pdf) -> None:
    """The index has every tag that an article has."""
    index = squeezed("".join(pdf.pages[pdf.outline["Index"] :]))
    tags = {tag for front_matter in published() for tag in front_matter["tags"]}  # type: ignore[attr-defined]
    assert [tag for tag in sorted(tags) if squeezed(tag) not in index] == []


def test_parts_and_references(pdf: Pdf) -> None:
    """Categories are parts; glossary, authors and index follow; links say their pages."""
    taxonomy = yaml.safe_load((ROOT / "taxonomy.yaml").read_text("utf-8"))
    parts = [title for title in pdf.outline if re.match("[IVX]+ ", title)]
    expected = [category["title"] for category in taxonomy["categories"].values()]
    assert [part.split(" ", 1)[1] for part in parts] == [*expected, "Reference"]
    assert {"Glossary", "Authors", "Index"} <= pdf.outline.keys()
    assert len(re.findall(r"\(page\s+\d+\)", "\n".join(pdf.pages))) > 20


def test_the_file(pdf: Pdf) -> None:
    """The file is sound, has its fonts with it, and says what it is."""
    run(require("qpdf"), "--check", pdf.path)
    assert pdf.unembedded_fonts == []
    reader = pypdf.PdfReader(pdf.path)
    assert reader.metadata is not None
    assert reader.metadata.title == "Ketamine and Chronic Pain"
    assert reader.metadata.author == "Ketamine Association"
    assert reader.metadata.subject
    assert "CRPS" in str(reader.metadata["/Keywords"])
    assert str(reader.root_object["/Lang"]) == "en"
    labels = reader.page_labels
    assert labels[pdf.outline["I Clinical Research"]] == "1"
    assert "i" in labels


def test_an_unpublished_article_is_not_printed(pdf: Pdf) -> None:
    """A draft's title stands nowhere."""
    (draft,) = (
        yaml.safe_load(path.read_text("utf-8").split("---")[1])
        for path in Path(ROOT / "articles").rglob("*draft*.md")
    )
    assert squeezed(draft["title"]) not in squeezed("".join(pdf.pages))
