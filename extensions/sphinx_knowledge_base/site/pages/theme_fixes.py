"""Add what Furo's pages and the HTML of extensions lack for keyboards and screen readers.

Their templates have no blocks at these places.  Replacing text in the rendered page keeps working
when the rest of a template changes, which a copy of the template would not.  The tests of this
repository's site fail if one of the places is gone.
"""

from __future__ import annotations

import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The check boxes that open Furo's two drawers.  Furo puts them outside of all landmarks.
_SWITCH = re.compile(
    r'<input type="checkbox" class="sidebar-toggle"[^<>]{0,200}id="(__\w+)"[^<>]{0,200}>\s*'
)

#: The tabs of sphinx-design.  A ``label`` may not have ``aria-controls``; the browser knows what it
#: controls (https://www.w3.org/TR/html-aria/#el-label).
_TAB_CONTROLS = 'aria-controls="sd-tab-'
_TAB_LABEL = re.compile(rf'<label {_TAB_CONTROLS}[^"]*"(?= class="sd-tab-label")')

#: Texts that Furo does not translate, each with a pattern that finds it in Furo's templates.
_FURO_TEXTS: Mapping[str, re.Pattern[str]] = {
    text: re.compile(rf"({before}){re.escape(text)}({after})")
    for before, text, after in (
        (r'class="skip-to-content[^<>]{0,200}>\s*', "Skip to content", r"\s*</a>"),
        (r'class="back-to-top[^<>]{0,200}>[\s\S]{0,200}?<span>', "Back to top", "</span>"),
        (r'<span class="toc-title">\s*', "On this page", r"\s*</span>"),
        (
            r'<a class="muted-link"[^<>]{0,300} title="|class="visually-hidden">',
            "View this page",
            '["<]',
        ),
        (
            r'<a class="muted-link"[^<>]{0,300} title="|class="visually-hidden">',
            "Edit this page",
            '["<]',
        ),
        (r'id="__navigation" aria-label="', "Toggle site navigation sidebar", '"'),
        (r'id="__toc" aria-label="', "Toggle table of contents sidebar", '"'),
        (r'class="theme-toggle" aria-label="', "Toggle Light / Dark / Auto color theme", '"'),
    )
}


#: The first and last tag of Furo's article, which contains the author's text.  An announcement
#: above it, and the author's own HTML, may have ``article`` elements too.
_OPENING, _CLOSING = '<article role="main" id="furo-main-content">', "</article>"

#: Replaces the article while the rest is corrected.  HTML cannot contain this character.
_ARTICLE = "\0"


def correct(page: str, search_link: str) -> Markup:
    """Return the body of a page with all corrections; pages of other themes do not change.

    The author's text is skipped: it may look like the theme's HTML, and is most of the page.

    :param search_link: HTML of a link to the search page, for the header on small screens.
    """
    if _TAB_CONTROLS in page:
        page = _TAB_LABEL.sub("<label", page)
    start, end = page.find(_OPENING), page.rfind(_CLOSING)
    if not 0 <= start < end:
        return Markup(_correct(page, search_link))  # noqa: S704 -- rendered by the theme and by us
    frame = _correct(page[:start] + _ARTICLE + page[end:], search_link)
    return Markup(frame.replace(_ARTICLE, page[start:end], 1))  # noqa: S704 -- the same


def _correct(page: str, search_link: str) -> str:
    """Return *page*, without its article, with the theme's HTML corrected."""
    switches = {match[1]: match[0].strip() for match in _SWITCH.finditer(page)}
    page = _SWITCH.sub("", page)
    # Move each check box into its drawer, and name the drawers: landmarks of one role need names.
    for drawer, switch, name in (
        ("sidebar-drawer", "__navigation", translate("Site")),
        ("toc-drawer", "__toc", translate("On this page")),
    ):
        opening = re.compile(rf'<aside( class="{drawer}[^"]*")>')
        if (at := opening.search(page)) is not None:
            drawn = f'<aside{at[1]} aria-label="{escape(name)}">{switches.get(switch, "")}'
            page = page[: at.start()] + drawn + page[at.end() :]
    this_page = escape(translate("This page"))
    for place, replacement in {
        '<div class="content-icon-container">': (
            f'<div class="content-icon-container" role="region" aria-label="{this_page}">'
        ),
        # On small screens, Furo shows search only in the drawer.
        '<div class="header-right">': f'<div class="header-right">{search_link}',
    }.items():
        page = page.replace(place, replacement, 1)
    for text, translated in (
        ("Skip to content", translate("Skip to content")),
        ("Back to top", translate("Back to top")),
        ("On this page", translate("On this page")),
        ("View this page", translate("View this page")),
        ("Edit this page", translate("Edit this page")),
        ("Toggle site navigation sidebar", translate("Toggle site navigation sidebar")),
        ("Toggle table of contents sidebar", translate("Toggle table of contents sidebar")),
        ("Toggle Light / Dark / Auto color theme", translate("Toggle light, dark or auto theme")),
    ):
        if translated != text:
            page = _FURO_TEXTS[text].sub(partial(_between, escape(translated)), page)
    return page


def _between(text: str, found: re.Match[str]) -> str:
    """Return *text* between the two groups of a match."""
    return f"{found[1]}{text}{found[2]}"
