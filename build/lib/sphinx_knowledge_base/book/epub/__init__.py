"""The book for e-readers: one EPUB file for each book."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the builder."""
    from sphinx_knowledge_base.book.epub import builder  # noqa: PLC0415 -- a circle

    app.add_builder(builder.BookEpubBuilder, override=True)
