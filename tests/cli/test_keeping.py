"""The commands that keep a site: what is due, what there is, and other names for it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import yaml
from icalendar import Calendar
from lxml import etree

from tests.cli.conftest import Kb, article, files, on_terminal
from tests.helpers.sites import Site

FILES = {
    "taxonomy.yaml": (
        "# Our words.\ncategories:\n  NEWS: {title: News}\ntags:\n"
        "  # Water.\n  tides:\n    description: Twice a day.\n"
    ),
    "published.txt": "/articles/one\n",
    "articles/one.md": article("One", tags="[tides]", relatedArticles="[two]")
    + "[two](/articles/two) {kb:tag}`tides`\n",
    "articles/two.md": article(
        "Two",
        tags="[tide, Tides]",
        reviewedAt="2020-01-01",
        reviewEvery="12 months",
        expiresAt="2990-01-01",
    ),
    "articles/later.md": article("Later", publishedAt="2990-02-03"),
    "articles/draft.md": article("A draft", draft="true"),
}


@pytest.fixture
def kept(site: Site) -> Site:
    """A site with something of everything."""
    return site.write(FILES)


def test_status_tells_what_is_to_do(kb: Kb, kept: Site) -> None:
    """Drafts, dates, reviews, what is missing, who is alone: as JSON with all facts."""
    kept.write({"articles/bare.md": article("Bare").removesuffix("A text.\n") + "## A Heading\n"})
    found = {
        (task["kind"], task["slug"]): task
        for task in json.loads(kb("status", "--format", "json").stdout)
    }
    assert found["scheduled", "later"]["date"] == "2990-02-03"
    assert found["overdue", "two"]["date"] == "2021-01-01"
    for task in (
        *(("draft", "draft"), ("never reviewed", "one"), ("no picture", "one")),
        *(("no excerpt", "bare"), ("orphan", "one"), ("dead end", "two")),
        *(("tag used once", "tide"), ("tags alike", "tide")),
    ):
        assert task in found
    assert not {("orphan", "two"), ("no excerpt", "one")} & found.keys()
    assert "Review overdue (1)" in kb("status").stdout
    rows = list(csv.DictReader(io.StringIO(kb("status", "-f", "csv").stdout)))
    assert {(row["kind"], row["slug"]) for row in rows} == found.keys()


def test_reviews_are_one_kind(kb: Kb, kept: Site) -> None:
    """One name stands for all that is to be reviewed, and the help says so."""
    found = json.loads(kb("status", "-k", "reviews", "-f", "json").stdout)
    assert {(one["kind"], one["slug"]) for one in found} == {
        ("overdue", "two"),
        ("never reviewed", "one"),
    }
    assert "reviews for overdue, due, never reviewed" in " ".join(
        kb("status", "--help").stdout.split()
    )


def test_dates_can_be_put_into_a_calendar(kb: Kb, kept: Site) -> None:
    """The same bytes each time, and a day for each date."""
    first, second = (kb("status", "--format", "ical").stdout for _ in range(2))
    assert first == second
    events = Calendar.from_ical(first).walk("VEVENT")
    assert [(str(one["summary"]), str(one.decoded("dtstart"))) for one in events] == [
        ("Scheduled: Later", "2990-02-03"),
        ("Review overdue: Two", "2021-01-01"),
    ]


def test_articles_are_listed_and_shown(kb: Kb, kept: Site) -> None:
    """By category, tag and state; one with everything that is known of it."""
    rows = csv.DictReader(io.StringIO(kb("list", "--tag", "Tides", "-f", "csv").stdout))
    assert {row["slug"] for row in rows} == {"one", "two"}
    rows = csv.DictReader(io.StringIO(kb("list", "--state", "draft", "-f", "csv").stdout))
    assert [row["slug"] for row in rows] == ["draft"]
    shown = json.loads(kb("show", "two", "--json").stdout)
    assert shown["linked from"] == ["one"]
    assert shown["address"] == "/articles/two"
    wrong = kb("show", "twoo")
    assert wrong.returncode == 1
    assert "did you mean 'two'?" in wrong.stderr
    figures = json.loads(kb("stats", "--json").stdout)
    assert (figures["published"], figures["by_month"]) == (2, {"2026-01": 2})


def test_links_and_report(kb: Kb, kept: Site, tmp_path: Path) -> None:
    """Who links to whom, as a picture too; and one page that shows no author's text as HTML."""
    kept.write({"articles/one.md": FILES["articles/one.md"].replace("One", "<b>One</b>")})
    found = json.loads(kb("links", "--format", "json").stdout)
    assert found["links"] == [{"source": "one", "target": "two", "is_curated": True}]
    assert found["one way"] == ["one > two"]
    etree.fromstring(kb("links", "--format", "svg").stdout.encode())
    assert kb("report", "--output", "r.html").returncode == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<b>One</b>" not in page
    assert "&lt;b&gt;One&lt;/b&gt;" in page


@pytest.mark.parametrize(("old", "new"), [("tides", "sea"), ("Tides", "The sea")])
def test_a_tag_gets_another_name(kb: Kb, kept: Site, tmp_path: Path, old: str, new: str) -> None:
    """In articles, roles and the taxonomy; the old name is a synonym, so its address lives on."""
    before = files(tmp_path)
    assert "Nothing was changed" in kb("rename", "tag", old, new).stderr
    assert files(tmp_path) == before
    kb("rename", "tag", old, new, "--yes")
    one = (tmp_path / "articles/one.md").read_text("utf-8")
    assert one == FILES["articles/one.md"].replace("[tides]", f"[{new}]").replace(
        "`tides`", f"`{new}`"
    )
    taxonomy = (tmp_path / "taxonomy.yaml").read_text("utf-8")
    assert "# Our words." in taxonomy
    assert "# Water." in taxonomy
    assert yaml.safe_load(taxonomy)["tags"] == {
        new: {"description": "Twice a day.", "synonyms": ["tides"]}
    }
    assert kb("check", "-q", "--strict").stdout == ""


def test_a_tag_that_is_not_registered_is_registered(kb: Kb, kept: Site, tmp_path: Path) -> None:
    """There is no other place for a synonym; and a second renaming keeps the first address."""
    kb("rename", "tag", "tide", "high tide", "--yes")
    kb("rename", "tag", "high tide", "flood", "--yes")
    tags = yaml.safe_load((tmp_path / "taxonomy.yaml").read_text("utf-8"))["tags"]
    assert tags["flood"] == {"synonyms": ["tide", "high tide"]}
    assert "tags: [flood, Tides]" in (tmp_path / "articles/two.md").read_text("utf-8")


def test_two_tags_become_one(kb: Kb, kept: Site, tmp_path: Path) -> None:
    """Renamed into one that is there, a tag becomes its synonym."""
    kb("rename", "tag", "tide", "tides", "--yes")
    tags = yaml.safe_load((tmp_path / "taxonomy.yaml").read_text("utf-8"))["tags"]
    assert tags == {"tides": {"description": "Twice a day.", "synonyms": ["tide"]}}


def test_a_slug_changes_and_its_address_lives_on(kb: Kb, kept: Site, tmp_path: Path) -> None:
    """Its file says so with an alias, links follow, and the ledger has both addresses."""
    kb("rename", "slug", "two", "second", "--yes")
    kb("rename", "slug", "one", "first", "--yes")
    assert "[two](/articles/second)" in (tmp_path / "articles/one.md").read_text("utf-8")
    assert "relatedArticles: [second]" in (tmp_path / "articles/one.md").read_text("utf-8")
    two = (tmp_path / "articles/two.md").read_text("utf-8")
    assert 'slug: second\naliases: ["/articles/two"]\n---' in two
    ledger = (tmp_path / "published.txt").read_text("utf-8")
    assert ledger == "/articles/one\n/articles/first\n"
    assert kb("check", "-q", "--strict").stdout == ""
    built = kept.build()
    assert "articles/second" in (built.outdir / "articles/two.html").read_text("utf-8")


def test_a_category_gets_another_code(kb: Kb, kept: Site, tmp_path: Path) -> None:
    """All articles write the new one, and what still writes the old one means it too."""
    kb("rename", "category", "NEWS", "REPORTS", "--yes")
    kept.write({"articles/more.md": article("More")})
    registered = yaml.safe_load((tmp_path / "taxonomy.yaml").read_text("utf-8"))["categories"]
    assert registered == {"REPORTS": {"title": "REPORTS", "synonyms": ["NEWS"]}}
    assert kb("check", "-q", "--strict").stdout == ""


def test_what_is_not_there_cannot_be_renamed(kb: Kb, kept: Site) -> None:
    """The message names what was probably meant."""
    done = kb("rename", "slug", "twoo", "x")
    assert done.returncode == 1
    assert "did you mean 'two'?" in done.stderr
    assert "is taken by articles/one.md" in kb("rename", "slug", "two", "one").stderr


def test_an_article_is_found_by_its_title(kb: Kb, kept: Site) -> None:
    """In any case; of several with the same title all are named."""
    kept.write({"articles/other.md": article("How tides work", slug="tidal")})
    assert json.loads(kb("show", "how Tides work", "--json").stdout)["slug"] == "tidal"
    kept.write({"articles/more.md": article("How Tides Work", slug="again")})
    told = kb("show", "How tides work").stderr
    assert "several articles are called 'How tides work'" in told
    assert "tidal" in told
    assert "again" in told


def test_an_article_is_named_in_any_way(kb: Kb, kept: Site, tmp_path: Path) -> None:
    """By slug, old slug, address or file, from whatever folder the command is called in."""
    kept.write({"articles/two.md": article("Two", slug="second", aliases="[/articles/two]")})
    for named in ("second", "two", "/articles/second", "articles/two.md"):
        assert json.loads(kb("show", named, "--json").stdout)["slug"] == "second"
    assert "slug: second" in kb("show", "two.md", cwd=tmp_path / "articles").stdout
    assert kb("links", "articles/two.md").stdout == kb("links", "second").stdout
    kept.write({"articles/broken.md": "---\ntitle: Broken\n---\n"})
    told = kb("show", "articles/broken.md").stderr
    assert "is left out because of an error: 'kb check articles/broken.md' shows it" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["status", "-k", "foo"], "there is no kind of task 'foo' (there are draft, scheduled, "),
        (["status", "-k", "overdeu"], "there is no kind of task 'overdeu' (did you mean 'overd"),
        (["status", "--within", "9" * 30], f"'{'9' * 30}' is not a whole number from 0 to 36500"),
        (["report", "--within", "-1"], "'-1' is not a whole number from 0 to 36500"),
        (["report", "-o", "articles"], "articles is a folder: name a file for the report"),
        (["list", "--state", "foo"], "'foo' is not one of 'published', 'draft', 'scheduled', "),
        (["list", "-c", "foo"], "there is no category 'foo' (there are News)"),
        (["list", "-t", "tiddes"], "there is no tag 'tiddes' (did you mean 'tides'?)"),
        (["links", "twoo"], "there is no article 'twoo' (did you mean 'two'?)"),
        (["show", ""], "there is no article ''"),
        (["schema", "foo"], "'foo' is not one of 'front-matter', 'taxonomy'"),
        (["rename", "foo", "a", "b"], "'foo' is not one of 'tag', 'category', 'author', 'slug'"),
    ],
)
def test_unknown_values_are_refused(kb: Kb, kept: Site, arguments: list[str], told: str) -> None:
    """In one sentence, which says what there is or what was meant."""
    done = kb(*arguments)
    assert done.returncode in {1, 2}
    assert done.stdout == ""
    assert told in done.stderr
    assert "Value error" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_one_thing_is_not_called_several(kb: Kb, site: Site) -> None:
    """Numbers stand before the right form of their nouns."""
    site.write({"articles/a.md": article("A", tags="[x]")})
    site.write({"articles/b.md": article("B", draft="true")})
    said = kb("stats").stdout.splitlines()
    assert said[0] == "1 article published, 2 words"
    assert {"  1 draft", "  1 category", "  1 tag", "  1 year"} <= set(said)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[tide, tides]", "[tides]"),
        ("[a, tide, tides, b]", "[a, tides, b]"),
        ("[tide, Tide, x, tides]", "[x, tides]"),
        ("[Tide, x, tide]", "[tides, x]"),
        ("\n  - tide\n  - x # kept\n  - tides", "\n  - x # kept\n  - tides"),
        ("\n- x\n- tides\n- 'tide'", "\n- x\n- tides"),
        ("tide", "tides"),
    ],
)
def test_an_article_has_a_tag_once(
    kb: Kb, kept: Site, tmp_path: Path, before: str, after: str
) -> None:
    """Where it has the new name already, the old one is taken out, and nothing else changes."""
    kept.write({"articles/two.md": article("Two", tags=before)})
    kb("rename", "tag", "tide", "tides", "--yes")
    assert (tmp_path / "articles/two.md").read_text("utf-8") == article("Two", tags=after)


TWO_CATEGORIES = """\
categories:
  NEWS:
    title: News
    description: All that is News, or newsy.
    synonyms: [LATEST]

  # Long ones.
  GUIDES:
    title: Guides
"""


def test_a_description_follows_its_category(kb: Kb, kept: Site, tmp_path: Path) -> None:
    """It says the new name where it said the old one."""
    kept.write({"taxonomy.yaml": TWO_CATEGORIES})
    kb("rename", "category", "NEWS", "Reports", "--yes")
    categories = yaml.safe_load((tmp_path / "taxonomy.yaml").read_text("utf-8"))["categories"]
    assert categories["Reports"]["description"] == "All that is Reports, or newsy."
    assert categories["Reports"]["synonyms"] == ["LATEST", "NEWS"]


@pytest.mark.parametrize(
    "before",
    [
        TWO_CATEGORIES,
        "categories: {NEWS: {synonyms: [LATEST]}, GUIDES: {title: Guides}}\n",
        "categories: {GUIDES: {title: Guides}, NEWS: {synonyms: [LATEST]}}\n",
    ],
)
def test_two_categories_become_one(kb: Kb, kept: Site, tmp_path: Path, before: str) -> None:
    """The other one stays as it is, and all old names lead to it."""
    kept.write({"taxonomy.yaml": before})
    kb("rename", "category", "NEWS", "GUIDES", "--yes")
    text = (tmp_path / "taxonomy.yaml").read_text("utf-8")
    assert yaml.safe_load(text)["categories"] == {
        "GUIDES": {"title": "Guides", "synonyms": ["NEWS", "LATEST"]}
    }
    assert text.count("#") == before.count("#")
    assert kb("check", "-q", "--strict").stdout == ""


def test_a_bar_shows_how_far_reading_is(kb: Kb, site: Site) -> None:
    """With many articles, on a terminal only; what is printed is the same."""
    site.write({f"articles/a{number}.md": article(f"A {number}") for number in range(501)})
    status, said = on_terminal(["stats"], [], site.srcdir)
    assert status == 0
    assert "Reading" in said
    plain = kb("stats", cwd=site.srcdir)
    assert plain.returncode == 0
    assert "Reading" not in plain.stdout + plain.stderr
