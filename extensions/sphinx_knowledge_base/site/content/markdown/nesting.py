"""Say where lists and quotes are nested so deeply that the parser drops what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx.util import logging

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

logger = logging.getLogger(__name__)

#: How deep blocks and marks may be nested.  CommonMark's parser drops what is deeper than 20, and
#: each level of a list is two.
MAX_NESTING: Final = 100


class NestingRenderer(SphinxRenderer):
    """Render lists and quotes as nodes."""

    def render_list_item(self, token: SyntaxTreeNode) -> None:
        """Render an item, and warn if its text was dropped."""
        self._warn_if_cut(token)
        super().render_list_item(token)

    def render_blockquote(self, token: SyntaxTreeNode) -> None:
        """Render a quote, and warn if its text was dropped."""
        self._warn_if_cut(token)
        super().render_blockquote(token)

    def _warn_if_cut(self, token: SyntaxTreeNode) -> None:
        if token.level < MAX_NESTING - 1 or token.children:
            return
        place = self.sphinx_env.doc2path(self.sphinx_env.docname, base=False)
        logger.warning(
            "nested deeper than %d levels: this and what follows is left out",
            MAX_NESTING,
            location=f"{place}:{token_line(token, 1)}",
            type="kb",
            subtype="nesting",
        )
