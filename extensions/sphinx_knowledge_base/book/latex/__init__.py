"""Books on paper: one LaTeX document for each book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.book.latex import builder, tables, transforms

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the builder, and the transforms that prepare articles for LaTeX."""
    app.add_builder(builder.BookLaTeXBuilder, override=True)
    app.add_post_transform(transforms.BoxKeyTakeaways)
    app.add_post_transform(transforms.MarkRightToLeft)
    app.add_post_transform(transforms.DropFootnoteRule)
    app.add_post_transform(transforms.MarkStruckText)
    app.add_post_transform(transforms.RemoveInvisibleCharacters)
    app.add_post_transform(transforms.RawHTMLToText)
    app.add_post_transform(tables.FitTables)
