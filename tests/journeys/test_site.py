"""Build this repository's own site: no warning from any builder, and nothing is lost."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import lxml.html
import pytest
import yaml

from tests.helpers import contents
from tests.helpers.own_site import OwnSite
from tests.helpers.tools import ROOT, require

HTML_BUILDERS = ("html", "dirhtml")


@pytest.mark.parametrize("builder", [*HTML_BUILDERS, "latex", "epub"])
def test_clean(own_site: OwnSite, builder: str) -> None:
    """No warning, with ``-n`` too."""
    if builder == "latex":
        require("rsvg-convert")  # without it a book has no drawings, and says so
    assert own_site.warnings(builder) == ""


@cache
def parsed(path: Path) -> lxml.html.HtmlElement:
    """The page at a path, which is parsed once for all links that lead to it."""
    return lxml.html.document_fromstring(path.read_bytes().decode())


def articles() -> list[dict[str, object]]:
    """The front matter of every article that is published."""
    found = []
    for path in sorted((ROOT / "articles").rglob("*.md")):
        front_matter = yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
        date = str(front_matter.get("publishedAt", "9"))
        if not front_matter.get("draft") and date < "2026-11":
            found.append(front_matter)
    return found


@pytest.mark.parametrize("builder", HTML_BUILDERS)
def test_every_article_is_whole_in_markdown(own_site: OwnSite, builder: str) -> None:
    """Words, links, pictures, headings, lists, tables, code, formulas and notes are all there."""
    folder = own_site.output(builder) / "api" / "articles"
    for one in articles():
        path = folder / f"{one['slug']}.json"
        article = json.loads(path.read_bytes())
        html, markdown = article["content_html"], article["content_markdown"]
        assert contents.of_markdown(markdown) == contents.of_html(html), path


def listed(page: Path) -> str:
    """The addresses of the articles that a page lists."""
    lists = parsed(page).xpath('//ul[contains(@class, "kb-articles")]')
    return " ".join(href for one in lists for href in one.xpath(".//@href"))


def test_every_article_is_where_it_belongs(own_site: OwnSite) -> None:
    """On its own page, in its category and under each of its tags, with one ``h1``."""
    folder = own_site.output("html")
    assert len(articles()) >= 14
    for one in articles():
        page = folder / "articles" / f"{one['slug']}.html"
        assert len(parsed(page).xpath("//h1")) == 1
        (header,) = parsed(page).find_class("kb-header")
        (footer,) = parsed(page).find_class("kb-footer")
        category = header.find_class("kb-badge")[0].get("href")
        tags = footer.xpath('.//ul[contains(@class, "kb-tags")]//@href')
        assert len(tags) == len(set(map(str, one["tags"])))  # type: ignore[call-overload]
        for target in (category, *tags):
            assert f"articles/{one['slug']}.html" in listed((page.parent / target).resolve())
        assert parsed(page).find_class("kb-disclaimer"), one["slug"]


def test_categories() -> None:
    """The publication has articles in at least five of its categories."""
    assert len({one["category"] for one in articles()}) >= 5


def test_nothing_of_drafts(own_site: OwnSite) -> None:
    """The draft and the future article of the repository are in no output."""
    hidden = []
    for path in (ROOT / "articles").rglob("*.md"):
        front_matter = yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
        if front_matter.get("draft") or str(front_matter["publishedAt"]) > "2027":
            hidden += [front_matter["slug"].encode(), front_matter["title"].encode()]
    assert len(hidden) >= 4
    for builder in (*HTML_BUILDERS, "latex"):
        for path in own_site.output(builder).rglob("*"):
            data = path.read_bytes() if path.is_file() else b""
            assert not any(secret in data for secret in hidden), path
