"""An article's page shows everything in its front matter, once and in its place."""

from __future__ import annotations

import lxml.html
import pytest

from tests.helpers.articles import article
from tests.helpers.images import PIXEL
from tests.helpers.sites import CONF, Build, MakeSite, Site

TAGS = ["tea", "brewing", "Green Tea", "water", "kettles", "tea culture"]
EXCERPT = "Most people know tea as a drink. This is about the leaf, the water and the time."

#: The shape in which this publication keeps its articles.
TEXT = f"""\
---
title: "Tea and Water: Beyond the Bag"
slug: "tea-and-water"
excerpt: "{EXCERPT}"
category: "KITCHEN_RESEARCH"
author: "Tea Society Editorial Team"
publishedAt: "2026-01-08"
featuredImage: "/images/articles/placeholder.jpg"
tags: ["tea", "brewing", "Green Tea", "water", "kettles", "tea culture"]
---

# Tea and Water: Beyond the Bag

When people hear of tea—they think of bags.

## Understanding Leaves

### The Shift

It involves:

**Hot water**: Leaves open

**Patience**: Nothing happens at once

**Typical Protocol:**
- Warm the pot
- Pour
- Wait

| Tea | Minutes |
|-----|---------|
| Green | 2 |

---

## Key Takeaways

1. Water matters.
2. Time matters.

---

*This article is for tea drinkers and is no advice on coffee.*
"""


@pytest.fixture(scope="module")
def site(make_shared_site: MakeSite) -> Site:
    """The article, unchanged, in an empty project."""
    return make_shared_site(
        {"articles/some name.md": TEXT, "images/articles/placeholder.jpg": PIXEL}
    )


@pytest.fixture(scope="module")
def html(site: Site) -> Build:
    """Its HTML."""
    build = site.build(config={"nitpicky": True})
    assert build.warnings == ""
    return build


@pytest.fixture(scope="module")
def page(html: Build) -> lxml.html.HtmlElement:
    """Its page."""
    return html.html("articles/tea-and-water")


def texts(page: lxml.html.HtmlElement, kind: str) -> list[str]:
    """The texts of all elements of a class."""
    return [" ".join(found.text_content().split()) for found in page.find_class(kind)]


def test_one_heading(page: lxml.html.HtmlElement) -> None:
    """The title is shown once, as the only ``h1``."""
    assert [one.text for one in page.xpath("//h1")] == ["Tea and Water: Beyond the Bag"]


def test_header(page: lxml.html.HtmlElement) -> None:
    """Category, excerpt, author, date, reading time and picture stand under the title."""
    (header,) = page.find_class("kb-header")
    assert header.xpath("preceding-sibling::*[1]/self::h1")
    assert texts(header, "kb-badge") == ["Kitchen Research"]
    assert texts(header, "kb-standfirst") == [EXCERPT]
    assert texts(header, "kb-authors") == ["By Tea Society Editorial Team"]
    assert texts(header, "kb-date") == ["January 8, 2026"]
    assert texts(header, "kb-time") == ["1 min read"]
    (picture,) = header.xpath(".//img")
    assert picture.get("src") == "../_images/featured/images/articles/placeholder.jpg"
    assert picture.get("alt") == ""


def test_terms_are_links(html: Build, page: lxml.html.HtmlElement) -> None:
    """Category, author and the six tags lead to their pages, where the article is listed."""
    (tags,) = page.find_class("kb-tags")
    assert [" ".join(tag.text_content().split()) for tag in tags.xpath("./li")] == TAGS
    (header,) = page.find_class("kb-header")
    targets = [link.get("href") for link in (*header.xpath(".//a"), *tags.xpath(".//a"))]
    slugs = ["tea", "brewing", "green-tea", "water", "kettles", "tea-culture"]
    assert targets == [
        "../categories/kitchen-research.html",
        "../authors/tea-society-editorial-team.html",
        *(f"../tags/{slug}.html" for slug in slugs),
    ]
    for target in targets:
        docname = target.removeprefix("../").removesuffix(".html")
        listed = html.html(docname).xpath('//ul[contains(@class, "kb-articles")]//a/@href')
        assert "../articles/tea-and-water.html" in listed


def test_key_takeaways_and_disclaimer(page: lxml.html.HtmlElement) -> None:
    """Both parts are set off, and the rules before them are no transitions at odd places."""
    (takeaways,) = page.find_class("kb-key-takeaways")
    assert takeaways.xpath("./h2")[0].text == "Key Takeaways"
    assert "tea drinkers" not in takeaways.text_content()
    (disclaimer,) = texts(page, "kb-disclaimer")
    assert disclaimer == "This article is for tea drinkers and is no advice on coffee."


def test_list_right_under_a_bold_line(page: lxml.html.HtmlElement) -> None:
    """It is a list and no run of text."""
    assert [one.text_content() for one in page.xpath("//section/ul[@class='simple']/li")] == [
        "Warm the pot",
        "Pour",
        "Wait",
    ]


@pytest.mark.parametrize("builder", ["dirhtml", "latex", "epub", "text", "xml"])
def test_other_builders(site: Site, builder: str) -> None:
    """Every builder takes the article without a warning and shows header and footer."""
    build = site.build(builder, fresh=True, config={"nitpicky": True, "version": "1"})
    assert build.warnings == ""
    if builder != "epub":
        name = {"dirhtml": "articles/tea-and-water/index.html", "latex": "book.tex"}
        suffix = {"text": "txt", "xml": "xml"}.get(builder)
        text = build.files()[name.get(builder, f"articles/tea-and-water.{suffix}")].decode()
        said = " ".join(text.split())
        words = ("Kitchen Research", "Tea Society", "January 8, 2026", "tea culture", "no advice")
        for word in words:
            assert word in said


def page_of(make_site: MakeSite, body: str, **front_matter: object) -> tuple[Build, list[str]]:
    """The build of an article and its page's ``h1``."""
    text = article(body, title="The Title", slug="one", **front_matter)
    build = make_site({"articles/a.md": text}).build(config={"nitpicky": True})
    return build, [one.text for one in build.html("articles/one").xpath("//h1")]


@pytest.mark.parametrize(
    ("body", "heading"),
    [
        ("# The Title\n\nText.\n", "The Title"),
        ("# Another Heading\n\nText.\n", "Another Heading"),
        ("Text.\n", "The Title"),
        ("", "The Title"),
        ("## Section\n\nText.\n", "The Title"),
        ("Text.\n\n# Later\n\nMore.\n", "The Title"),
        ("# First\n\nA.\n\n# Second\n\nB.\n\n## Below\n\n# Third\n", "First"),
        ("Setext\n======\n\nText.\n", "Setext"),
    ],
)
def test_one_h1(make_site: MakeSite, body: str, heading: str) -> None:
    """Repeated, different, missing, late or several: a page has exactly one ``h1``."""
    build, headings = page_of(make_site, body)
    assert build.warnings == ""
    assert headings == [heading]
    assert len(build.html("articles/one").find_class("kb-header")) == 1
    listed = build.html("articles/index").find_class("kb-title")
    assert [one.text_content() for one in listed] == ["The Title"]


@pytest.mark.parametrize("body", ["{nonsense}`x`\n", "# Heading\n\n{nonsense}`x`\n"])
@pytest.mark.parametrize("more", [{}, {"orphan": True, "myst": {"enable_extensions": []}}])
def test_warnings_keep_their_lines(make_site: MakeSite, body: str, more: dict[str, object]) -> None:
    """A line of the article is that line in every warning, heading or not, whatever is on top."""
    text = article(f"{body}", **more)
    line = text.split("\n").index("{nonsense}`x`") + 1
    build = make_site({"articles/a.md": text}).build()
    assert f"articles/a.md:{line}: WARNING: there is no role" in build.warnings


def test_front_matter_of_myst_is_passed_on(make_site: MakeSite) -> None:
    """``myst`` and ``substitutions`` work; nothing else of the front matter reaches the page."""
    body = "Hello {{ name }}, $5.\n"
    more = {
        "myst": {"enable_extensions": ["substitution"], "substitutions": {"name": "World"}},
        "abstract": "An abstract that MyST would print.",
    }
    text = article(body, **more)
    build = make_site({"articles/a.md": text}).build(config={"kb_extra_keys": ["abstract"]})
    assert build.warnings == ""
    page = build.html("articles/a").text_content()
    assert "Hello World, $5." in page
    assert "An abstract" not in page


def test_review_and_update(make_site: MakeSite) -> None:
    """The byline says when an article was updated and who reviewed it."""
    build, _ = page_of(
        make_site,
        "Text.\n",
        updatedAt="2024-02-03",
        reviewedBy=["The Board"],
        reviewedAt="2024-03-04",
    )
    page = build.html("articles/one")
    assert texts(page, "kb-updated") == ["Updated February 3, 2024"]
    assert texts(page, "kb-reviewed") == ["Reviewed March 4, 2024 by The Board"]


def test_series_and_neighbours(make_site: MakeSite) -> None:
    """The parts of a series are numbered links; newer and older stay in the category."""
    files = {
        f"articles/{name}.md": article(
            title=name.upper(), publishedAt=f"2025-01-0{day}", series=series, category=category
        )
        for name, day, series, category in (
            *(("a", 1, "S", "X"), ("b", 2, "S", "X"), ("c", 3, None, "Y"), ("d", 4, "S", "X")),
        )
    }
    build = make_site(files).build(config={"nitpicky": True})
    assert build.warnings == ""
    page = build.html("articles/b")
    parts = page.xpath('//div[contains(@class, "kb-series")]//ol/li')
    assert [part.text_content().strip() for part in parts] == ["A", "B", "D"]
    assert [part.xpath(".//a/@href") for part in parts] == [["a.html"], [], ["d.html"]]
    (neighbours,) = page.find_class("kb-neighbours")
    assert neighbours.xpath(".//a/@href") == ["d.html", "a.html"]
    assert not build.html("articles/c").find_class("kb-neighbours")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ({"default": "D", "patients": "P", "NEWS": "N"}, ["N"]),
        ({"default": "D", "patients": "P"}, ["P"]),
        ({"default": "D"}, ["D"]),
        ({"OTHER": "O"}, []),
    ],
)
def test_disclaimer_of_the_site(
    make_site: MakeSite, text: dict[str, str], shown: list[str]
) -> None:
    """``kb_disclaimers``: the category's, else the audience's, else the default one."""
    conf = f"{CONF}kb_disclaimers = {text!r}\n"
    site = make_site({"conf.py": conf, "articles/a.md": article(audience="patients")})
    build = site.build()
    assert build.warnings == ""
    assert texts(build.html("articles/a"), "kb-disclaimer") == shown


def test_dates_are_marked_for_programs(make_site: MakeSite) -> None:
    """Every date on a page is a ``<time>`` with its day, in headers and lists of any layout."""
    layouts = "\n\n".join(
        f"```{{articles}}\n:layout: {layout}\n```"
        for layout in ("cards", "list", "table", "compact")
    )
    dates = {
        "publishedAt": "2024-03-01T23:30:00-05:00",
        "updatedAt": "2024-04-02",
        "reviewedAt": "2024-05-03",
        "reviewedBy": "Some Body",
    }
    site = make_site({"index.md": f"# Home\n\n{layouts}\n", "articles/a.md": article(**dates)})
    build = site.build()
    header = build.html("articles/a").find_class("kb-byline")[0]
    assert [one.get("datetime") for one in header.iter("time")] == [
        "2024-03-01",
        "2024-04-02",
        "2024-05-03",
    ]
    assert "Reviewed May 3, 2024 by Some Body" in header.text_content()
    for docname, count in (("index", 4), ("articles/index", 1), ("categories/news", 1)):
        page = build.html(docname)
        found = page.xpath("//time[@datetime='2024-03-01' and .='March 1, 2024']")
        assert len(found) == count, docname
        assert page.text_content().count("March 1, 2024") == count, docname
    for builder in ("epub", "latex", "text"):
        assert site.build(builder, config={"version": "1"}).warnings == ""


@pytest.mark.parametrize("builder", ["html", "epub", "latex"])
def test_a_computed_excerpt_is_not_read_twice(make_site: MakeSite, builder: str) -> None:
    """Lists and metadata have it; above the paragraph that it is taken from it is not printed."""
    computed, written = "Computed from here.", "Written by hand."
    site = make_site(
        {
            "articles/a.md": article(f"{computed}\n", slug="a"),
            "articles/b.md": article("Body.\n", slug="b", excerpt=written),
        }
    )
    build = site.build(builder, config={"version": "1"})
    if builder == "html":
        assert build.html("articles/a").find_class("kb-standfirst") == []
        paragraphs = [one.text_content() for one in build.html("articles/a").iter("p")]
        assert paragraphs.count(computed) == 1
        assert (build.outdir / "articles/a.md").read_text("utf-8").count(computed) == 1
        assert computed in build.html("articles/index").text_content()
        (description,) = build.html("articles/a").xpath("//meta[@name='description']/@content")
        assert description == computed
        (standfirst,) = build.html("articles/b").find_class("kb-standfirst")
        assert standfirst.text_content() == written
    elif builder == "latex":
        (book,) = (data for name, data in build.files().items() if name.endswith("book.tex"))
        assert book.decode().count(computed) == 1
        assert book.decode().count(written) == 1
