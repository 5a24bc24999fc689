"""Check the head of each page: metadata for search engines and social networks."""

from __future__ import annotations

import json
import re
from collections import Counter

from tests.helpers.published import (
    BASE,
    HOSTILE,
    graph,
    leads_to_a_file,
    pages,
    text,
)
from tests.helpers.sites import Build


def test_structured_data_of_every_page(built: Build) -> None:
    """Every document has one graph in which every reference has a target."""
    count = 0
    for path, page in pages(built):
        if not page.xpath("//meta[@property='og:url']"):
            assert path in {"search.html", "search/index.html"} or "noindex" in text(built, path)
            continue
        nodes = graph(page)
        ids = {node["@id"] for node in nodes.values()}
        dumped = json.dumps(list(nodes.values()))
        assert set(re.findall(r'\{"@id": "([^"]*)"\}', dumped)) <= ids
        assert {"WebSite", "Organization"} <= nodes.keys()
        count += 1
    assert count > 15


def test_structured_data_of_an_article(built: Build) -> None:
    """What Google's pages require of articles, in the author's own words, however hostile."""
    nodes = graph(built.html("articles/hostile"))
    node, page = nodes["Article"], nodes["MedicalWebPage"]
    assert "".join(node["headline"].split()) == "".join(HOSTILE.split())
    assert node["datePublished"] == "2024-03-01T00:00:00+00:00"
    assert node["dateModified"] == "2024-04-01T10:00:00+02:00"
    assert [(one["@type"], one["name"]) for one in node["author"]] == [
        ("Person", "Jane Doe"),
        ("Organization", "Test House Editors"),
        ("Person", "Ann and Bob, Jr"),
    ]
    assert nodes["Organization"]["name"] == "Test House"
    assert node["keywords"] == ["CRPS", "R & D"]
    assert node["wordCount"] > 10
    assert leads_to_a_file(built, node["image"]["url"])
    assert page["lastReviewed"] == "2024-05-01"
    assert page["reviewedBy"] == [{"@type": "Person", "name": "Ann & Bob"}]
    assert page["audience"] == [{"@type": "Audience", "audienceType": "Patients"}]
    (question,) = nodes["FAQPage"]["mainEntity"]
    assert question["name"] == "Is this a </script> question?"
    assert question["acceptedAnswer"]["text"] == "It is & an answer."
    trail = nodes["BreadcrumbList"]["itemListElement"]
    assert [one["position"] for one in trail] == list(range(1, len(trail) + 1))
    assert all(leads_to_a_file(built, one["item"]) for one in trail)


def test_structured_data_that_an_author_names(built: Build) -> None:
    """``schema`` of the front matter names type and properties."""
    node = graph(built.html("articles/elsewhere"))["NewsArticle"]
    assert node["dateline"] == "Bern"


def test_lists_are_collections(built: Build) -> None:
    """A list says which articles it has."""
    items = graph(built.html("tags/crps"))["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [one["name"] == "Plain" for one in items] == [False, True]
    assert all(leads_to_a_file(built, one["url"]) for one in items)


def test_heads_say_everything_once(built: Build) -> None:
    """Every page has all that engines and networks ask for, and nothing twice."""
    several = {"article:tag", "article:author"}
    complete = {
        *("description", "robots", "viewport", "og:type", "og:title", "og:description", "og:url"),
        *("og:site_name", "og:locale", "og:image", "og:image:alt", "twitter:card"),
        *("twitter:title", "twitter:description", "twitter:image", "twitter:site"),
    }
    for path, page in pages(built):
        names = Counter(
            name for tag in page.iter("meta") if (name := tag.get("name") or tag.get("property"))
        )
        assert {name for name, times in names.items() if times > 1} <= several, path
        assert len(page.xpath("//head/title")) == 1
        canonical = page.xpath("//link[@rel='canonical']/@href")
        if "og:url" in names:
            assert complete <= names.keys(), path
            assert len(canonical) == 1
            assert page.xpath("//meta[@property='og:image:width']")
        else:
            assert canonical == []
        for address in page.xpath("//meta[@property='og:image']/@content"):
            assert leads_to_a_file(built, address)


def test_what_authors_set_wins(built: Build) -> None:
    """``html_meta``, ``metaTitle``, ``ogTitle`` and ``canonicalUrl`` have the last word."""
    about = built.html("about")
    assert about.xpath("//meta[@name='description']/@content") == ["By hand"]
    assert about.xpath("//meta[@name='robots']/@content") == ["noindex"]
    elsewhere = built.html("articles/elsewhere")
    assert elsewhere.xpath("//link[@rel='canonical']/@href") == ["https://other.example/original"]
    assert elsewhere.xpath("//meta[@property='og:title']/@content") == ["For networks"]
    assert (elsewhere.findtext(".//title") or "").startswith("For engines - ")


def test_pages_name_their_feeds_and_their_markdown(built: Build) -> None:
    """``rel=alternate`` leads to the feeds of the page and to an article's Markdown."""
    tag = built.html("tags/crps").xpath("//link[@rel='alternate']/@href")
    assert [href.removeprefix(BASE) for href in tag] == [
        *("feed.xml", "rss.xml", "feed.json"),
        *("tags/crps/feed.xml", "tags/crps/rss.xml", "tags/crps/feed.json"),
    ]
    (markdown,) = built.html("articles/plain").xpath("//link[@type='text/markdown']/@href")
    assert markdown == f"{BASE}articles/plain.md"
