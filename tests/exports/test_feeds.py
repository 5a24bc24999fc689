"""Validate feeds against their schemas, and find in each what authors wrote."""

from __future__ import annotations

import html
import json
import re
import warnings
from pathlib import Path
from typing import Any

import feedparser
import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from tests.helpers.published import (
    FILES,
    HOSTILE,
    load,
    text,
)
from tests.helpers.sites import Build, MakeSite

SCHEMAS = Path(__file__).with_name("schemas")


def feed_of(element: etree._Element) -> bool:
    return etree.QName(element).localname == "feed"


def test_atom_follows_its_grammar(built: Build) -> None:
    """Every Atom feed is valid by RFC 4287's own grammar."""
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    feeds = sorted(built.outdir.rglob("feed.xml"))
    assert len(feeds) == 1 + 1 + 2 + 3  # the site, a category, two tags, three authors
    for feed in feeds:
        document = etree.parse(feed)
        assert grammar.validate(document), grammar.error_log
        ids = document.findall(".//{*}entry/{*}id")
        assert len({one.text for one in ids}) == len(ids)
        # What section 4.1 says in words: one page, and for a feed its own address.
        for element in (document.getroot(), *document.findall("{*}entry")):
            relations = [link.get("rel", "") for link in element.findall("{*}link")]
            assert sorted(relations) == (
                ["alternate", "self"] if feed_of(element) else ["alternate"]
            )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<updated>.*?</updated>", ""),
        ("<updated>(.*?)T.*?</updated>", r"<updated>\1</updated>"),
        (r"<updated>(.*?)\+.*?</updated>", r"<updated>\1</updated>"),
        ("<id>.*?</id>", ""),
        ("<title>.*?</title>", ""),
        ("(<title>.*?</title>)", r"\1\1"),
        ("<name>.*?</name>", ""),
        ("<summary>", '<summary type="xhtml">'),
        ('term="', 'name="'),
        ('href="https', 'address="https'),
        ('type="text/html"', 'type="html"'),
        ('xml:lang="en"', 'xml:lang="pt_BR"'),
        ("<published>", "<created/><published>"),
        ("(<generator>.*?</generator>)(.*)(</feed>)", r"\2\1\3"),
    ],
)
def test_the_grammar_of_atom_rejects_mistakes(built: Build, old: str, new: str) -> None:
    """Each mistake, made at its first place in a feed, is one to the grammar."""
    grammar = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
    right = text(built, "feed.xml")
    wrong = re.sub(old, new, right, count=1, flags=re.DOTALL)
    assert wrong != right
    assert not grammar.validate(etree.fromstring(wrong.encode()))


def test_feeds_say_what_authors_wrote(built: Build) -> None:
    """Readers get titles, excerpts, dates and tags as they were typed, and absolute links."""
    shown = "".join(HOSTILE.replace("\u2028", " ").split())
    for name in ("feed.xml", "rss.xml"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            feed = feedparser.parse((built.outdir / name).read_bytes(), sanitize_html=False)
        assert not feed.bozo
        (entry,) = [one for one in feed.entries if "hostile" in one.link]
        assert "".join(html.unescape(entry.title).split()) == shown
        assert entry.published_parsed[:3] == (2024, 3, 1)
        assert {tag.term for tag in entry.tags} >= {"CRPS", "R & D"}
        content = entry.content[0].value
        assert not re.search(r'(?:href|src)="(?!https?:)', content)
        assert "headerlink" not in content
        assert "<h2>Frequently Asked Questions</h2>" in content
    feed = feedparser.parse((built.outdir / "feed.xml").read_bytes())
    assert feed.feed.updated == "2024-04-01T10:00:00+02:00"


def test_json_feeds_follow_their_schema(built: Build) -> None:
    """Every JSON feed has what JSON Feed 1.1 requires and nothing that it does not know."""
    validator = Draft202012Validator(json.loads((SCHEMAS / "json_feed.json").read_text("utf-8")))
    feeds = sorted(built.outdir.rglob("feed.json"))
    assert len(feeds) == 7
    for feed in feeds:
        value = json.loads(feed.read_bytes())
        validator.validate(value)
        assert feed.read_text("utf-8") == json.dumps(value, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize(
    ("name", "entry", "key"),
    [
        ("feed.xml", "{http://www.w3.org/2005/Atom}entry", "{http://www.w3.org/2005/Atom}id"),
        ("rss.xml", "channel/item", "guid"),
    ],
)
def test_an_article_is_the_same_in_every_feed(
    built: Build, name: str, entry: str, key: str
) -> None:
    """Whoever reads several feeds knows an article again, and every feed has its own whole."""
    feeds = [etree.parse(feed).getroot() for feed in sorted(built.outdir.rglob(name))]
    entries = [one for feed in feeds for one in feed.findall(entry)]
    told = {(one.findtext(key), etree.tostring(one, method="c14n").strip()) for one in entries}
    assert len(feeds) == 7
    assert len(entries) > len(told) == len({identifier for identifier, _ in told})


@pytest.mark.parametrize(
    "mistake",
    [
        {"version": "https://jsonfeed.org/version/1"},
        {"title": None},
        {"feed_url": "feed.json"},
        {"language": "pt_BR"},
        {"author": {"name": "Singular"}},
        {"authors": [{}]},
        {"items": [{"url": "https://a.example", "content_text": "No id."}]},
        {"items": [{"id": "1"}]},
        {"items": [{"id": 1, "content_text": "A number."}]},
        {"items": [{"id": "1", "content_text": "", "date_published": "2024-01-01"}]},
        {"items": [{"id": "1", "content_text": "", "tags": "one"}]},
    ],
)
def test_the_schema_of_json_feeds_rejects_mistakes(built: Build, mistake: dict[str, Any]) -> None:
    """Each mistake is one to the schema."""
    validator = Draft202012Validator(json.loads((SCHEMAS / "json_feed.json").read_text("utf-8")))
    assert not validator.is_valid({**load(built, "feed.json"), **mistake})


def test_excerpts_in_feeds(make_site: MakeSite) -> None:
    """Feeds hold as many articles as they are told to, and excerpts if they are."""
    config = {"kb_feed_content": "excerpt", "kb_feed_limit": 2}
    items = load(make_site(FILES).build(config=config), "feed.json")["items"]
    assert len(items) == 2
    assert all("content_html" not in item and item["content_text"] for item in items)
