"""Check the accessibility of every kind of page: desk and phone, light and dark."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.helpers.browser import Complaints, Reader
from tests.helpers.served import LOOKS, BuiltSite

#: One of each kind, by docname.
PAGES = (
    "index",
    "articles/chronic-pain-ketamine-applications",
    "articles/infusion-rate-arithmetic",
    "articles/keeping-a-pain-diary",
    "articles/index",
    "categories/index",
    "categories/clinical-research",
    "tags/index",
    "authors/ketamine-association-editorial-team",
    "archive/index",
    "glossary",
    "guide/writing",
    "search",
    "404",
)


@LOOKS
@pytest.mark.parametrize(
    ("scheme", "width", "pages"),
    [
        pytest.param("light", 390, PAGES, id="light-390"),
        *(
            pytest.param(*look, PAGES, marks=[pytest.mark.long, pytest.mark.ci])
            for look in (("dark", 1280), ("light", 1280), ("dark", 390))
        ),
    ],
)
def test_axe_finds_nothing(
    site: BuiltSite,
    reader: Reader,
    complaints: Complaints,
    scheme: str,
    width: int,
    pages: Sequence[str],
) -> None:
    """axe, its best practices included, has nothing to say of any kind of page; nor the console."""
    page = reader(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    axe = Axe()
    found = {}
    for docname in pages:
        page.goto(site.page(docname))
        if docname == "search":
            page.wait_for_selector(".kb-hit")
        result = axe.run(page, options={"resultTypes": ["violations"]})
        if result.violations_count:
            found[docname] = result.generate_report()
    assert found == {}
    assert complaints == Complaints()


@LOOKS
@pytest.mark.parametrize(
    "docname", ["index", "articles/infusion-rate-arithmetic", "tags/index", "search"]
)
@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_wider_than_the_screen(
    site: BuiltSite, reader: Reader, docname: str, width: int
) -> None:
    """At 320 pixels, which is 400 % zoom at a desk, no page scrolls sideways (WCAG 1.4.10)."""
    page = reader(viewport={"width": width, "height": 800}).new_page()
    page.goto(site.page(docname))
    wide = page.evaluate(
        """() => [...document.querySelectorAll("[role=main] *")].filter((part) =>
          part.getBoundingClientRect().right > innerWidth + 1 &&
          !part.closest(".table-wrapper, pre, math, .kb-search-label, svg"))
          .map((part) => part.outerHTML.slice(0, 90))"""
    )
    assert wide == []


@LOOKS
def test_the_drawers_open_by_keyboard(site: BuiltSite, reader: Reader) -> None:
    """On a phone the navigation opens with the space bar; closed, the keyboard passes it by."""
    page = reader(viewport={"width": 390, "height": 800}).new_page()
    page.goto(site.page("articles/crps-and-ketamine"))
    link = page.locator(".sidebar-tree a").first
    expect(link).not_to_be_in_viewport()
    assert link.evaluate("link => getComputedStyle(link).visibility") == "hidden"
    page.locator("#__navigation").focus()
    page.keyboard.press("Space")
    expect(link).to_be_in_viewport()


@LOOKS
def test_a_scheme_that_was_chosen_is_kept(site: BuiltSite, page: Page) -> None:
    """Dark stays dark on the next page."""
    page.goto(site.page("index"))
    toggle = page.locator(".theme-toggle-content button")
    for _ in range(3):
        toggle.click()
        if page.evaluate("document.body.dataset.theme") == "dark":
            break
    page.goto(site.page("glossary"))
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


@LOOKS
def test_previews_show_notes_and_definitions(site: BuiltSite, page: Page) -> None:
    """A footnote and a glossary term are explained where they stand; Escape ends it."""
    page.goto(site.page("articles/chronic-pain-ketamine-applications"))
    preview = page.locator("#kb-preview")
    page.locator('[role=main] a[href*="#term-"]').first.focus()
    expect(preview).to_contain_text("nervous system")
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.locator("a.footnote-reference").first.focus()
    expect(preview).to_contain_text("figures")


@LOOKS
def test_a_list_is_narrowed_in_the_page(site: BuiltSite, page: Page) -> None:
    """Choosing a tag leaves the articles that have it and says how many."""
    page.goto(site.page("articles/index"))
    page.get_by_label("Tag").select_option("CRPS")
    entries = page.locator(".kb-articles > li:visible")
    assert entries.count() > 0
    assert all("CRPS" in text for text in entries.all_inner_texts())
    expect(page.locator(".kb-narrow-status")).to_contain_text(f"{entries.count()} of ")


@LOOKS
def test_paper_has_the_article_alone(site: BuiltSite, page: Page) -> None:
    """Printed, a page has its text and none of what one does with a screen; all of it is light."""
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(site.page("articles/infusion-rate-arithmetic"))
    shown = page.evaluate(
        """() => [...document.body.querySelectorAll("*")].filter((part) =>
          part.checkVisibility() && !part.closest("[role=main], svg") &&
          !part.querySelector("[role=main]")).map((part) => part.outerHTML.slice(0, 90))"""
    )
    assert shown == []
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"
