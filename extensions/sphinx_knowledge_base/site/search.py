"""The search box of the home page: ``{kb-search}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sphinx_knowledge_base.site.parts import placeholder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sphinx_knowledge_base.site.parts import Writing

TEMPLATE = "kb/search-box.html"


class SearchDirective(SphinxDirective):
    """``{kb-search}``: a box that leads to the search page."""

    def run(self) -> list[nodes.Node]:
        return [placeholder("search", self.env.docname)]


def box(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Fill the placeholder of a search box; paper and e-books have no search."""
    builder = writing.builder
    if not getattr(builder, "search", False) or builder.name == "epub":
        return []
    action = builder.get_relative_uri(writing.docname, "search")
    html = builder.templates.render(TEMPLATE, {"action": action})
    return [nodes.raw("", html, format="html")]
