"""Readers of a large site search its index in parts, and find what one index would have.

Nor does it matter whether Pagefind made the index, or the build changed an older one.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sphinx_knowledge_base.exports.pagefind import indexed_pages, search_index
from tests.helpers.articles import article
from tests.helpers.browser import Complaints
from tests.helpers.served import BELOW, HTML_BUILDERS, BuiltSite, serve
from tests.helpers.sites import MakeSite

pytestmark = [pytest.mark.long, pytest.mark.ci]

WORDS = """
    anchor basket candle daisy ember falcon garnet hollow indigo juniper kettle lantern meadow
    nectar orchid pebble quarry ribbon saddle thimble umbrella velvet willow yarrow zephyr
""".split()  # noqa: SIM905

#: Pages in a part, so that there are four parts.
SIZE = 9

_changes = search_index._changes

QUERIES = (
    *("anchor", "basket", "daisy", "ember", "kettle", "orchid", "umbrella", "zephyr"),
    "lant",  # as one types
    "comet",  # in the newest articles only
    "glacier",  # in the oldest only, where another word begins like it
    *("anchor basket", "velvet thimble", "nectar comet", "comet daisy", "glacier juniper"),
    *("pebble quarry ribbon", "saddle umbrella yarrow", "first telescope"),
    "xylophone",  # nowhere
)


def articles() -> Iterator[tuple[str, str]]:
    """Articles of different length; some words are rare, and some are in a few parts only."""
    rng = random.Random("articles in parts")
    for number in range(32):
        length = rng.randrange(60, 160 + 4 * number)
        words = rng.choices(WORDS, range(len(WORDS), 0, -1), k=length)
        words += ["comet"] * rng.randrange(1, 6) if number > 22 else []
        words += ["glacier"] * rng.randrange(1, 6) if number < 8 else ["gl"]
        words += ["first", "telescope"] if number in {3, 14, 30} else []
        rng.shuffle(words)
        title = f"{rng.choice(WORDS).capitalize()} and {rng.choice(WORDS)} {number}"
        yield (
            f"articles/a{number:02}.md",
            article(
                "\n\n".join(" ".join(words[start : start + 40]) for start in range(0, length, 40)),
                title=title,
                category=rng.choice(["NEWS", "GUIDES"]),
                tags=rng.sample(["red", "green", "blue"], 2),
                publishedAt=(date(2023, 10, 1) + timedelta(days=7 * number)).isoformat(),
            ),
        )


def before(files: Mapping[str, str]) -> dict[str, str]:
    """Other versions of a third of the articles: of their texts, titles, tags and categories."""
    changed = {}
    for number, (name, text) in enumerate(files.items()):
        if number % 3 == 0 and name != "about.md":
            other = text.replace("daisy", "comet").replace("kettle", "xylophone anchor")
            other = other.replace('"red"', '"yellow"')
            changed[name] = other.replace("NEWS", "GUIDES")
    return changed


def some_changes(*args: Any) -> Any:
    """What changes a part; it is an error if there is nothing to change."""
    changes = _changes(*args)
    assert changes is not None
    return changes


@pytest.fixture(scope="module", params=HTML_BUILDERS)
def sites(
    request: pytest.FixtureRequest, make_shared_site: MakeSite
) -> Iterator[Mapping[str, BuiltSite]]:
    """The same site with one index, with parts, and with parts that were changed.

    Each is below a path of its host.
    """
    files = {**dict(articles()), "about.md": "# About\n\nA daisy in a basket.\n"}
    served, servers = {}, []
    for name, size in {"one": 1_000, "parts": SIZE, "changed": SIZE}.items():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(indexed_pages, "PART_SIZE", size)
            site = make_shared_site(files | (before(files) if name == "changed" else {}), name)
            if name == "changed":
                site.build(request.param)
                # All pages of a part have been read for the last time.
                patch.setattr(search_index, "_changes", some_changes)
                site.write(files)
            folder = site.build(request.param).outdir
        servers.append(server := serve(folder))
        served[name] = BuiltSite(folder, f"http://127.0.0.1:{server.server_port}{BELOW}")
    assert (served["parts"].folder / "pagefind" / "4").is_dir()
    yield served
    for server in servers:
        server.shutdown()


def shown(page: Page) -> tuple[list[str], str, list[str]]:
    """What the search page shows: titles, their number, and filters with counts."""
    expect(page.locator("#kb-hits")).to_have_attribute("aria-busy", "false")
    titles = page.locator("#kb-hits .kb-title").all_inner_texts()
    filters = page.locator("#kb-facets label").all_text_contents()
    return titles, page.locator("#kb-search-status").inner_text(), filters


def test_the_same_is_found(
    sites: Mapping[str, BuiltSite], page: Page, complaints: Complaints
) -> None:
    """The first ten results of twenty queries, the number of all, and the counts of filters.

    None has results with equal scores, which may be in any order.
    """
    found = {}
    for name, site in sites.items():
        page.goto(site.page("search"))
        shown(page)
        for query in QUERIES:
            page.locator("#kb-search-page").fill(query)
            found[name, query] = shown(page)
    for name in ("parts", "changed"):
        different = [query for query in QUERIES if found["one", query] != found[name, query]]
        assert {q: (found["one", q], found[name, q]) for q in different} == {}
    assert len({tuple(titles) for titles, *_ in found.values()}) > 15
    assert complaints == Complaints()


def test_the_newest_come_first_across_parts(sites: Mapping[str, BuiltSite], page: Page) -> None:
    """Sorted by date, with a query and without, with a filter and without."""
    for asked in ("", "?sort=date", "?q=daisy&sort=date", "?q=daisy&sort=date&category=News"):
        lists = []
        for site in sites.values():
            page.goto(site.page("search") + asked)
            shown(page)
            page.get_by_role("button", name="Show more results").click()
            expect(page.locator("#kb-hits > li")).not_to_have_count(10)
            lists.append(shown(page))
        assert lists[0] == lists[1] == lists[2]
        dates = page.locator("#kb-hits .kb-facts").all_inner_texts()
        assert len(dates) > 10


def test_a_filter_narrows_all_parts(sites: Mapping[str, BuiltSite], page: Page) -> None:
    """The number beside a filter is that of the results when it is chosen."""
    page.goto(sites["parts"].page("search") + "?q=ember")
    shown(page)
    label = page.locator("#kb-facets label", has_text="Guides")
    promised = label.locator(".kb-count").inner_text()
    label.click()
    expect(page.locator("#kb-search-status")).to_contain_text(re.compile(rf"^{promised} "))


def test_programs_are_loaded_once(sites: Mapping[str, BuiltSite], page: Page) -> None:
    """Of each further part a reader loads its tables only, and nothing twice."""
    loaded: list[str] = []
    site = sites["parts"]
    page.context.on("request", lambda request: loaded.append(request.url))
    page.goto(site.page("articles/a01"))
    page.keyboard.press("/")
    page.keyboard.type("daisy")
    hits = page.get_by_role("dialog").locator(".kb-hits")
    expect(hits.locator("mark").first).to_be_visible()
    expect(hits).to_have_attribute("aria-busy", "false")
    below = [url.removeprefix(f"{site.address}pagefind/") for url in loaded if "/pagefind/" in url]
    programs = [name for name in below if "wasm" in name or name.endswith(".js")]
    assert sorted(programs) == ["pagefind-worker.js", "pagefind.js", "wasm.en.pagefind"]
    parts = Counter(name.partition("/")[0] for name in below if name[:2] in {"2/", "3/", "4/"})
    assert set(parts) == {"2", "3", "4"}
    assert max(Counter(name for name in below if ".pf_" in name).values()) == 1
