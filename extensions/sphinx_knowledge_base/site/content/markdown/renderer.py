"""From Markdown tokens to nodes: MyST's renderer, except where it would lose or run a text."""

from __future__ import annotations

from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer


class ArticleRenderer(SphinxRenderer):
    """Render Markdown tokens as nodes."""
