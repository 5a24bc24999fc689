"""A heading of the first level that does not come first is a section of the article."""

from __future__ import annotations

import json
import zipfile

import pytest
from lxml import etree

from tests.helpers.articles import article
from tests.helpers.sites import Build, MakeSite, Site

#: Bodies, the headings below that of the page as (level, text), and what stands above the first.
BODIES = {
    "below text": (
        "Intro.\n\n## Example\n\nOne.\n\n# Reference\n\nTwo.\n\n## Sub\n\nThree.\n",
        [(2, "Example"), (2, "Reference"), (3, "Sub")],
        "Intro.",
    ),
    "underlined": ("Intro.\n\nReference\n===\n\nTwo.\n", [(2, "Reference")], "Intro."),
    "below a picture": ("![Words](a.svg)\n\n# Reference\n\nTwo.\n", [(2, "Reference")], ""),
    "in a division": (
        '<div class="box">\n\n# Reference\n\nTwo.\n\n</div>\n',
        [(2, "Reference")],
        "",
    ),
    "below code": ("```\ncode\n```\n\n# Reference\n\nTwo.\n", [(2, "Reference")], "code"),
    "several": ("Intro.\n\n# A\n\nOne.\n\n# B\n\nTwo.\n", [(2, "A"), (2, "B")], "Intro."),
    "first": ("<!-- no -->\n\n# Own\n\nIntro.\n\n# B\n\nTwo.\n", [(2, "B")], "Intro."),
    "labelled": ("(label)=\n# Own\n\nIntro.\n\n## B\n\nTwo.\n", [(2, "B")], "Intro."),
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'


@pytest.fixture(scope="module")
def site(make_shared_site: MakeSite) -> Site:
    files = {
        f"articles/a{number}.md": article(body, slug=f"a{number}", title="The Title", excerpt="E")
        for number, (body, *_) in enumerate(BODIES.values())
    }
    return make_shared_site({**files, "articles/a.svg": SVG})


@pytest.fixture(scope="module", params=["html", "dirhtml"])
def build(site: Site, request: pytest.FixtureRequest) -> Build:
    return site.build(request.param)


def own_heading(name: str) -> str:
    return "Own" if name in {"first", "labelled"} else "The Title"


@pytest.mark.parametrize("name", BODIES)
def test_headings_of_the_page(build: Build, name: str) -> None:
    """The title is the page's only h1; the others follow it in their order, with their anchors."""
    assert build.warnings == ""
    _, headings, above = BODIES[name]
    page = build.html(f"articles/a{list(BODIES).index(name)}")
    (main,) = page.xpath("//article[@id='furo-main-content']")
    found = [
        (int(one.tag[1]), one.text)
        for one in main.xpath(".//h1|.//h2|.//h3")
        if not one.xpath("ancestor::*[contains(@class, 'kb-footer')]")
    ]
    assert found == [(1, own_heading(name)), *headings]
    for _, text in headings:
        assert main.xpath(f".//section[@id='{text.lower()}']")
    header = main.xpath("./section/*[contains(@class, 'kb-header')]")[0]
    before = "".join(one.text_content() for one in header.itersiblings(preceding=True))
    assert before.rstrip("¶") == own_heading(name)
    assert above in header.getnext().text_content()


@pytest.mark.parametrize("name", BODIES)
def test_nothing_is_missing_elsewhere(build: Build, name: str) -> None:
    """What stands above the heading is in the Markdown copy, the feed, llms-full and the JSON."""
    above = BODIES[name][2]
    slug = f"a{list(BODIES).index(name)}"
    feed = json.loads((build.outdir / "feed.json").read_text("utf-8"))
    (item,) = [item for item in feed["items"] if f"/{slug}" in item["url"]]
    data = json.loads((build.outdir / f"api/articles/{slug}.json").read_text("utf-8"))
    texts = (
        (build.outdir / f"articles/{slug}.md").read_text("utf-8"),
        (build.outdir / "llms-full.txt").read_text("utf-8"),
        item["content_html"],
        json.dumps(data),
    )
    for text in texts:
        assert above in text
        assert "Two." in text


def test_books(site: Site) -> None:
    """In books too, the title is the chapter and the rest lies below it."""
    tex = (site.build("latex").outdir / "book.tex").read_text("utf-8")
    assert tex.count(r"\chapter{The Title}") == len(BODIES) - 2
    assert r"\chapter{Reference}" not in tex
    book = site.build("epub", config={"version": "1"}).outdir / "book.epub"
    with zipfile.ZipFile(book) as archive:
        for name in archive.namelist():
            if "articles/a" in name:
                page = etree.fromstring(archive.read(name))
                assert len(page.findall(".//{*}h1")) == 1
