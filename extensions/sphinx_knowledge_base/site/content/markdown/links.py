"""Turn links in Markdown into nodes: MyST's renderer, changed where a link would lose the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from myst_parser.mdit_to_docutils.base import token_line
from sphinx.util import logging

from sphinx_knowledge_base.core.source_files import is_possible_path
from sphinx_knowledge_base.site.content.markdown.nesting import NestingRenderer

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

logger = logging.getLogger(__name__)

#: The scheme of a link or picture that the Markdown parser refuses and shows as text.
_REFUSED_LINK = re.compile(r"(?:\]\(|<)\s*+((?i:javascript|vbscript|file|data):)")

#: More of an address tells nobody anything.
_SHOWN = 80


class LinkRenderer(NestingRenderer):
    """Render links as nodes."""

    def render_text(self, token: SyntaxTreeNode) -> None:
        super().render_text(token)
        for refused in _REFUSED_LINK.finditer(token.content):
            if _REFUSED_LINK.search(_typed(token)):
                self._warn_of_link(token, "markdown", f"a link to {refused[1]!r} is text")

    def render_link(self, token: SyntaxTreeNode) -> None:
        href = str(token.attrGet("href") or "")
        if "://" in href or is_possible_path(unquote(href)):
            super().render_link(token)
        else:
            self._render_without_link(token, href)

    def _render_without_link(self, token: SyntaxTreeNode, href: str) -> None:
        shown = href if len(href) <= _SHOWN else f"{href[:_SHOWN]}..."
        message = f"link {shown!r} is text, because no file can have this name"
        self._warn_of_link(token, "link", message)
        node = nodes.inline()
        self.add_line_and_source_path(node, token)
        with self.current_node_context(node, append=True):
            self.render_children(token)

    def _warn_of_link(self, token: SyntaxTreeNode, kind: str, message: str) -> None:
        place = self.sphinx_env.doc2path(self.sphinx_env.docname, base=False)
        location = f"{place}:{token_line(token, 1)}"
        logger.warning(message, location=location, type="kb", subtype=kind)


def _typed(text: SyntaxTreeNode) -> str:
    """Return what *text* is a part of, as it was typed: escaped brackets make no link."""
    around = text
    while around.type != "inline" and around.parent is not None:
        around = around.parent
    return around.content if around.type == "inline" else text.content
