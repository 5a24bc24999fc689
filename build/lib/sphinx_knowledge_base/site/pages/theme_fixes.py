"""What the theme's page and the HTML of extensions lack for keyboards and screen readers.

Their templates have no blocks at these places.  A replacement in what they render keeps working
when the rest of a template changes; a copy of the template would not.  A test of this site's own
pages says when one of the places is gone.
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

#: Furo's switches for its two drawers.  They stand before everything, outside of all landmarks.
_SWITCH = re.compile(r'<input type="checkbox" class="sidebar-toggle"[^>]*id="(__\w+)"[^>]*>\s*')

#: The tabs of sphinx-design.  A label's role is given by HTML, and a browser knows what it controls
#: (https://www.w3.org/TR/html-aria/#el-label).
_TAB_CONTROLS = 'aria-controls="sd-tab-'
_TAB_LABEL = re.compile(rf'<label {_TAB_CONTROLS}[^"]*"(?= class="sd-tab-label")')

#: Words that Furo says in English only, each between what stands around it in Furo's templates.
_FURO_WORDS: Mapping[str, re.Pattern[str]] = {
    words: re.compile(rf"({before}){re.escape(words)}({after})")
    for before, words, after in (
        (r'class="skip-to-content[^>]*>\s*', "Skip to content", r"\s*</a>"),
        (r'class="back-to-top[^>]*>[\s\S]{0,200}?<span>', "Back to top", "</span>"),
        (r'<span class="toc-title">\s*', "On this page", r"\s*</span>"),
        (r'<a class="muted-link"[^>]* title="|class="visually-hidden">', "View this page", '["<]'),
        (r'<a class="muted-link"[^>]* title="|class="visually-hidden">', "Edit this page", '["<]'),
        (r'id="__navigation" aria-label="', "Toggle site navigation sidebar", '"'),
        (r'id="__toc" aria-label="', "Toggle table of contents sidebar", '"'),
        (r'class="theme-toggle" aria-label="', "Toggle Light / Dark / Auto color theme", '"'),
    )
}


#: Where Furo's article begins and ends, which what its author wrote is inside of.  An announcement
#: above it and texts in it may have elements of that name too.
_OPENING, _CLOSING = '<article role="main" id="furo-main-content">', "</article>"

#: Stands for the article while the rest is corrected; no HTML holds this character.
_ARTICLE = "\0"


def correct(page: str, search_link: str) -> Markup:
    """Return the body of a page with everything corrected; other themes' pages as they are.

    What the author wrote is not the theme's, whatever it looks like, and most of the page.

    :param search_link: HTML of a link to the search page for the header of small screens.
    """
    if _TAB_CONTROLS in page:
        page = _TAB_LABEL.sub("<label", page)
    start, end = page.find(_OPENING), page.rfind(_CLOSING)
    if not 0 <= start < end:
        return Markup(_correct(page, search_link))  # noqa: S704 -- the theme's own, and our own
    frame = _correct(page[:start] + _ARTICLE + page[end:], search_link)
    return Markup(frame.replace(_ARTICLE, page[start:end], 1))  # noqa: S704 -- the same


def _correct(page: str, search_link: str) -> str:
    """Return what stands around an article with the places of the theme corrected."""
    switches = {match[1]: match[0].strip() for match in _SWITCH.finditer(page)}
    page = _SWITCH.sub("", page)
    # Each drawer holds its switch; landmarks of one kind are told apart by their names.
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
        # Search is not only in the drawer.
        '<div class="header-right">': f'<div class="header-right">{search_link}',
    }.items():
        page = page.replace(place, replacement, 1)
    for words, translated in (
        ("Skip to content", translate("Skip to content")),
        ("Back to top", translate("Back to top")),
        ("On this page", translate("On this page")),
        ("View this page", translate("View this page")),
        ("Edit this page", translate("Edit this page")),
        ("Toggle site navigation sidebar", translate("Toggle site navigation sidebar")),
        ("Toggle table of contents sidebar", translate("Toggle table of contents sidebar")),
        ("Toggle Light / Dark / Auto color theme", translate("Toggle light, dark or auto theme")),
    ):
        if translated != words:
            page = _FURO_WORDS[words].sub(partial(_between, escape(translated)), page)
    return page


def _between(words: str, found: re.Match[str]) -> str:
    """Return *words* between what stands around the words that were found."""
    return f"{found[1]}{words}{found[2]}"
