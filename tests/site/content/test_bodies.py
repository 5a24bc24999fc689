"""Every page is well-formed, whatever its Markdown contains."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import html5lib
import pytest
from lxml import etree
from PIL import Image

from tests.helpers.articles import article
from tests.helpers.sites import Build, MakeSite

DIV = '<div class="{}">\n\n'
END = "\n\n</div>\n\n"

BODIES = {
    "around a heading": f"Intro.\n\n{DIV.format('box')}## Inside\n\nText.{END}## After\n\nMore.\n",
    "from text into a section": f"{DIV.format('box')}Intro.\n\n## Inside\n\nText.{END}Still.\n",
    "opened in a section": f"## One\n\nText.\n\n{DIV.format('box')}In.\n\n## Two\n\nIn{END}E.\n",
    "two levels": f"## One\n\n{DIV.format('box')}### Deep\n\nText.\n\n## Two\n\nIn.{END}## Three\n",
    "nested": f"{DIV.format('box')}{DIV.format('inner')}## In\n\nText.{END}{END}## After\n\nEnd.\n",
    "two in a row": f"{DIV.format('box')}A.{END}{DIV.format('inner')}B.{END}",
    "without a class": "<div>\n\n## Inside\n\nText.\n\n</div>\n",
    "two classes": f"{DIV.format('box inner')}## Inside\n\nText.{END}",
    "around the whole": f"{DIV.format('box')}# Title\n\nText.\n\n## Inside\n\nMore.{END}",
    "never closed": f"{DIV.format('box')}## Inside\n\nText.\n",
    "never opened": f"## Inside\n\nText.{END}## After\n",
    "empty": f"Text.\n\n{DIV.format('box')}{END}",
    "with a style": '<div style="color: red" id="x">\n\n## Inside\n\nText.\n\n</div>\n',
    "with a style crossing": (
        '<div style="color: red" class="box">\n\nText.\n\n## Inside\n\n</div>\n\nMore.\n'
    ),
    "single quotes": "<div class='box'>\n\n## Inside\n\nText.\n\n</div>\n",
    "opened with more": '<div class="out"><p>Text.</p>\n\n</div>\n\nMore.\n',
    "section": '<section class="box">\n\n## Inside\n\nText.\n\n</section>\n',
    "in a list": f"- A\n\n  {DIV.format('box')}  B.\n\n  </div>\n\n- C\n",
    "on one line": '<div class="box">Text.</div>\n',
    "rule before the last section": "## One\n\nText.\n\n---\n\n## Last\n\nText.\n",
    "rule at the very end": "Text.\n\n---\n",
    "rules in a row": "Text.\n\n---\n\n---\n\n*Emphasis.*\n",
    "rule first": "---\n\nText.\n",
    "bold line and list": "**Protocol:**\n- One\n- Two\n",
    "bold line and numbers": "**Protocol:**\n1. One\n2. Two\n",
    "level skipped": "## Two\n\n#### Four\n\nText.\n",
}
#: Divisions that hold what Markdown made of their content.
CONTAINED = (
    *("around a heading", "from text into a section", "opened in a section", "two levels"),
    *(
        "nested",
        "two in a row",
        "two classes",
        "around the whole",
        "with a style crossing",
        "single quotes",
    ),
)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """One article for each body."""
    return {
        f"articles/{name.replace(' ', '-')}.md": article(body, title=name.title())
        for name, body in BODIES.items()
    }


@pytest.fixture(scope="module")
def html(make_shared_site: MakeSite, files: dict[str, str]) -> Build:
    """Their HTML."""
    return make_shared_site(files).build()


@pytest.mark.parametrize("name", BODIES)
def test_html_is_well_formed(html: Build, name: str) -> None:
    """An HTML parser finds nothing to repair."""
    parser = html5lib.HTMLParser()
    parser.parse(html.path(f"articles/{name.replace(' ', '-')}").read_bytes())
    assert [error for _, error, _ in parser.errors if "tag" in error or "eof" in error] == []


@pytest.mark.parametrize("name", CONTAINED)
def test_division_holds_its_content(html: Build, name: str) -> None:
    """What lay between the tags has the classes, and the tags themselves are gone."""
    page = html.html(f"articles/{name.replace(' ', '-')}")
    (article_,) = page.xpath('//article[@id="furo-main-content"]')
    for kind in ("box", "inner"):
        if kind in BODIES[name]:
            assert article_.find_class(kind), kind
    assert len(article_.xpath(".//h1")) == 1


@pytest.mark.parametrize("name", ["around a heading", "nested", "two classes", "single quotes"])
def test_division_around_a_heading_holds_it(html: Build, name: str) -> None:
    """A section that lies between the tags has the classes as a whole, heading and text."""
    page = html.html(f"articles/{name.replace(' ', '-')}")
    for kind in ("box", "inner"):
        if kind in BODIES[name]:
            (division,) = page.find_class(kind)
            assert len(division.xpath(".//h2")) == 1
            assert "Text." in division.text_content()
            assert "After" not in division.text_content()


def test_no_warnings(html: Build) -> None:
    """Only headings that skip a level, which is a mistake, are reported."""
    lines = [line for line in html.warnings.splitlines() if "level-skipped" not in line]
    assert [line for line in lines if "xref" not in line and "header" not in line] == []


def test_epub_is_well_formed(make_site: MakeSite, files: dict[str, str], tmp_path: Path) -> None:
    """Every document of the EPUB is XML."""
    build = make_site(files).build("epub", config={"version": "1"})
    (book,) = build.outdir.glob("*.epub")
    broken = []
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx")):
                try:
                    etree.fromstring(archive.read(name))
                except etree.XMLSyntaxError as error:
                    broken.append(f"{name}: {error}")
    assert broken == []


@pytest.mark.parametrize("name", ["bold line and list", "bold line and numbers"])
def test_list_under_a_bold_line(html: Build, name: str) -> None:
    """It is a list of two items."""
    page = html.html(f"articles/{name.replace(' ', '-')}")
    items = page.xpath("//section/p/following-sibling::*[1][self::ul or self::ol]/li")
    assert [item.text_content() for item in items] == ["One", "Two"]


@pytest.mark.parametrize("builder", ["latex", "text", "xml"])
def test_every_builder(make_site: MakeSite, files: dict[str, str], builder: str) -> None:
    """No builder stumbles over any of them."""
    build = make_site(files).build(builder)
    assert "ERROR" not in build.warnings
    assert "Traceback" not in build.warnings


def test_maths_written_with_characters(make_site: MakeSite) -> None:
    """Relations and operators may stand in formulas themselves, and words in them are words."""
    text = "$β ≤ π ≠ 3 → ∞$ and $b ∈ B \\text{, für ≥ 5}$.\n"
    config = {"myst_enable_extensions": ["dollarmath"]}
    build = make_site({"articles/one.md": article(text, slug="one")}).build("html", config=config)
    assert build.warnings == ""
    first, second = build.html("articles/one").xpath("//math")
    assert "".join(first.text_content().split()) == "β≤π≠3→∞"
    assert ", für ≥ 5" in second.text_content().replace("\xa0", " ")


def test_pictures_stay_as_they_are_on_the_web(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Browsers show WebP; what turns pictures into those of books is not even looked for."""
    monkeypatch.setenv("PATH", "")
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "WEBP")
    files = {"articles/a.md": article("![A square](square.webp)\n")}
    build = make_site({**files, "articles/square.webp": picture.getvalue()}).build()
    assert build.warnings == ""
    assert [path.name for path in (build.outdir / "_images").glob("square*")] == ["square.webp"]


def test_what_looks_like_the_theme_stays(make_site: MakeSite) -> None:
    """What is corrected in the theme's page is left alone in an author's raw HTML."""
    raw = (
        '<article><input type="checkbox" class="sidebar-toggle" id="__mine">'
        '<label aria-controls="mine">Mine</label><div class="header-right">Mine</div></article>'
    )
    announcement = {"announcement": "<article>Open day</article>"}
    config = {"html_theme_options": announcement, "kb_authors": "trusted"}
    build = make_site({"articles/a.md": article(raw + "\n", slug="a")}).build(config=config)
    page = build.path("articles/a").read_text(encoding="utf-8")
    assert "<article>Open day</article>" in page
    assert raw in page
    assert page.count("aria-controls") == 1
    assert '<aside class="sidebar-drawer" aria-label="Site"><input type="checkbox"' in page
