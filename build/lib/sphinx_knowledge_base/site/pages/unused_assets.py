"""Scripts and styles that a page has no use for are left out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.site.pages.search import uses_pagefind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx

#: What in a page's text a file is for; pages without it do not load the file.
_NEEDED_BY: Mapping[str, str] = {
    "pygments.css": 'class="highlight',
    "copybutton.css": 'class="highlight',
    "copybutton.js": 'class="highlight',
    "copybutton_funcs.js": 'class="highlight',
    "clipboard.min.js": 'class="highlight',
    "design-tabs.js": "sd-tab-set",
}

#: It marks the words that Sphinx's own search was asked for.
_SPHINX_SEARCH = "sphinx_highlight.js"


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Keep the files that the page's text needs."""
    body = context.get("body") or ""

    def is_needed(asset: Any) -> bool:
        name = str(getattr(asset, "filename", asset)).rpartition("/")[2]
        if name == _SPHINX_SEARCH:
            return not uses_pagefind(app)
        return _NEEDED_BY.get(name, "") in body

    for kind in ("css_files", "script_files"):
        context[kind] = [asset for asset in context[kind] if is_needed(asset)]
