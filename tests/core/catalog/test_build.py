"""Build the catalog from articles: terms, dates, addresses and messages about mistakes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sphinx_knowledge_base.core.catalog.build import READING_SPEED, assemble
from sphinx_knowledge_base.core.catalog.inputs import Lookups, Rules
from sphinx_knowledge_base.core.catalog.routes import Routes
from sphinx_knowledge_base.core.catalog.taxonomy import Registry
from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.source import read_source
from tests.helpers.articles import article
from tests.helpers.catalogs import NOW, catalog, problems, slugs

CATEGORIES = """\
categories:
  CLINICAL_RESEARCH: {title: Clinical Research, audience: practitioners}
  PATIENT_EDUCATION: {audience: For patients}
audiences:
  patients: {title: For patients}
  practitioners: {}
tags:
  CRPS: {synonyms: [RSD]}
"""


def test_unregistered_category() -> None:
    """It is a warning with a suggestion, and the category gets a page named after its code."""
    made = catalog({"a.md": article(category="CLINICAL_RESERCH")}, CATEGORIES)
    assert problems(made) == [
        "a.md:3:11: category 'CLINICAL_RESERCH' is not registered "
        "(did you mean 'CLINICAL_RESEARCH'?) [kb.category]"
    ]
    (term,) = made.of("categories")
    assert (term.slug, term.title) == ("clinical-reserch", "Clinical Reserch")
    assert slugs(made.members["categories", term.key]) == ["a"]


def test_unregistered_audience() -> None:
    """It is a warning at the item, and the article keeps what else it says."""
    made = catalog(
        {"a.md": article(category="CLINICAL_RESEARCH", audience=["patient", "practitioners"])},
        CATEGORIES,
    )
    assert problems(made) == [
        "a.md:5:12: audience 'patient' is not registered (did you mean 'patients'?) [kb.audience]"
    ]
    assert made.articles[0].audiences == ("patient", "practitioners")


@pytest.mark.parametrize(
    ("category", "audience"),
    [("CLINICAL_RESEARCH", "practitioners"), ("Patient Education", "patients")],
)
def test_audience_of_the_category(category: str, audience: str) -> None:
    """A category says whom its articles are for when they do not; a title is as good as a key."""
    made = catalog(
        {
            "silent.md": article(category=category),
            "outspoken.md": article(category=category, audience="For patients"),
        },
        CATEGORIES,
    )
    assert problems(made) == []
    (outspoken, silent) = made.articles
    assert silent.audiences == (audience,)
    assert outspoken.audiences == ("patients",)


def test_without_registry_any_label_is_fine() -> None:
    """Categories and audiences need no registration."""
    made = catalog({"a.md": article(category="CASE_REPORTS", audience="students")})
    assert problems(made) == []
    assert made.of("categories")[0].title == "Case Reports"
    assert made.of("audiences")[0].title == "Students"
    assert problems(made, notes=True) == []


def test_taken_slug() -> None:
    """Of several articles with one slug the one published first stays; others are left out."""
    made = catalog(
        {
            "2025/a.md": article(slug="crps", publishedAt="2025-03-01"),
            "2026/b.md": article(slug="crps", title="B", publishedAt="2025-02-01"),
            "crps.md": article(title="C", publishedAt="2025-04-01"),
            "other.md": article(slug="crps-2"),
        }
    )
    assert problems(made) == [
        "2025/a.md:5:7: slug 'crps' is taken by 2026/b.md; 'crps-3' is free [kb.slug]",
        "crps.md:1:1: slug 'crps' is taken by 2026/b.md; 'crps-3' is free [kb.slug]",
    ]
    assert {one.source for one in made.articles} == {"2026/b.md", "other.md"}
    assert made.not_documents == {"2025/a.md", "crps.md"}


def test_a_copied_file_takes_nothing_away() -> None:
    """Of copies that say the same, the file that is named after the slug keeps the address."""
    text = article(slug="crps")
    for copy in ("a copy.md", "crps copy.md", "2020/crps.md"):
        made = catalog({"crps.md": text, copy: text})
        assert [one.source for one in made.articles] == ["crps.md"]
        assert problems(made) == [
            f"{copy}:5:7: slug 'crps' is taken by crps.md; 'crps-2' is free [kb.slug]"
        ]


def test_a_published_address_is_kept_by_who_has_it() -> None:
    """The ledger decides before any date: a backdated newcomer does not take an address."""
    files = {
        "new.md": article(slug="x", category="A", publishedAt="2020-01-01"),
        "old.md": article(slug="x", category="B", publishedAt="2024-01-01"),
    }
    sources = [read_source(path, text.encode(), ReadingRules()) for path, text in files.items()]
    rules = Rules(NOW, Routes("{category}/{slug}"))
    for ledger, kept in ((frozenset(), "new.md"), (frozenset({"/b/x"}), "old.md")):
        made = assemble(sources, Registry(), rules, Lookups(ledger=ledger))
        assert [one.source for one in made.articles] == [kept]


def test_slug_of_a_draft_is_free() -> None:
    """A draft does not exist, so it takes no address."""
    made = catalog({"a.md": article(slug="x", draft=True), "b.md": article(slug="x")})
    assert problems(made) == []
    assert slugs(made.articles) == ["x"]


def test_one_slug_in_two_folders_is_one_slug() -> None:
    """Even where the permalink has more than the slug: roles and JSON files go by slugs."""
    made = catalog(
        {"a.md": article(slug="x"), "b.md": article(slug="x", category="OTHER")},
        rules=Rules(NOW, Routes("{category}/{slug}")),
    )
    assert [line.partition(": ")[2] for line in problems(made)] == [
        "slug 'x' is taken by a.md; 'x-2' is free [kb.slug]",
    ]


@pytest.mark.parametrize(
    ("permalink", "slug"),
    [
        *(("articles/{slug}", "index"), ("{slug}", "index"), ("{slug}", "search")),
        *(("{slug}", "tags"), ("{slug}", "articles"), ("{category}/{slug}", "x")),
    ],
)
def test_reserved_address(permalink: str, slug: str) -> None:
    """Where an index page stands there can be no article."""
    files = {"a.md": article(slug=slug, category="TAGS", publishedAt="2024-01-02")}
    made = catalog(files, rules=Rules(NOW, Routes(permalink)))
    assert problems(made) == [
        f"a.md:5:7: slug {slug!r} is an address that the build itself uses [kb.slug]"
    ]
    assert made.articles == ()


def test_address_of_another_document() -> None:
    """A page that is no article keeps its address, and the article is reported."""
    source = read_source("articles/a.md", article(slug="about").encode(), ReadingRules())
    rules = Rules(NOW, Routes("{slug}"))
    made = assemble([source], Registry(), rules, Lookups(documents={"about": "about.md"}))
    assert problems(made) == ["articles/a.md:5:7: slug 'about' is taken by about.md [kb.slug]"]
    assert made.articles == ()


UNPUBLISHED: dict[str, dict[str, object]] = {
    "draft": {"draft": True},
    "scheduled": {"publishedAt": "2026-01-01T00:00:01Z"},
    "expired": {"expiresAt": "2026-01-01"},
}


@pytest.mark.parametrize("status", UNPUBLISHED)
def test_unpublished(status: str) -> None:
    """It leaves no trace in the catalog, and is shown and marked in a preview."""
    files = {
        "a.md": article(tags=["Secret"], author="Nobody", series="Hidden", **UNPUBLISHED[status]),
        "b.md": article(),
    }
    made = catalog(files)
    assert slugs(made.articles) == ["b"]
    assert made.not_documents == {"a.md"}
    shown = (made.articles, made.terms, made.members, made.keys, made.related, made.pages)
    assert not any(word in repr(shown) for word in ("Secret", "secret", "Nobody", "Hidden"))
    preview = catalog(files, rules=Rules(NOW, preview=True))
    assert {one.slug: one.unpublished for one in preview.articles} == {"a": status, "b": ""}
    assert preview.not_documents == frozenset()


def test_moment_of_publication() -> None:
    """An article exists from its very moment on, and no longer from that of its expiry on."""
    at = NOW.isoformat()
    made = catalog({"a.md": article(publishedAt=at), "b.md": article(expiresAt=at)})
    assert slugs(made.articles) == ["a"]


def test_next_change() -> None:
    """The catalog says when the next article comes or goes by itself."""
    days = [NOW + timedelta(days=number) for number in range(-1, 4)]
    made = catalog(
        {
            "a.md": article(publishedAt=days[0].isoformat(), expiresAt=days[3].isoformat()),
            "b.md": article(publishedAt=days[2].isoformat()),
            "c.md": article(publishedAt=days[4].isoformat()),
        }
    )
    assert made.changes_at == days[2]
    assert catalog({"a.md": article()}).changes_at is None


def test_draft_without_date() -> None:
    """In a preview it is listed as the newest."""
    files = {"a.md": article(draft=True, publishedAt=None), "b.md": article()}
    preview = catalog(files, rules=Rules(NOW, preview=True))
    assert problems(preview) == []
    assert slugs(preview.articles) == ["a", "b"]
    assert preview.articles[0].published is None


def test_newest_first() -> None:
    """Articles are ordered by the moment of publication, then by slug."""
    made = catalog(
        {
            "c.md": article(publishedAt="2025-01-01"),
            "b.md": article(publishedAt="2025-01-01"),
            "a.md": article(publishedAt="2024-12-31T23:59:59-01:00"),
            "d.md": article(publishedAt="2024-06-01"),
        }
    )
    assert slugs(made.articles) == ["a", "b", "c", "d"]


def test_labels_are_folded() -> None:
    """One tag, whose title is what the oldest article wrote; the other spelling is a note."""
    files = {
        "new.md": article(tags=["chronic-pain"], publishedAt="2025-01-02"),
        "old.md": article(tags=["Chronic Pain", "CHRONIC_PAIN"], publishedAt="2025-01-01"),
    }
    made = catalog(files)
    (tag,) = made.of("tags")
    assert (tag.slug, tag.title) == ("chronic-pain", "Chronic Pain")
    assert slugs(made.members["tags", tag.key]) == ["new", "old"]
    assert problems(made) == []
    assert problems(made, notes=True) == [
        "new.md:5:8: tag 'chronic-pain' is shown as 'Chronic Pain' [kb.tag]",
        "old.md:5:24: tag 'CHRONIC_PAIN' is shown as 'Chronic Pain' [kb.tag]",
    ]


def test_synonym() -> None:
    """A synonym in an article counts as its tag."""
    made = catalog({"a.md": article(tags=["rsd", "CRPS"], category="NEWS")}, "tags:\n" + TAGS)
    assert made.articles[0].tags == ("crps",)
    assert made.find_key("tags", "RSD") == "crps"


TAGS = "  CRPS: {synonyms: [RSD]}\n"


def test_colliding_tags() -> None:
    """The label that came later loses only itself, with a warning at its place."""
    made = catalog(
        {
            "a.md": article(tags=["C"], publishedAt="2025-01-01"),
            "b.md": article(tags=["x", "C++"], publishedAt="2025-01-02"),
        }
    )
    assert problems(made) == [
        "b.md:5:13: tag 'C++' has the address of 'C' ('c'); "
        "the taxonomy can give it one: tags: {'C++': {slug: ...}} [kb.tag]"
    ]
    assert made.article("b") is not None
    assert slugs(made.members["tags", "c"]) == ["a"]
    assert slugs(made.members["tags", "x"]) == ["b"]


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("tags", ["!!!"], "a.md:5:8: tag '!!!' has no letter or digit to make an"),
        ("author", "!!!", "a.md:5:9: author '!!!' has no letter or digit to make an"),
        (
            "audience",
            ["!!!"],
            "a.md:5:12: audience '!!!' has no letter or digit to make an",
        ),
        ("series", "!!!", "a.md:5:9: series '!!!' has no letter or digit to make an"),
    ],
)
def test_labels_without_address(key: str, value: object, line: str) -> None:
    """Such a label is left out with a warning; the article is built."""
    made = catalog({"a.md": article(**{key: value})})
    (problem,) = problems(made)
    assert problem.startswith(line)
    assert slugs(made.articles) == ["a"]


def test_category_without_address() -> None:
    """There is no page without a category, so the article is left out, as an error."""
    made = catalog({"a.md": article(category="!!!"), "b.md": article()})
    assert problems(made) == [
        "a.md:3:11: category '!!!' has no letter or digit to make an address from; "
        "the taxonomy can give it one: categories: {'!!!': {slug: ...}} [kb.category]"
    ]
    assert slugs(made.articles) == ["b"]


def test_related() -> None:
    """Curated articles come first, in the author's order, then computed ones up to the limit."""
    made = catalog(
        {
            "a.md": article(tags=["x"], relatedArticles=["c", "b"], publishedAt="2025-01-04"),
            "b.md": article(category="B", publishedAt="2025-01-01"),
            "c.md": article(category="C", publishedAt="2025-01-02"),
            "d.md": article(tags=["x"], publishedAt="2025-01-03"),
        },
        rules=Rules(NOW, related_limit=3),
    )
    assert [one.slug for one in made.related["a"]] == ["c", "b", "d"]


def test_unknown_related_article() -> None:
    """It is a warning with a suggestion; one that is not published is a note."""
    files = {
        "crps.md": article(),
        "secret.md": article(draft=True),
        "x.md": article(relatedArticles=["crsp", "crps", "secret"]),
    }
    made = catalog(files)
    assert problems(made, notes=True) == [
        "x.md:5:19: there is no article 'crsp' (did you mean 'crps'?) [kb.related]",
        "x.md:5:35: related article 'secret' is not published [kb.related]",
    ]
    assert [one.slug for one in made.related["x"]] == ["crps"]


def test_series_order() -> None:
    """By ``seriesOrder``, parts without one behind the others by date."""
    order = {"a": (None, 2), "b": (2, 9), "c": (1.5, 8), "d": (None, 1), "e": (-1, 7)}
    made = catalog(
        {
            f"{slug}.md": article(
                series="Basics", seriesOrder=place, publishedAt=f"2025-01-{day:02}"
            )
            for slug, (place, day) in order.items()
        }
    )
    assert problems(made) == []
    assert slugs(made.members["series", "basics"]) == ["e", "c", "b", "d", "a"]


def test_default_author() -> None:
    """An article that names no author has the site's, if that has one."""
    files = {"a.md": article(), "b.md": article(author="Somebody")}
    made = catalog(files, rules=Rules(NOW, default_author="The Editors"))
    assert [made.terms_of(one, "authors")[0].title for one in made.articles] == [
        "The Editors",
        "Somebody",
    ]
    assert catalog(files).articles[0].authors == ()


def test_author_with_more_than_a_name() -> None:
    """What an article says of its author is on the author's page."""
    author = {"name": "A Team", "bio": "Many.", "url": "https://example.org/team"}
    (term,) = catalog({"a.md": article(author=author)}).of("authors")
    assert (term.title, term.bio, term.url) == ("A Team", "Many.", "https://example.org/team")


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (238, 1), (239, 2), (2380, 10)])
def test_reading_time(words: int, minutes: int) -> None:
    """Whole minutes, rounded up, and never none."""
    assert READING_SPEED == 238
    (one,) = catalog({"a.md": article("word " * words)}).articles
    assert (one.words, one.reading_minutes) == (words, minutes)


def test_excerpt() -> None:
    """The author's own, or the beginning of the first paragraph."""
    made = catalog({"a.md": article("# H\n\nFirst *one*.\n"), "b.md": article(excerpt="Own.")})
    assert [one.excerpt for one in made.articles] == ["First one.", "Own."]


def test_missing_picture() -> None:
    """A featured picture that is not there is a warning, and the article goes without."""
    source = read_source("a.md", article(featuredImage="/x.svg").encode(), ReadingRules())
    made = assemble([source], Registry(), Rules(NOW), Lookups(find_image=lambda _: None))
    assert problems(made) == ["a.md:5:16: featured picture '/x.svg' does not exist [kb.image]"]
    assert made.articles[0].image is None


def test_picture_elsewhere() -> None:
    """A picture with an address of its own is not looked for."""
    url = "https://example.org/x.jpg"
    source = read_source("a.md", article(featuredImage=url).encode(), ReadingRules())
    made = assemble([source], Registry(), Rules(NOW), Lookups(find_image=lambda _: None))
    assert problems(made) == []
    assert made.articles[0].image == url


def test_empty() -> None:
    """No articles are a catalog too."""
    made = catalog({})
    assert (made.articles, made.terms, made.pages, made.problems) == ((), {}, {}, ())


def test_order_of_files_does_not_matter() -> None:
    """The catalog is the same whichever file comes first."""
    files = {
        f"{number}.md": article(
            title=f"T{number % 3}",
            tags=["x", "X", "y-z", "Y z"][: number % 5],
            publishedAt=datetime(2025, 1, 1 + number % 4, tzinfo=UTC).isoformat(),
        )
        for number in range(20)
    }
    backwards = dict(reversed(files.items()))
    assert repr(catalog(files)) == repr(catalog(backwards))
