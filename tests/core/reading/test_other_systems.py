"""Front matter of other systems is read by what ``conf.py`` says of it, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_knowledge_base.core.model import Source
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.core.reading.dates import DateOrder, parse_moment
from sphinx_knowledge_base.core.reading.path_metadata import path_metadata, unknown_fields
from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.schema import FrontMatter
from sphinx_knowledge_base.core.reading.source import read_source


def read(*lines: str, rules: ReadingRules, path: str = "a.md", fence: str = "---") -> Source:
    """What the article with these lines of front matter says."""
    text = "\n".join([fence, *lines, fence, "", "Text.", ""])
    return read_source(path, text.encode(), rules)


def of(source: Source) -> FrontMatter:
    """The front matter of an article that has no error and no warning."""
    assert [str(one) for one in source.problems if one.severity is not Severity.NOTE] == []
    assert source.front_matter is not None
    return source.front_matter


NAMES = ReadingRules(
    key_names={
        "date": "publishedAt",
        "pubDate": "publishedAt",
        "taxonomies.tags": "tags",
        "extra.meta.author": "author",
    },
    default_category="NOTES",
)


@pytest.mark.parametrize(
    ("lines", "day", "notes"),
    [
        (["pubDate: 2020-01-02", "date: 2020-01-01"], 1, 1),
        (["date: 2020-01-01", "pubDate: 2020-01-02", "publishedAt: 2020-01-03"], 3, 2),
        (["date:", "pubDate: 2020-01-02"], 2, 1),
        (["date: 2020-01-01"], 1, 0),
    ],
)
def test_keys_in_order_of_preference(lines: list[str], day: int, notes: int) -> None:
    """Of several keys that mean the same the first counts; the others are named in a note."""
    source = read("title: A", *lines, rules=NAMES)
    assert of(source).published_at == datetime(2020, 1, day, tzinfo=UTC)
    assert len(source.problems) == notes


def test_keys_in_other_keys() -> None:
    """A name with dots is the path of a value; what else stands there is kept."""
    lines = (
        'title = "A"',
        "date = 2020-01-01",
        "[taxonomies]",
        'tags = ["x"]',
        "[extra]",
        "toc = true",
        "[extra.meta]",
        'author = "Some Body"',
    )
    rules = replace(NAMES, extra_keys=frozenset({"extra"}))
    source = read(*lines, rules=rules, fence="+++")
    found = of(source)
    assert found.tags == ("x",)
    assert [author.name for author in found.authors] == ["Some Body"]
    assert found.extra["extra"]["toc"] is True
    assert source.positions["tags.0"] == (5, 8)


@pytest.mark.parametrize(
    ("line", "is_draft"),
    [
        ("published: false", True),
        ("published: no", True),
        ("published: true", False),
        ("published: false\ndraft: false", True),
        ("published: true\ndraft: true", True),
    ],
)
def test_published(line: str, is_draft: bool) -> None:
    """An article is a draft if either key says so."""
    rules = NAMES
    assert of(read("title: A", "date: 2020-01-01", line, rules=rules)).draft is is_draft


def test_published_that_is_no_flag() -> None:
    """It can be a site's name for a date; what it says is not lost otherwise."""
    source = read("title: A", "date: 2020-01-01", "published: 2020-01-02", rules=NAMES)
    assert [one.message for one in source.problems] == [
        "published '2020-01-02' is neither true nor false"
    ]
    rules = ReadingRules(key_names={"published": "publishedAt"}, default_category="A")
    assert of(read("title: A", "published: 2020-01-02", rules=rules)).published_at == datetime(
        2020, 1, 2, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("further", "tags", "warnings"),
    [("tags", ("x", "B", "C"), 0), ("ignore", ("x",), 0), ("", ("x",), 1)],
)
def test_several_categories(further: str, tags: tuple[str, ...], warnings: int) -> None:
    """The first is the category; the site says what the others are, or a warning does."""
    rules = ReadingRules(key_names={"categories": "category"}, further_categories=further)  # type: ignore[arg-type]
    lines = ("title: A", "publishedAt: 2020-01-01", "tags: x", "categories: [A, B, C]")
    source = read(*lines, rules=rules)
    assert source.front_matter is not None
    assert (source.front_matter.category, source.front_matter.tags) == ("A", tags)
    assert [one.severity for one in source.problems] == [Severity.WARNING] * warnings


def test_a_list_of_one() -> None:
    """It stands for its item, wherever the contract has one value."""
    lines = (
        "title: A",
        "date: 2020-01-01",
        "category: [A]",
        "featuredImage: [/a.png]",
        "series: [S]",
    )
    found = of(read(*lines, rules=NAMES))
    assert (found.category, found.featured_image, found.series) == ("A", "/a.png", "S")


def test_a_title_of_old_ruby() -> None:
    """``! 'Text'`` is text."""
    assert of(read("title: ! 'A: b'", "date: 2020-01-01", rules=NAMES)).title == "A: b"


@pytest.mark.parametrize(
    ("published", "updated", "expected"),
    [
        ("2020-01-01T10:00:00Z", "2020-01-01", "2020-01-01T10:00:00+00:00"),
        ("2020-01-01T23:30:00-05:00", "2020-01-02", "2020-01-02T04:30:00+00:00"),
        ("2020-01-01T10:00:00Z", "2020-01-02", "2020-01-02T00:00:00+00:00"),
        ("2020-01-02T10:00:00Z", "2020-01-01", None),
        ("2020-01-01T10:00:00Z", "2020-01-01T09:00:00Z", None),
    ],
)
def test_a_day_is_not_before_its_own_noon(
    published: str, updated: str, expected: str | None
) -> None:
    """A change on the day of publication, without a time, is not before publication."""
    source = read("title: A", f"date: {published}", f"updatedAt: {updated}", rules=NAMES)
    assert source.front_matter is not None
    found = source.front_matter.updated_at
    assert (found and found.astimezone(UTC).isoformat()) == expected
    assert len(source.problems) == (expected is None)


#: Notations that leave no doubt.
PLAIN = (
    "2026/7/8",
    "2026.07.08",
    "Jul 08 2026",
    "July 8, 2026",
    "Jul. 8th, 2026",
    "8 July 2026",
    "08-Jul-2026",
    "Wed, 08 Jul 2026",
    "Wednesday 8 July 2026",
)


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("order", ["", "day-first", "month-first"])
def test_dates_in_words(text: str, order: DateOrder) -> None:
    """A month's name, or a year that comes first, leaves no doubt."""
    assert parse_moment(text, UTC, order) == datetime(2026, 7, 8, tzinfo=UTC)
    assert parse_moment(f"{text} 10:20:30 +0000", UTC, order).hour == 10


@given(st.dates(), st.sampled_from("/.-"))
def test_order_of_dates(day: date, mark: str) -> None:
    """Without the setting such a date is refused, even where it could be read in one way only."""
    text = f"{day:%d}{mark}{day:%m}{mark}{day:%Y}"
    turned = f"{day:%m}{mark}{day:%d}{mark}{day:%Y}"
    year = f"{day:%Y}".zfill(4)
    text, turned = text[:6] + year, turned[:6] + year
    if year == "0001":
        return
    assert f"{parse_moment(text, UTC, 'day-first').date()}" == str(day)
    assert f"{parse_moment(turned, UTC, 'month-first').date()}" == str(day)
    with pytest.raises(ValueError, match=rf"write it as {day}( or as \d+-{day:%d}-{day:%m})?\b"):
        parse_moment(text, UTC)


#: Path, pattern, and what it says.
PATHS: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "_posts/2020-01-31-a-b.md",
        "{year}-{month}-{day}-{slug}.md",
        {"publishedAt": "2020-01-31", "slug": "a-b"},
    ),
    ("posts/a-b/index.md", "{slug}/index.md", {"slug": "a-b"}),
    ("posts/news/a.md", "{category}/{slug}.md", {"category": "news", "slug": "a"}),
    ("docs/01-intro.mdx", "*-{slug}.md", {"slug": "intro"}),
    ("posts/a.fr.md", "{slug}.{language}.md", {"slug": "a", "language": "fr"}),
    ("i18n/pt-BR/a.md", "{language}/{slug}", {"language": "pt-BR", "slug": "a"}),
    (
        "2020/1/2/a/index.markdown",
        "{year}/{month}/{day}/{slug}/index",
        {"publishedAt": "2020-1-2", "slug": "a"},
    ),
    ("2020/a.md", "{year}/{slug}.md", {"slug": "a"}),
    ("a.md", "{category}/{slug}.md", {}),
    ("posts/x2020-01-31-a.md", "{year}-{month}-{day}-{slug}.md", {}),
)


@pytest.mark.parametrize(("path", "pattern", "expected"), PATHS)
def test_path(path: str, pattern: str, expected: dict[str, str]) -> None:
    """A pattern fits the end of a path, whole names only."""
    assert path_metadata(path, [pattern]) == expected


def test_the_first_pattern_that_fits_counts() -> None:
    """And front matter has precedence over the path."""
    rules = ReadingRules(
        path_patterns=("{year}-{month}-{day}-{slug}.md", "{category}/{slug}.md"),
        default_category="REST",
    )
    found = of(read("title: A", rules=rules, path="p/2020-01-31-Some Thing.md"))
    assert (found.slug, found.category) == ("some-thing", "REST")
    assert found.published_at == datetime(2020, 1, 31, tzinfo=UTC)
    lines = ("title: A", "slug: own", "publishedAt: 2021-01-01", "category: OWN")
    found = of(read(*lines, rules=rules, path="p/2020-01-31-x.md"))
    assert (found.slug, found.category) == ("own", "OWN")
    assert found.published_at == datetime(2021, 1, 1, tzinfo=UTC)
    found = of(read("title: A", "publishedAt: 2021-01-01", rules=rules, path="news/x.md"))
    assert (found.slug, found.category) == ("x", "news")


def test_a_path_with_no_day_of_the_calendar() -> None:
    """It is reported like any date."""
    rules = ReadingRules(path_patterns=("{year}-{month}-{day}-{slug}.md",), default_category="A")
    (problem,) = read("title: A", rules=rules, path="2020-02-31-a.md").problems
    assert problem.message == "publishedAt '2020-02-31' is not a day of the calendar"


def test_language_is_kept() -> None:
    """It is among the keys that templates and data have."""
    rules = ReadingRules(path_patterns=("{slug}.{language}.md",), default_category="A")
    found = of(read("title: A", "publishedAt: 2020-01-01", rules=rules, path="a.fr.md"))
    assert (found.slug, found.extra) == ("a", {"language": "fr"})


def test_unknown_fields() -> None:
    """A pattern has known fields, each once."""
    assert unknown_fields("{slog}/{slug}/{slug}") == ["slog", "slug", "slug"]
    assert unknown_fields("{year}-*/{slug}") == []


#: Characters that no output may have, as YAML and TOML can write them.
CONTROL = [*range(1, 9), 11, 12, *range(14, 32), *range(127, 160)]


@pytest.mark.parametrize("number", CONTROL)
def test_control_characters(number: int) -> None:
    """They are left out wherever they stand, with a warning at the place; the article stays."""
    escape, raw = f"\\x{number:02x}", chr(number)
    lines = (
        f'title: "A{escape}b"',
        "date: 2020-01-01",
        f'tags: ["t{escape}"]',
        f"excerpt: a{raw}b",
    )
    source = read(*lines, rules=NAMES)
    assert source.front_matter is not None
    said = repr(source.front_matter)
    assert escape not in said
    assert raw not in source.front_matter.excerpt + source.front_matter.title
    warned = {(one.line, one.severity) for one in source.problems}
    assert warned == {(line, Severity.WARNING) for line in (2, 4, 5)} - (
        {(5, Severity.WARNING)} if number == 0x85 else set()
    )
    table = (f'title = "A\\u{number:04x}b"', "date = 2020-01-01")
    source = read(*table, rules=NAMES, fence="+++")
    assert source.front_matter is not None
    assert source.front_matter.title in {"Ab", "A b"}
    body = read_source("a.md", f"---\ntitle: A\ndate: 2020-01-01\n---\na{raw}b\n".encode(), NAMES)
    assert body.body is not None
    assert body.body.first_paragraph in {"ab", "a b"}


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("./cover.png", "/posts/a/cover.png"),
        ("../../img/cover.png", "/img/cover.png"),
        ("/img/cover.png", "/img/cover.png"),
        ("img/cover.png", "img/cover.png"),
    ],
)
def test_a_picture_beside_the_article(typed: str, path: str) -> None:
    """Its path may start from the article's file."""
    lines = ("title: A", "date: 2020-01-01", f"featuredImage: {typed}")
    assert of(read(*lines, rules=NAMES, path="posts/a/index.md")).featured_image == path


def test_a_picture_outside_of_the_site() -> None:
    """It is refused like any other path that leaves the site."""
    lines = ("title: A", "date: 2020-01-01", "featuredImage: ../../../etc/passwd")
    (problem,) = read(*lines, rules=NAMES, path="posts/a.md").problems
    assert "must be a path inside the site" in problem.message
