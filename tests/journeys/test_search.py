"""Search as a person does: typing, arrow keys, facets, back button, shared address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.helpers.browser import Complaints, Reader
from tests.helpers.served import LOOKS, BuiltSite


def found(page: Page) -> list[str]:
    """The titles on the search page, once the search is done."""
    done(page.locator("#kb-hits"))
    return page.locator("#kb-hits .kb-title").all_inner_texts()


def done(hits: Locator) -> None:
    """Wait until the results in a list are those of what was asked last."""
    expect(hits).to_have_attribute("aria-busy", "false")


def ask(site: BuiltSite, page: Page, query: str) -> list[str]:
    """The titles that the search page finds."""
    page.goto(site.page("search"))
    page.locator("#kb-search-page").fill(query)
    return found(page)


def number(page: Page) -> int:
    """How many results the search page says there are."""
    done(page.locator("#kb-hits"))
    (digits,) = re.findall(r"\d+", page.locator("#kb-search-status").inner_text())
    return int(digits)


def test_the_dialog_finds_as_one_types(site: BuiltSite, page: Page, complaints: Complaints) -> None:
    """``/`` opens it, the arrows go through what is found, Enter opens it, Escape closes it."""
    page.goto(site.page("articles/keeping-a-pain-diary"))
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("complex regional")
    done(dialog.locator(".kb-hits"))
    expect(dialog.get_by_role("status")).to_contain_text("result")
    expect(dialog.locator("mark").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)
    assert complaints == Complaints()


@LOOKS
def test_what_is_typed_at_once_is_not_lost(site: BuiltSite, page: Page) -> None:
    """The dialog takes letters while what searches is still on its way."""
    late: list[Route] = []
    script = "**/knowledge-base-search.js*"
    page.route(script, lambda route: late.append(route))  # noqa: PLW0108  # by its number of arguments
    page.goto(site.page("glossary"))
    with page.expect_request(script):
        page.keyboard.press("/")
    page.keyboard.type("fibromyalgia")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("searchbox")).to_have_value("fibromyalgia")
    late.pop().continue_()
    expect(dialog.locator("mark").first).to_contain_text("fibromyalgia", ignore_case=True)


def test_the_search_page_keeps_its_state_in_the_address(site: BuiltSite, page: Page) -> None:
    """Facets narrow, the back button takes that back, and a shared address shows the same."""
    before = ask(site, page, "infusion")
    expect(page).to_have_url(re.compile("q=infusion"))
    page.get_by_role("checkbox", name="Clinical Practice").check()
    expect(page).to_have_url(re.compile(r"category=Clinical\+Practice"))
    narrowed = found(page)
    assert narrowed != before
    shared = page.url
    page.go_back()
    assert found(page) == before
    page.goto(shared)
    assert found(page) == narrowed
    expect(page.get_by_role("checkbox", name="Clinical Practice")).to_be_checked()


@LOOKS
@pytest.mark.parametrize("facet", ["Category", "Tag", "Audience", "Author", "Year"])
def test_counts_come_true(site: BuiltSite, page: Page, facet: str) -> None:
    """The number beside a filter is that of the results when it is chosen."""
    ask(site, page, "infusion")
    group = page.locator("#kb-facets details", has_text=facet).first
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    label = group.locator("label").first
    promised = int(label.locator(".kb-count").inner_text())
    label.click()
    assert number(page) == promised
    page.get_by_role("button", name="Clear filters").click()
    assert number(page) >= promised


@LOOKS
@pytest.mark.parametrize("words", ["RSD", "complex regional pain syndrome"])
def test_other_names_find_articles(site: BuiltSite, page: Page, words: str) -> None:
    """A synonym that the registry gives for a tag finds the articles that have it."""
    page.goto(f"{site.page('search')}?q={words}")
    assert any("CRPS" in title for title in found(page))


@LOOKS
@pytest.mark.parametrize(
    "quotes",
    [
        '""',
        *(
            pytest.param(pair, marks=[pytest.mark.long, pytest.mark.ci])
            for pair in ("“”", "„“", "«»")
        ),
    ],
)
def test_a_phrase_is_found_as_it_stands(site: BuiltSite, page: Page, quotes: str) -> None:
    """Words in quotes, of whatever kind, are found beside each other and in their order only."""
    opening, closing = quotes[0], quotes[1]
    as_written = ask(site, page, f"{opening}nervous system{closing}")
    assert as_written
    assert set(as_written) <= set(ask(site, page, "system nervous"))
    assert ask(site, page, f"{opening}system nervous{closing}") == []


@LOOKS
def test_the_newest_come_first_when_asked(site: BuiltSite, page: Page) -> None:
    """Sorted by date, the results are those that the list of all articles has, in its order."""
    page.goto(site.page("articles/index"))
    newest = page.locator(".kb-articles .kb-title").all_inner_texts()[:5]
    page.goto(site.page("search"))
    done(page.locator("#kb-hits"))
    page.get_by_label("Sort by").select_option("Newest first")
    expect(page).to_have_url(re.compile("sort=date"))
    assert found(page)[:5] == newest


@LOOKS
def test_more_results_follow(site: BuiltSite, page: Page) -> None:
    """A button adds the next results and takes the keyboard to the first of them."""
    first = ask(site, page, "pain")
    page.get_by_role("button", name="Show more results").click()
    expect(page.locator("#kb-hits > li")).not_to_have_count(len(first))
    assert found(page)[: len(first)] == first
    expect(page.locator("#kb-hits .kb-title a").nth(len(first))).to_be_focused()


def test_results_lead_to_headings(site: BuiltSite, page: Page) -> None:
    """A result names the headings under which it was found, and they are where it says."""
    ask(site, page, "fibromyalgia")
    part = page.locator(".kb-hit-headings a").first
    text = part.inner_text()
    part.click()
    expect(page.locator(":target").first).to_contain_text(text)


@LOOKS
def test_without_a_script_all_articles_are_listed(site: BuiltSite, reader: Reader) -> None:
    """The search page then says why it does not search and lists every article."""
    page = reader(java_script_enabled=False).new_page()
    page.goto(site.page("search"))
    # A browser shows this; one that is driven takes it for text.
    assert "Searching needs JavaScript" in (page.locator("noscript").text_content() or "")
    assert page.locator("#kb-every-article > li").count() >= 14


def test_opened_from_a_folder_it_still_finds(site: BuiltSite, page: Page) -> None:
    """Under ``file://`` the list of all articles narrows itself, and says so."""
    page.goto(f"{site.file('search').as_uri()}?q=crps")
    expect(page.locator("#kb-search-offline")).to_be_visible()
    shown = page.locator("#kb-every-article > li:visible")
    assert 0 < shown.count() < page.locator("#kb-every-article > li").count()


@LOOKS
@pytest.mark.parametrize("lost", ["pagefind.js", "pagefind-entry.json", "wasm*", "fragment/*"])
def test_a_connection_that_breaks_is_survived(site: BuiltSite, page: Page, lost: str) -> None:
    """Whatever of the index does not arrive, the list is searched; later the index is again."""
    places = f"**/pagefind/{lost}*"
    page.context.route(places, lambda route: route.abort())
    ask(site, page, "fibromyalgia")
    expect(page.locator("#kb-search-offline")).to_be_visible()
    expect(page.locator("#kb-every-article > li:visible").first).to_be_visible()
    page.context.unroute(places)
    page.locator("#kb-search-page").fill("crps")
    assert found(page)
    expect(page.locator("#kb-search-offline")).to_be_hidden()


def test_a_lost_reader_finds_a_way(site: BuiltSite, page: Page) -> None:
    """An address deep below, where nothing is, shows a page with its styles, search and links."""
    page.goto(site.address + "no/such/page")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("consent")
    dialog = page.get_by_role("dialog")
    done(dialog.locator(".kb-hits"))
    dialog.locator(".kb-hit a").first.click()
    expect(page.locator("h1")).not_to_contain_text("not found")
