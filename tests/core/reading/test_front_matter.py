"""Check the front matter: one test for each row of the table of keys, right and wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.model import Position, Source
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.core.reading.dates import Duration
from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.schema import (
    CONTRACT,
    IGNORED_KEYS,
    SINGULAR_AUTHOR,
    AuthorEntry,
    FrontMatter,
    json_schema,
)
from sphinx_knowledge_base.core.reading.source import read_source

RULES = ReadingRules()
ARTICLE = Path(__file__).parent / "fixtures" / "article.md"
REQUIRED = {"title": "Foo", "category": "NEWS", "publishedAt": "2026-01-08"}


def read(text: str | bytes, rules: ReadingRules = RULES, path: str = "articles/foo.md") -> Source:
    return read_source(path, text if isinstance(text, bytes) else text.encode(), rules)


def article(*lines: str, without: str = "") -> str:
    """Return an article whose required keys come first, on lines 2 to 4."""
    required = [f"{key}: {value}" for key, value in REQUIRED.items() if key != without]
    return "\n".join(["---", *required, *lines, "---", "", "Text.", ""])


def front_matter(*lines: str, without: str = "", rules: ReadingRules = RULES) -> FrontMatter:
    """Return what an article without problems says."""
    source = read(article(*lines, without=without), rules)
    assert messages(source) == []
    assert source.front_matter is not None
    return source.front_matter


def messages(source: Source) -> list[str]:
    return [str(problem) for problem in source.problems]


def test_article_with_the_shape_of_the_source_is_read_whole() -> None:
    """The contract's own block, unchanged, is a valid article."""
    source = read_source("articles/a.md", ARTICLE.read_bytes(), RULES)
    assert messages(source) == []
    found = source.front_matter
    assert found is not None
    assert found.title == "Sleep and Shift Work: What a Body Clock Can Bear"
    assert found.slug == "sleep-and-shift-work"
    assert found.excerpt.startswith("Night work moves sleep")
    assert found.category == "OCCUPATIONAL_HEALTH"
    assert found.authors == (AuthorEntry(name="Example Editorial Team"),)
    assert found.published_at == datetime(2026, 1, 8, tzinfo=UTC)
    assert found.featured_image == "/images/articles/placeholder.jpg"
    assert found.tags[2:4] == ("REM", "light")
    assert source.positions["category"] == Position(5, 11)
    assert source.positions["tags.1"] == Position(9, 17)
    assert source.body is not None
    assert source.body.heading == found.title
    assert source.body.heading_line == 12
    assert source.body.first_paragraph == "A body clock runs for about a day—and light sets it."


RIGHT = [
    ("slug: chronic-pain_2", "slug", "chronic-pain_2"),
    ("slug: ελληνικά", "slug", "ελληνικά"),
    ("slug: 2026", "slug", "2026"),
    ("slug:", "slug", "foo"),
    ("excerpt: |\n  Two\n  lines", "excerpt", "Two lines"),
    ("author: Team", "authors", (AuthorEntry(name="Team"),)),
    ("authors: [A, B]", "authors", (AuthorEntry(name="A"), AuthorEntry(name="B"))),
    ("author: A\nauthors: [B]", "authors", (AuthorEntry(name="A"), AuthorEntry(name="B"))),
    (
        "authors:\n- {name: A, url: https://a.example, credentials: MD}",
        "authors",
        (AuthorEntry(name="A", url="https://a.example", credentials="MD"),),
    ),
    ("author: {name: A, bio: Writes.}", "authors", (AuthorEntry(name="A", bio="Writes."),)),
    (
        "updatedAt: 2026-02-01 10:41:06 +0100",
        "updated_at",
        datetime(2026, 2, 1, 10, 41, 6, tzinfo=timezone(timedelta(hours=1))),
    ),
    ("expiresAt: '2027-01-01'", "expires_at", datetime(2027, 1, 1, tzinfo=UTC)),
    ("featuredImage: /images/a.jpg", "featured_image", "/images/a.jpg"),
    ("featuredImage: images/a b.jpg", "featured_image", "images/a b.jpg"),
    ("featuredImage: https://a.example/b.jpg", "featured_image", "https://a.example/b.jpg"),
    ("featuredImage:", "featured_image", None),
    ("featuredImageAlt: ''", "featured_image_alt", ""),
    ("featuredImageAlt: A night shift", "featured_image_alt", "A night shift"),
    ("tags: CRPS", "tags", ("CRPS",)),
    ("tags: ['a, b', c]", "tags", ("a, b", "c")),
    ("tags: [2020, yes, 1.50, a/b]", "tags", ("2020", "yes", "1.50", "a/b")),
    ("tags: []", "tags", ()),
    ("audience: patients", "audience", ("patients",)),
    ("audience: [patients, practitioners]", "audience", ("patients", "practitioners")),
    ("keywords: [RSD]", "keywords", ("RSD",)),
    ("relatedArticles: [crps, sleep]", "related_articles", ("crps", "sleep")),
    ("series: Basics", "series", "Basics"),
    ("seriesOrder: 2", "series_order", 2),
    ("aliases: [/old/foo, /blog/2020/foo.html]", "aliases", ("/old/foo", "/blog/2020/foo.html")),
    ("canonicalUrl: https://a.example/foo", "canonical_url", "https://a.example/foo"),
    ("metaTitle: T", "meta_title", "T"),
    ("metaDescription: D", "meta_description", "D"),
    ("ogTitle: T", "og_title", "T"),
    ("ogDescription: D", "og_description", "D"),
    ("ogImage: /a.png", "og_image", "/a.png"),
    ("twitterCard: summary_large_image", "twitter_card", "summary_large_image"),
    (
        "schema: {type: MedicalWebPage, about: [pain], version: 2}",
        "structured_data",
        {"type": "MedicalWebPage", "about": ["pain"], "version": 2},
    ),
    ("featured: yes", "featured", True),
    ("weight: -1.5", "weight", -1.5),
    ("draft: false", "draft", False),
    ("draft: 'true'", "draft", True),
    ("author: 3rd Ward Clinic", "authors", (AuthorEntry(name="3rd Ward Clinic"),)),
    ("reviewedBy: Dr Example", "reviewed_by", ("Dr Example",)),
    ("reviewedAt: 2026-01-09", "reviewed_at", datetime(2026, 1, 9, tzinfo=UTC)),
    ("reviewEvery: 24 months", "review_every", Duration(months=24)),
    ("readingTime: 5 min", "extra", {}),
    ("wordCount: {about: 900}", "extra", {}),
    ("orphan: true", "passed_on", {"orphan": True}),
    ("tocdepth: 2", "passed_on", {"tocdepth": 2}),
    ("no-search:", "passed_on", {"no-search": None}),
    ("myst: {html_meta: {a: b}}", "passed_on", {"myst": {"html_meta": {"a": "b"}}}),
    (
        "html_theme.sidebar_secondary.remove: true",
        "passed_on",
        {"html_theme.sidebar_secondary.remove": True},
    ),
    ("substitutions: {k: v}", "passed_on", {"substitutions": {"k": "v"}}),
    ("numbering: false", "passed_on", {"numbering": False}),
]


@pytest.mark.parametrize(("lines", "name", "value"), RIGHT)
def test_right_value(lines: str, name: str, value: object) -> None:
    """A value that the contract allows is read without a word."""
    assert getattr(front_matter(*lines.split("\n")), name) == value


REQUIRED_RIGHT = [
    ("title: 2026", "title", "2026"),
    ("title: yes", "title", "yes"),
    ("title: >\n  Folded\n\n  title", "title", "Folded title"),
    ("title: </title><script>", "title", "</title><script>"),
    ("title: '日本語　題名'", "title", "日本語　題名"),
    ("category: CLINICAL_RESEARCH", "category", "CLINICAL_RESEARCH"),
    ("category: Clinical Research", "category", "Clinical Research"),
    ("publishedAt: '2026-01-08'", "published_at", datetime(2026, 1, 8, tzinfo=UTC)),
    ("publishedAt: 2026-01-08T09:30Z", "published_at", datetime(2026, 1, 8, 9, 30, tzinfo=UTC)),
    (
        "publishedAt: 2009-12-25 10:41:06 +0000",
        "published_at",
        datetime(2009, 12, 25, 10, 41, 6, tzinfo=UTC),
    ),
]


@pytest.mark.parametrize(("lines", "name", "value"), REQUIRED_RIGHT)
def test_right_required_value(lines: str, name: str, value: object) -> None:
    """What the author typed is kept, also where YAML would make a number or a truth value of it."""
    key = lines.partition(":")[0]
    assert getattr(front_matter(*lines.split("\n"), without=key), name) == value


SLUG_RULE = "may hold only lower-case letters, digits, '-' and '_'"
IMAGE_RULE = "must be a path inside the site or an https URL [kb.image]"
ALIAS_RULE = "must be a path of this site, such as '/old/address' [kb.alias]"
#: Line 5 of an article, and what is said of it.
WARNINGS = [
    ("excerpt: {a: b}", "5:10: excerpt must be text, not a mapping [kb.key]"),
    ("author: [A, '']", "5:13: author name is blank [kb.author]"),
    ("authors: [A, {name: ''}]", "5:21: author name is blank [kb.author]"),
    ("author: [[A]]", "5:10: author must be a name, or a mapping with a name [kb.author]"),
    ("author: {url: https://a.example}", "5:9: author name is missing [kb.author]"),
    (
        "author: {name: A, credentails: MD}",
        "5:19: author has an unknown key 'credentails' (did you mean 'credentials'?) [kb.author]",
    ),
    (
        "author: {name: A, url: 'javascript:x'}",
        "5:24: author url 'javascript:x' must be an absolute http or https URL [kb.author]",
    ),
    (
        "updatedAt: 2026-02-30",
        "5:12: updatedAt '2026-02-30' is not a day of the calendar [kb.date]",
    ),
    ("updatedAt: 2026-01-07", "5:12: updatedAt '2026-01-07' is before publishedAt [kb.date]"),
    ("updatedAt: soon", "5:12: updatedAt 'soon' is not a date (write it as 2026-01-31) [kb.date]"),
    ("featuredImage: ../../a.jpg", f"5:16: featuredImage '../../a.jpg' {IMAGE_RULE}"),
    ("featuredImage: /a/%2e%2e/b.jpg", f"5:16: featuredImage '/a/%2e%2e/b.jpg' {IMAGE_RULE}"),
    ("featuredImage: /%252525252e", f"5:16: featuredImage '/%252525252e' {IMAGE_RULE}"),
    ("featuredImage: a\\b.jpg", f"5:16: featuredImage 'a\\\\b.jpg' {IMAGE_RULE}"),
    ("featuredImage: file:///etc/passwd", f"5:16: featuredImage 'file:///etc/passwd' {IMAGE_RULE}"),
    (
        "featuredImage: javascript:alert(1)",
        f"5:16: featuredImage 'javascript:alert(1)' {IMAGE_RULE}",
    ),
    ("featuredImage: //a.example/b", f"5:16: featuredImage '//a.example/b' {IMAGE_RULE}"),
    ("featuredImage: http://a.example/b", f"5:16: featuredImage 'http://a.example/b' {IMAGE_RULE}"),
    ("featuredImageAlt: {a: b}", "5:19: featuredImageAlt must be text, not a mapping [kb.image]"),
    ("tags: [a, '']", "5:11: tag is blank [kb.tag]"),
    ("tags: [a, {b: c}]", "5:11: tag must be text, not a mapping [kb.tag]"),
    ("tags: {a: b}", "5:7: tag must be text, not a mapping [kb.tag]"),
    ("audience: [[a]]", "5:12: audience must be text, not a list [kb.audience]"),
    ("keywords: [~]", "5:12: keyword is blank [kb.key]"),
    ("relatedArticles: ['']", "5:19: related article is blank [kb.related]"),
    ("series: {a: b}", "5:9: series must be text, not a mapping [kb.key]"),
    ("seriesOrder: first", "5:14: seriesOrder 'first' is not a number [kb.key]"),
    ("aliases: [/ok, ok]", f"5:16: alias 'ok' {ALIAS_RULE}"),
    ("aliases: [/a/../b]", f"5:11: alias '/a/../b' {ALIAS_RULE}"),
    ("aliases: ['https://a.example/b']", f"5:11: alias 'https://a.example/b' {ALIAS_RULE}"),
    ("aliases: ['/a?b=c']", f"5:11: alias '/a?b=c' {ALIAS_RULE}"),
    ("aliases: ['/a#b']", f"5:11: alias '/a#b' {ALIAS_RULE}"),
    ("aliases: [/]", f"5:11: alias '/' {ALIAS_RULE}"),
    (
        "canonicalUrl: /foo",
        "5:15: canonicalUrl '/foo' must be an absolute https URL [kb.link]",
    ),
    (
        "canonicalUrl: 'https://[a/'",
        "5:15: canonicalUrl 'https://[a/' must be an absolute https URL [kb.link]",
    ),
    (
        "canonicalUrl: http://a.example/foo",
        "5:15: canonicalUrl 'http://a.example/foo' must be an absolute https URL [kb.link]",
    ),
    ("metaTitle: {a: b}", "5:12: metaTitle must be text, not a mapping [kb.key]"),
    ("metaDescription: {a: b}", "5:18: metaDescription must be text, not a mapping [kb.key]"),
    ("ogTitle: {a: b}", "5:10: ogTitle must be text, not a mapping [kb.key]"),
    ("ogDescription: {a: b}", "5:16: ogDescription must be text, not a mapping [kb.key]"),
    (
        "ogImage: data:image/png;base64,AAAA",
        f"5:10: ogImage 'data:image/png;base64,AAAA' {IMAGE_RULE}",
    ),
    (
        "twitterCard: sumary",
        "5:14: twitterCard 'sumary' is not known (did you mean 'summary'?) [kb.key]",
    ),
    ("schema: Article", "5:9: schema must be keys and values [kb.key]"),
    ("featured: 2", "5:11: featured '2' is neither true nor false [kb.key]"),
    ("weight: .nan", "5:9: weight '.nan' is not a number [kb.key]"),
    ("author: 2026-12-20", "5:9: author name '2026-12-20' is a date, not a name [kb.author]"),
    ("authors: [A, 7]", "5:14: author name '7' is a number, not a name [kb.author]"),
    (
        "reviewedBy: 20 December 2026",
        "5:13: reviewer '20 December 2026' is a date, not a name [kb.key]",
    ),
    ("reviewedBy: [3/4/2026]", "5:14: reviewer '3/4/2026' is a date, not a name [kb.key]"),
    ("reviewedBy: [{a: b}]", "5:14: reviewer must be text, not a mapping [kb.key]"),
    (
        "reviewedAt: 08/01/2026",
        "5:13: reviewedAt '08/01/2026' can be read in two ways "
        "(write it as 2026-01-08 or as 2026-08-01, or set kb_date_order in conf.py) [kb.date]",
    ),
    (
        "reviewEvery: often",
        "5:14: reviewEvery 'often' is not a duration (write it as '24 months') [kb.date]",
    ),
    ("publishdAt: 1", "5:1: unknown key 'publishdAt' (did you mean 'publishedAt'?) [kb.key]"),
    ("colour: red", "5:1: unknown key 'colour' [kb.key]"),
]


@pytest.mark.parametrize(("line", "message"), WARNINGS)
def test_wrong_value_is_dropped_with_a_warning(line: str, message: str) -> None:
    """Nothing is lost over a small mistake: the article is there without the bad value."""
    source = read(article(line))
    assert messages(source) == [f"articles/foo.md:{message}"]
    assert source.problems[0].severity is Severity.WARNING
    assert source.front_matter is not None
    assert source.front_matter.title == "Foo"


#: Line 2 of an article, and what is said of it.
ERRORS = [
    ("title:", "1:1: title is missing [kb.title]"),
    ("title: ''", "2:8: title is blank [kb.title]"),
    ('title: "\\u200b "', "2:8: title is blank [kb.title]"),
    ("title: [Foo]", "2:8: title must be text, not a list [kb.title]"),
    ("category:", "1:1: category is missing [kb.category]"),
    ("category: ' '", "2:11: category is blank [kb.category]"),
    ("category: {a: b}", "2:11: category must be text, not a mapping [kb.category]"),
    ("publishedAt:", "1:1: publishedAt is missing [kb.date]"),
    (
        "publishedAt: 2026-02-30",
        "2:14: publishedAt '2026-02-30' is not a day of the calendar [kb.date]",
    ),
    (
        "publishedAt: 2026-01-08 25:00",
        "2:14: publishedAt '2026-01-08 25:00' has an impossible time of day [kb.date]",
    ),
    (
        "publishedAt: 8 January",
        "2:14: publishedAt '8 January' is not a date (write it as 2026-01-31) [kb.date]",
    ),
    ("publishedAt: [2026-01-08]", "2:14: publishedAt must be text, not a list [kb.date]"),
    (
        "slug: ../../etc/passwd",
        f"2:7: slug '../../etc/passwd' {SLUG_RULE} (did you mean 'etc-passwd'?) [kb.slug]",
    ),
    (
        "slug: Chronic Pain",
        f"2:7: slug 'Chronic Pain' {SLUG_RULE} (did you mean 'chronic-pain'?) [kb.slug]",
    ),
    ("slug: Ελληνικά", f"2:7: slug 'Ελληνικά' {SLUG_RULE} (did you mean 'ελληνικά'?) [kb.slug]"),
    ("slug: '!!!'", f"2:7: slug '!!!' {SLUG_RULE} [kb.slug]"),
    ("slug: -a", "2:7: slug '-a' may not begin or end with '-' [kb.slug]"),
    ("slug: [a]", "2:7: slug must be text, not a list [kb.slug]"),
    ("draft: maybe", "2:8: draft 'maybe' is neither true nor false [kb.key]"),
    (
        "expiresAt: never",
        "2:12: expiresAt 'never' is not a date (write it as 2026-01-31) [kb.date]",
    ),
]


@pytest.mark.parametrize(("line", "message"), ERRORS)
def test_wrong_value_without_which_there_is_no_right_page(line: str, message: str) -> None:
    """The article is left out whole, and so is one that might be published by mistake."""
    key = line.partition(":")[0]
    required = [f"{name}: {value}" for name, value in REQUIRED.items() if name != key]
    source = read("\n".join(["---", line, *required, "---", ""]))
    assert messages(source) == [f"articles/foo.md:{message}"]
    assert source.problems[0].severity is Severity.ERROR
    assert source.front_matter is None


def test_every_key_has_a_right_and_a_wrong_value() -> None:
    """No row of the contract is without its tests; nothing is wrong for keys that are ignored."""
    right = {lines.partition(":")[0] for lines, *_ in (*RIGHT, *REQUIRED_RIGHT)}
    wrong = {line.partition(":")[0] for line, _ in (*WARNINGS, *ERRORS)}
    assert {*CONTRACT, SINGULAR_AUTHOR, *IGNORED_KEYS} <= right
    assert {*CONTRACT, SINGULAR_AUTHOR} <= wrong


@pytest.mark.parametrize(
    ("body", "notes"),
    [
        ("# Foo\n", []),
        ("Text.\n", []),
        ("Text.\n\n# *Foo* and bar\n", []),
        (
            "# *Foo* and bar\n",
            [
                "7:1: the page shows the heading 'Foo and bar'; listings, feeds and search results "
                "show the title 'Foo' [kb.title]"
            ],
        ),
    ],
)
def test_heading_that_differs_from_the_title(body: str, notes: list[str]) -> None:
    """It is the page's, and its author is told; one that repeats it or is missing is fine."""
    source = read(article().replace("Text.\n", body))
    assert messages(source) == [f"articles/foo.md:{note}" for note in notes]
    assert all(problem.severity is Severity.NOTE for problem in source.problems)
    assert source.front_matter is not None
    assert source.front_matter.title == "Foo"


NO_BLOCK = (
    "no front matter: the file must begin with a block such as this\n"
    '---\ntitle: "{}"\ncategory: A_CATEGORY\npublishedAt: 2026-01-31\n---\n'
)

STRUCTURE = [
    ("", f"1:1: {NO_BLOCK.format('The title')}"),
    ("# Foo\n\nText.\n", f"1:1: {NO_BLOCK.format('Foo')}"),
    ("---\ntitle: Foo\n", "1:1: front matter is not closed: no second line '---'"),
    ("+++\ntitle = 'Foo'\n", "1:1: front matter is not closed: no second line '+++'"),
    ("---\n- a\n---\n", "2:1: front matter must be keys and values"),
    ("---\ntitle\n---\n", "2:1: front matter must be keys and values"),
    (article("tags: &a [x]"), "5:7: YAML anchor '&a' is not allowed"),
    (article("tags: !!seq [x]"), "5:7: YAML tag 'tag:yaml.org,2002:seq' is not allowed"),
    (article("schema: {<<: {a: b}}"), "5:10: YAML merge key '<<' is not allowed"),
    (article("title: Bar"), "5:1: key 'title' is already set on line 2"),
    (article("schema: {a: 1, a: 2}"), "5:16: key 'a' is already set on line 5"),
    (
        article("tags:", "\t- a"),
        "6:1: YAML: a tab cannot indent or begin a value; use spaces",
    ),
    (
        article("excerpt: one: two"),
        (
            "5:13: put a text that contains ': ' in quotes"
            " (YAML: mapping values are not allowed in this context)"
        ),
    ),
    (article('excerpt: "a\\0b"'), "5:10: character U+0000 is not allowed"),
    (article("excerpt: a\0b"), "5:11: the file contains a NUL character"),
    (article().encode() + b"\0", "8:1: the file contains a NUL character"),
    (
        article("excerpt: café").encode("latin-1"),
        "5:13: byte 0xE9 at position 66 is not UTF-8; save the file as UTF-8",
    ),
    (article().encode("utf-16"), "1:1: the file is UTF-16; save it as UTF-8"),
    (article("excerpt: " + "a" * 65536), "1:1: front matter is larger than 64 KiB"),
    (article("schema: " + "[" * 21 + "]" * 21), "5:28: nested deeper than 20 levels"),
    ("+++\ntitle = 'Foo'\nslug = foo\n+++\n", "3:8: TOML: invalid value"),
    ("+++\ntitle = 'Foo'\ntitle = 'Bar'\n+++\n", "3:14: TOML: cannot overwrite a value"),
]


@pytest.mark.parametrize(("text", "message"), STRUCTURE)
def test_block_that_cannot_be_trusted(text: str | bytes, message: str) -> None:
    """What cannot be read, or could be read in two ways, is one error where it is."""
    source = read(text)
    assert messages(source) == [f"articles/foo.md:{message} [kb.front_matter]"]
    assert source.front_matter is None


def test_alias_is_reported_with_its_anchor() -> None:
    """YAML's aliases are how a small file becomes gigabytes."""
    assert messages(read(article("tags: [&a x, *a]"))) == [
        "articles/foo.md:5:8: YAML anchor '&a' is not allowed [kb.front_matter]",
        "articles/foo.md:5:14: YAML alias '*a' is not allowed [kb.front_matter]",
    ]


def test_problems_are_reported_all_at_once_in_the_order_of_the_file() -> None:
    """An author corrects a file once, also when its structure is wrong too."""
    source = read(
        "---\ntitel: Foo\nslug: A B\ncategory: NEWS\ntags: [a, '']\nslug: a\ndraft: x\n---\n"
    )
    assert messages(source) == [
        "articles/foo.md:1:1: title is missing [kb.title]",
        "articles/foo.md:2:1: unknown key 'titel' (did you mean 'title'?) [kb.key]",
        f"articles/foo.md:3:7: slug 'A B' {SLUG_RULE} (did you mean 'a-b'?) [kb.slug]",
        "articles/foo.md:5:11: tag is blank [kb.tag]",
        "articles/foo.md:6:1: key 'slug' is already set on line 3 [kb.front_matter]",
        "articles/foo.md:7:8: draft 'x' is neither true nor false [kb.key]",
    ]


def test_other_items_of_a_list_are_kept_with_their_own_places() -> None:
    """The place of ``tags.1`` is that of the second tag that the article has."""
    source = read(article("tags: ['', CRPS, {a: b}, pain]"))
    assert source.front_matter is not None
    assert source.front_matter.tags == ("CRPS", "pain")
    assert source.positions["tags.0"] == Position(5, 12)
    assert source.positions["tags.1"] == Position(5, 26)


def test_draft_needs_no_date() -> None:
    """A draft has not been published."""
    found = front_matter("draft: true", without="publishedAt")
    assert found.draft
    assert found.published_at is None


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("articles/foo.md", "foo"),
        ("a/b/Chronic Pain.md", "chronic-pain"),
        ("x/2026.01.md", "2026-01"),
    ],
)
def test_slug_comes_from_the_name_of_the_file(path: str, slug: str) -> None:
    """The stem is the slug, made usable where it is not."""
    source = read(article(), path=path)
    assert source.front_matter is not None
    assert source.front_matter.slug == slug
    assert source.positions["slug"] == Position(1, 1)


def test_file_name_that_gives_no_slug() -> None:
    """Then the author has to say."""
    source = read(article(), path="articles/!!!.md")
    assert messages(source) == [
        "articles/!!!.md:1:1: no slug can be made from the file name '!!!.md'; "
        'add slug: "..." [kb.slug]'
    ]
    assert source.front_matter is None


def test_slug_that_no_file_system_could_hold() -> None:
    """A file name has at most 255 bytes."""
    (message,) = messages(read(article("slug: " + "a" * 201)))
    assert message.endswith("…' is longer than 200 bytes [kb.slug]")


def test_site_renames_keys() -> None:
    """Articles written for other tools build without being edited; messages speak their words."""
    rules = ReadingRules(key_names={"date": "publishedAt"})
    found = front_matter("date: 2026-01-09", without="publishedAt", rules=rules)
    assert found.published_at == datetime(2026, 1, 9, tzinfo=UTC)
    source = read(article("date: soon", without="publishedAt"), rules)
    assert messages(source) == [
        "articles/foo.md:4:7: date 'soon' is not a date (write it as 2026-01-31) [kb.date]"
    ]
    assert messages(read(article("date: 2026-01-09"), rules)) == [
        "articles/foo.md:5:1: 'date' is not used: 'publishedAt' has the same meaning [kb.key]"
    ]


def test_unknown_keys_are_kept() -> None:
    """With a warning, unless the site knows them; a date in them is text, so JSON can hold it."""
    rules = ReadingRules(extra_keys=frozenset({"venue"}))
    source = read(article("venue: {room: 2, on: 2026-01-08}", "passed_on: {a: [b]}"), rules)
    assert messages(source) == ["articles/foo.md:6:1: unknown key 'passed_on' [kb.key]"]
    assert source.front_matter is not None
    assert source.front_matter.extra == {
        "venue": {"room": 2, "on": "2026-01-08"},
        "passed_on": {"a": ["b"]},
    }
    assert source.front_matter.passed_on == {}


def test_zone_of_a_date_that_names_none() -> None:
    """It is the site's."""
    zone = timezone(timedelta(hours=2))
    assert front_matter(rules=ReadingRules(timezone=zone)).published_at == datetime(
        2026, 1, 8, tzinfo=zone
    )


TOML = """+++
title = "Foo" # slug = "no"
category = "NEWS"
excerpt = '''
tags = 1
'''
publishedAt = 2026-01-08T10:00:00Z
tags = ["a", 2020]
weight = "heavy"
[schema]
type = "Article"
[[authors]]
name = "A"
url = "x"
+++
Text.
"""


def test_toml_is_read_like_yaml() -> None:
    """With places, of which an array has one for all its items."""
    source = read(TOML)
    assert messages(source) == [
        "articles/foo.md:9:10: weight 'heavy' is not a number [kb.key]",
        "articles/foo.md:14:7: author url 'x' must be an absolute http or https URL [kb.author]",
    ]
    found = source.front_matter
    assert found is not None
    assert found.excerpt == "tags = 1"
    assert found.published_at == datetime(2026, 1, 8, 10, tzinfo=UTC)
    assert found.tags == ("a", "2020")
    assert found.structured_data == {"type": "Article"}
    assert found.authors == (AuthorEntry(name="A"),)
    assert source.positions["tags.1"] == Position(8, 8)
    assert source.body is not None
    assert source.body.line == 16


@pytest.mark.parametrize("prefix", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", [ARTICLE.read_text("utf-8"), TOML, article("tags: [a, '']")])
def test_byte_order_mark_and_line_ends_make_no_difference(
    text: str, line_end: str, prefix: str
) -> None:
    """Every editor's way to save a file gives the same values and places."""
    assert read(prefix + text.replace("\n", line_end)) == read(text)


def test_line_separators_of_unicode_do_not_shift_lines() -> None:
    """YAML counts them as line ends; editors do not."""
    source = read(article('excerpt: "a\u2028b\x85c"', "weight: heavy"))
    assert messages(source) == ["articles/foo.md:6:9: weight 'heavy' is not a number [kb.key]"]


def test_closing_dots_and_blanks_after_the_delimiters() -> None:
    """``...`` ends a YAML document too."""
    source = read(article().replace("---\n\nText", "...  \n\nText").replace("---\n", "--- \n"))
    assert messages(source) == []
    assert source.body is not None
    assert (source.body.line, source.body.words) == (6, 1)


def test_json_schema_has_every_key_as_authors_write_it() -> None:
    """Editors complete and check what the reader reads."""
    schema = json_schema()
    assert set(schema["properties"]) == {
        *CONTRACT,
        *("author", "published", "readingTime", "wordCount"),
    }
    assert schema["required"] == ["title", "category"]
    assert all("description" in known for known in schema["properties"].values())
    json.dumps(schema)


def places_lie_in(text: bytes, source: Source) -> bool:
    decoded = text.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = decoded.removeprefix("\ufeff").split("\n")
    return all(
        1 <= problem.line <= len(lines) and 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        for problem in source.problems
    )


def no_jargon(source: Source) -> bool:
    text = "\n".join(messages(source)).lower()
    return "pydantic" not in text and "input should" not in text


@given(st.binary())
@example(b"\xff\xfe")
@example(b"---\r")
def test_any_bytes_are_read(data: bytes) -> None:
    """Whatever a file holds, reading ends with a source or with problems in the file."""
    source = read(data)
    assert source.front_matter is not None or source.problems
    assert places_lie_in(data, source)


KEYS = st.sampled_from([*CONTRACT, "author", "orphan", "html_theme.x", "other"])
YAML_BITS = (
    st.sampled_from(list(" \n\t:-[]{},#&*!|>'\"%@`?<~.\\0123aé漢\x85\u2028\x00\r")) | st.text()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | KEYS, inner),
    max_leaves=5,
)


@given(st.lists(YAML_BITS | KEYS.map(lambda key: f"\n{key}: ")).map("".join))
@example("title: [" * 3000)
@example("[" * 60000)
@example("? " * 30000)
@example("a: " + "9" * 5000)
@example("a: 0o_\nb: 0b_\nc: 0x_\nd: 1:_\ne: -_")
@example("schema: {a: .inf}")
def test_any_text_in_front_matter_is_read(text: str) -> None:
    """However broken the YAML, its problems are where the file is."""
    data = f"---\n{text}\n---\nText.\n".encode("utf-8", "replace")
    source = read(data)
    assert places_lie_in(data, source)
    assert no_jargon(source)


@given(st.text())
@example("a = " + "[" * 30000)
@example("a = " + "9" * 5000)
@example("a = 0001-01-01")
def test_any_text_in_toml_front_matter_is_read(text: str) -> None:
    """However broken the TOML, its problems are where the file is."""
    data = f"+++\n{text}\n+++\nText.\n".encode("utf-8", "replace")
    assert places_lie_in(data, read(data))


@given(st.dictionaries(KEYS, VALUES))
def test_any_values_of_known_keys_are_read(values: dict[str, object]) -> None:
    """A bad value costs itself or the article, and the message is in an author's words."""
    block = json.dumps(values, default=str, indent=1)
    data = f"---\n{block}\n---\n".encode()
    source = read(data)
    assert places_lie_in(data, source)
    assert no_jargon(source)
    if source.front_matter is not None:
        json.dumps(source.front_matter.extra, allow_nan=False)
