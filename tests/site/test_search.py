"""Search as a person uses it: typing, arrow keys, facets, the back button, a shared address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.conftest import BuiltSite, Complaints


def hits(page: Page) -> list[str]:
    return page.locator(".kb-hits:visible .kb-title").all_inner_texts()


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
    expect(dialog.get_by_role("status")).to_contain_text("result")
    expect(dialog.locator("mark").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)
    assert complaints == Complaints()


def test_the_search_page_keeps_its_state_in_the_address(site: BuiltSite, page: Page) -> None:
    """Facets narrow, the back button takes that back, and a shared address shows the same."""
    page.goto(site.page("search"))
    page.locator("#kb-search-page").fill("infusion")
    status = page.locator("#kb-search-status")
    expect(page).to_have_url(re.compile("q=infusion"))
    category = page.get_by_role("checkbox", name="Clinical Practice", exact=False).first
    category.wait_for()
    before = status.inner_text()
    category.check()
    expect(page).to_have_url(re.compile(r"category=Clinical\+Practice"))
    expect(status).not_to_have_text(before)
    narrowed = hits(page)
    shared = page.url
    page.go_back()
    expect(status).to_have_text(before)
    page.goto(shared)
    page.locator(".kb-hit").first.wait_for()
    assert hits(page) == narrowed
    expect(page.get_by_role("checkbox", name="Clinical Practice").first).to_be_checked()


@pytest.mark.parametrize("words", ["RSD", "complex regional pain syndrome"])
def test_other_names_find_articles(site: BuiltSite, page: Page, words: str) -> None:
    """A synonym that the registry gives for a tag finds the articles that have it."""
    page.goto(f"{site.page('search')}?q={words}")
    page.locator(".kb-hit").first.wait_for()
    assert any("CRPS" in title for title in hits(page))


def test_the_newest_come_first_when_asked(site: BuiltSite, page: Page) -> None:
    """Sorted by date, the results are those that the list of all articles has, in its order."""
    page.goto(site.page("articles/index"))
    newest = page.locator(".kb-articles .kb-title").all_inner_texts()[:5]
    page.goto(f"{site.page('search')}?sort=date")
    page.locator(".kb-hit").first.wait_for()
    assert hits(page)[:5] == newest


def test_results_lead_to_headings(site: BuiltSite, page: Page) -> None:
    """A result names the headings under which it was found, and they are where it says."""
    page.goto(f"{site.page('search')}?q=fibromyalgia")
    part = page.locator(".kb-hit-headings a").first
    part.wait_for()
    text = part.inner_text()
    part.click()
    expect(page.locator(":target").first).to_contain_text(text)


def test_without_a_script_all_articles_are_listed(site: BuiltSite, browser: Browser) -> None:
    """The search page then says why it does not search and lists every article."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.page("search"))
    # A browser shows this; one that is driven takes it for text.
    assert "Searching needs JavaScript" in (page.locator("noscript").text_content() or "")
    assert page.locator("#kb-every-article > li").count() >= 14
    context.close()


def test_opened_from_a_folder_it_still_finds(site: BuiltSite, browser: Browser) -> None:
    """Under ``file://`` the list of all articles narrows itself, and says so."""
    page = browser.new_page()
    page.goto(f"{site.file('search').as_uri()}?q=crps")
    expect(page.locator("#kb-search-offline")).to_be_visible()
    shown = page.locator("#kb-every-article > li:visible")
    assert 0 < shown.count() < page.locator("#kb-every-article > li").count()
    page.close()


def test_a_lost_reader_finds_a_way(site: BuiltSite, page: Page) -> None:
    """An address deep below, where nothing is, shows a page with its styles, search and links."""
    page.goto(site.address + "no/such/page")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("consent")
    page.get_by_role("dialog").locator(".kb-hit a").first.click()
    expect(page.locator("h1")).not_to_contain_text("not found")
