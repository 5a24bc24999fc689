"""What Furo's page lacks for keyboards, screen readers and the search dialog.

Its template has no blocks at these places.  A replacement in what it renders keeps working when
the rest of the template changes; a copy of the template would not.  A test renders a page with
Furo and says when one of the places is gone.
"""

from __future__ import annotations

from html import escape

from markupsafe import Markup

from sphinx_knowledge_base.site.words import translate


def corrections(search_link: str) -> dict[str, str]:
    """Return what is replaced in Furo's page, and by what.

    :param search_link: HTML of a link to the search page for the header of small screens.
    """
    site, here = escape(translate("Site")), escape(translate("On this page"))

    return {
        # Two complementary landmarks are told apart by their names.
        '<aside class="sidebar-drawer"': f'<aside aria-label="{site}" class="sidebar-drawer"',
        '<aside class="toc-drawer': f'<aside aria-label="{here}" class="toc-drawer',
        # Search is not only in the drawer.
        '<div class="header-right">': f'<div class="header-right">{search_link}',
    }


def correct(page: str, search_link: str) -> Markup:
    """Return the body of a page with everything replaced; other themes' pages as they are."""
    for place, replacement in corrections(search_link).items():
        page = page.replace(place, replacement, 1)
    return Markup(page)  # noqa: S704 -- the theme's own HTML, with our own in it
