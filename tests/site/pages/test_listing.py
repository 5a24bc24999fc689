"""Check the ``{articles}`` and ``{kb-terms}`` directives, with every layout and option."""

from __future__ import annotations

from collections.abc import Mapping

import lxml.html
import pytest

from tests.helpers.articles import article
from tests.helpers.images import PIXEL
from tests.helpers.sites import Build, MakeSite, Site

ARTICLES = {
    "articles/a.md": article(
        title="Alpha", publishedAt="2025-01-04", tags=["x", "y"], category="CASE_REPORTS"
    ),
    "articles/b.md": article(
        title="bravo", publishedAt="2025-01-03", tags=["x"], featured=True, weight=2, author="Team"
    ),
    "articles/c.md": article(
        title="Charlie",
        publishedAt="2025-01-02",
        featured=True,
        weight=1,
        series="S",
        seriesOrder=2,
        featuredImage="/p.jpg",
        featuredImageAlt="A pixel",
        relatedArticles=["a"],
    ),
    "articles/d.md": article(
        title="Delta", publishedAt="2025-01-01", series="S", seriesOrder=1, audience="patients"
    ),
    "p.jpg": PIXEL,
}


def directive(name: str, options: Mapping[str, object], argument: str = "") -> str:
    """A directive as Markdown."""
    lines = [f":{key}: {value}".rstrip() for key, value in options.items()]
    return "\n".join([f"```{{{name}}} {argument}".rstrip(), *lines, "```"])


#: Options of a list, and the slugs that it shows in their order.
LISTS: tuple[tuple[dict[str, object], str], ...] = (
    ({}, "abcd"),
    ({"category": "NEWS"}, "bcd"),
    ({"category": "case reports"}, "a"),
    ({"tag": "x"}, "ab"),
    ({"tag": "x", "category": "NEWS"}, "b"),
    ({"author": "Team"}, "b"),
    ({"audience": "patients"}, "d"),
    ({"series": "S"}, "dc"),
    ({"featured": ""}, "cb"),
    ({"limit": 2}, "ab"),
    ({"sort": "oldest"}, "dcba"),
    ({"sort": "title"}, "abcd"),
    ({"sort": "weight"}, "cbad"),
    ({"related": "c", "limit": 1}, "a"),
)
LAYOUTS = ("cards", "list", "table", "compact")


@pytest.fixture(scope="module")
def site(make_shared_site: MakeSite) -> Site:
    """A page with every list and every layout."""
    lists = [
        directive("articles", {**options, "class": f"no-{n}"})
        for n, (options, _) in enumerate(LISTS)
    ]
    layouts = [directive("articles", {"layout": one, "class": f"as-{one}"}) for one in LAYOUTS]
    terms = [
        directive("kb-terms", {"layout": one, "class": f"terms-{one}"}, "tags")
        for one in ("cards", "cloud", "list")
    ]
    limited = directive("kb-terms", {"limit": 1, "class": "limited"}, "tags")
    index = "\n\n".join(["# Home", *lists, *layouts, *terms, limited])
    return make_shared_site({"index.md": index, **ARTICLES})


@pytest.fixture(scope="module")
def html(site: Site) -> Build:
    """Its HTML."""
    build = site.build(config={"nitpicky": True})
    assert build.warnings == ""
    return build


@pytest.fixture(scope="module")
def page(html: Build) -> lxml.html.HtmlElement:
    """That page."""
    return html.html("index")


def slugs(listed: lxml.html.HtmlElement) -> str:
    """The one-letter slugs that a list leads to."""
    hrefs = listed.xpath('.//a[starts-with(@href, "articles/")]/@href')
    return "".join(href.removeprefix("articles/").removesuffix(".html") for href in hrefs)


@pytest.mark.parametrize("number", range(len(LISTS)))
def test_options(page: lxml.html.HtmlElement, number: int) -> None:
    """Options add up and order the list."""
    (found,) = page.find_class(f"no-{number}")
    assert slugs(found) == LISTS[number][1]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(page: lxml.html.HtmlElement, layout: str) -> None:
    """Every layout shows every article, is a list or a table, and says what it is."""
    tag = "table" if layout == "table" else "ul"
    (found,) = page.xpath(f'//{tag}[contains(@class, "as-{layout}")]')
    assert f"kb-{layout}" in found.get("class").split()
    assert slugs(found) == "abcd"
    text = found.text_content()
    assert "January 4, 2025" in text
    assert ("Case Reports" in text) == (layout != "compact")
    assert ("A paragraph of text." in text) == (layout in {"cards", "list"})
    pictures = found.xpath(".//img/@src")
    assert pictures == (["_images/featured/p.jpg"] if layout == "cards" else [])


def test_card_picture_is_decorative(page: lxml.html.HtmlElement) -> None:
    """The title beside it is the link: the alternative text would only repeat it."""
    (found,) = page.find_class("as-cards")
    assert found.xpath(".//img/@alt") == [""]


def test_term_layouts(page: lxml.html.HtmlElement) -> None:
    """Terms with the number of their articles as cards, cloud or list; the most used first."""
    for layout in ("cards", "cloud", "list"):
        (found,) = page.find_class(f"terms-{layout}")
        items = [" ".join(item.text_content().split()) for item in found.xpath("./li")]
        counts = ("2", "1") if layout == "cloud" else ("2 articles", "1 article")
        assert items == [f"x {counts[0]}", f"y {counts[1]}"]
        assert found.xpath(".//a/@href") == ["tags/x.html", "tags/y.html"]
    sizes = [item.get("class") for item in page.find_class("terms-cloud")[0].xpath("./li")]
    assert sizes == ["kb-word kb-size-5", "kb-word kb-size-1"]
    assert page.find_class("limited")[0].xpath(".//a/text()|.//a/span/text()") == ["x"]


@pytest.mark.parametrize("builder", ["latex", "epub", "text", "xml", "singlehtml", "dirhtml"])
def test_every_builder(site: Site, builder: str) -> None:
    """Lists work in every output without a warning."""
    build = site.build(builder, fresh=True, config={"nitpicky": True, "version": "1"})
    assert build.warnings == ""


def test_related_of_the_page_itself(make_site: MakeSite) -> None:
    """Without a value ``related`` is about the article that it stands in."""
    body = directive("articles", {"related": "", "class": "here"})
    files = {**ARTICLES, "articles/e.md": article(body, relatedArticles=["d", "b"])}
    build = make_site(files).build(config={"nitpicky": True, "kb_related_limit": 2})
    assert build.warnings == ""
    hrefs = build.html("articles/e").find_class("here")[0].xpath('.//p[@class="kb-title"]//@href')
    assert hrefs == ["d.html", "b.html"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (directive("articles", {"layout": "card"}), '"card" unknown; choose from "cards", "list"'),
        (directive("articles", {"sort": "new"}), '"new" unknown; choose from "newest", "oldest"'),
        (directive("articles", {"limit": 0}), "must be positive"),
        (directive("articles", {"limit": "many"}), "many"),
        (directive("articles", {"tag": ""}), "tag"),
        (directive("articles", {"tags": "x"}), "tags"),
        (directive("kb-terms", {}, "tag"), '"tag" unknown; choose from "categories", "tags"'),
        (directive("kb-terms", {"layout": "table"}, "tags"), '"table" unknown; choose from'),
        (directive("kb-page", {}), "{kb-page} only works on the page of a category"),
    ],
)
def test_wrong_values(make_site: MakeSite, text: str, message: str) -> None:
    """A value that is none is reported where it stands, and the rest of the page is built."""
    site = make_site({"index.md": f"# Home\n\n{text}\n\nThe end.\n", **ARTICLES})
    build = site.build()
    assert build.warnings.startswith(("index.md:3: ", "index.md:4: "))
    assert message in build.warnings
    assert "The end." in build.html("index").text_content()


def test_empty_list(make_site: MakeSite) -> None:
    """A list of nothing is nothing, and an empty knowledge base builds."""
    index = "# Home\n\n" + directive("articles", {}) + "\n\n" + directive("kb-terms", {}, "tags")
    build = make_site({"index.md": index}).build(config={"nitpicky": True})
    assert build.warnings == ""
    assert not build.html("index").find_class("kb-articles")
