"""Read an article in a browser: what makes it comfortable."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browser import Reader
from tests.helpers.served import LOOKS, BuiltSite

ARTICLE = "articles/chronic-pain-ketamine-applications"
WITH_TABLES = "articles/infusion-rate-arithmetic"

#: One page of each kind.
KINDS = ("index", ARTICLE, "categories/clinical-research", "articles/index", "tags/index", "search")


def test_a_heading_gives_its_address(site: BuiltSite, reader: Reader) -> None:
    """The mark of a heading copies the heading's address, and says so."""
    page = reader(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(site.page(ARTICLE))
    heading = page.locator("h2", has_text="How Good Is the Evidence?")
    heading.hover()
    heading.locator("a.headerlink").click()
    expect(page.locator(".kb-announcement")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.goto(copied)
    expect(page.locator(":target h2")).to_contain_text("How Good Is the Evidence?")


@LOOKS
def test_a_line_shows_how_far_one_has_read(site: BuiltSite, page: Page) -> None:
    """It is empty at the start of an article, full where its text ends, and not read aloud."""
    page.goto(site.page(ARTICLE))
    line = page.locator(".kb-progress")
    expect(line).to_have_attribute("aria-hidden", "true")
    expect(line).to_have_css("scale", "0 1")
    page.locator(".kb-footer").scroll_into_view_if_needed()
    page.locator(".kb-related").scroll_into_view_if_needed()
    expect(line).to_have_css("scale", "1")


@LOOKS
def test_the_table_of_contents_follows(site: BuiltSite, reader: Reader) -> None:
    """It marks the section that is read."""
    page = reader(viewport={"width": 1600, "height": 900}).new_page()
    page.goto(site.page(ARTICLE))
    heading = page.locator("h2", has_text="What Treatment Is Like")
    heading.evaluate("heading => heading.scrollIntoView()")
    page.mouse.wheel(0, 20)
    expect(page.locator(".toc-tree .scroll-current > a").last).to_have_text(
        "What Treatment Is Like"
    )


@LOOKS
@pytest.mark.parametrize(
    "width", [390, pytest.param(1280, marks=[pytest.mark.long, pytest.mark.ci])]
)
def test_nothing_jumps(slow_site: BuiltSite, reader: Reader, width: int) -> None:
    """While a page arrives, loads and is scrolled to its end, nothing moves by itself."""
    pages = {}
    for docname in KINDS:  # each in a window of its own, so that all arrive at a time
        context = reader(viewport={"width": width, "height": 844})
        pages[docname] = context.new_page()
        pages[docname].goto(slow_site.page(docname), wait_until="commit")
    shifts = {}
    for docname, page in pages.items():
        page.wait_for_load_state("networkidle")
        for part in page.locator("[role=main] h2, [role=main] img").all():
            part.scroll_into_view_if_needed()
        shifts[docname] = page.evaluate(
            """() => new Promise((resolve) => new PerformanceObserver((list) => resolve(
              list.getEntries().map(({ value, sources }) => [value,
                String(sources[0]?.node?.outerHTML).slice(0, 90)])))
              .observe({ type: "layout-shift", buffered: true }) ||
              setTimeout(() => resolve([]), 500))"""
        )
    assert {docname: found for docname, found in shifts.items() if found} == {}


@LOOKS
def test_previews_stay_while_they_are_pointed_at(site: BuiltSite, page: Page) -> None:
    """A definition shows when one points at its term, and its text can be pointed at."""
    page.goto(site.page(ARTICLE))
    preview = page.locator("#kb-preview")
    term = page.locator('[role=main] a[href*="#term-"]').first
    term.hover()
    expect(preview).to_be_visible()
    expect(term).to_have_attribute("aria-describedby", "kb-preview")
    preview.hover()
    expect(preview).to_be_visible()
    page.locator("h1").hover()
    expect(preview).to_be_hidden()


@LOOKS
def test_wide_tables_scroll_by_keyboard(site: BuiltSite, reader: Reader) -> None:
    """On a phone a table is wider than its frame, which has a name, is reached and scrolls."""
    page = reader(viewport={"width": 320, "height": 800}).new_page()
    page.goto(site.page("articles/evidence-by-condition"))
    frame = page.locator(".table-wrapper[tabindex='0']").first
    assert frame.get_attribute("role") == "group"
    assert frame.get_attribute("aria-label")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.scrollLeft > 0")


@LOOKS
def test_the_keyboard_is_always_seen(site: BuiltSite, page: Page) -> None:
    """Whatever the tabulator key comes to on an article's page has an outline."""
    page.goto(site.page(WITH_TABLES))
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        unseen += page.evaluate(
            """() => {
              const part = document.activeElement;
              const outlined = (one) => {
                const { outlineStyle, outlineWidth, opacity } = getComputedStyle(one);
                return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && opacity > 0.5;
              };
              // A card's link is as large as the card; a drawer's box is seen as its label.
              const places = [part, part.closest(".sd-card"), ...(part.labels ?? [])];
              const seen = places.some((one) => one && outlined(one));
              return seen || part === document.body ? [] : [part.outerHTML.slice(0, 90)];
            }"""
        )
    assert unseen == []


@LOOKS
def test_colours_of_the_reader_s_own(site: BuiltSite, reader: Reader) -> None:
    """With forced colours, what a background sets apart has a border."""
    page = reader(forced_colors="active").new_page()
    page.goto(site.page(ARTICLE))
    for part in (".kb-key-takeaways", ".kb-disclaimer", ".kb-header .sd-badge", "a.kb-tag"):
        expect(page.locator(part).first).to_have_css("border-top-style", "solid")


@LOOKS
def test_nothing_moves_for_whom_that_is_bad(site: BuiltSite, page: Page) -> None:
    """With reduced motion, no part of a page has a transition or an animation that takes time."""
    page.goto(site.page("index"))
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((part) => {
          const { transitionDuration, animationName } = getComputedStyle(part);
          return transitionDuration.split(", ").some((time) => parseFloat(time) > 0) ||
            animationName !== "none";
        }).map((part) => part.outerHTML.slice(0, 90))"""
    )
    assert moving == []
