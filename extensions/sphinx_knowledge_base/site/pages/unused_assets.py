"""Leave scripts and styles of other extensions out of the pages that do not use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.site.pages.search import uses_pagefind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx

#: For each file, a text in the page's body that shows that the page uses the file.
_NEEDED_BY: Mapping[str, str] = {
    "pygments.css": 'class="highlight',
    "copybutton.css": 'class="highlight',
    "copybutton.js": 'class="highlight',
    "copybutton_funcs.js": 'class="highlight',
    "clipboard.min.js": 'class="highlight',
    "design-tabs.js": "sd-tab-set",
}

#: Highlights the words of a query in Sphinx's own search.
_SPHINX_SEARCH = "sphinx_highlight.js"


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Keep only the scripts and styles that the page needs."""
    body = context.get("body") or ""

    def is_needed(asset: Any) -> bool:
        name = str(getattr(asset, "filename", asset)).rpartition("/")[2]
        if name == _SPHINX_SEARCH:
            return not uses_pagefind(app.env)
        return _NEEDED_BY.get(name, "") in body

    for kind in ("css_files", "script_files"):
        context[kind] = [asset for asset in context[kind] if is_needed(asset)]
