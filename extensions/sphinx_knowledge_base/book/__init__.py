"""Books: articles as chapters, for paper (LaTeX) and for e-readers (EPUB)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.book import (
    bibliography,
    book_file_links,
    book_files,
    contents,
    epub,
    glossary_links,
    images,
    latex,
    selection,
)
from sphinx_knowledge_base.build import repeatable

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the two builders, the transforms for books, and the links from pages to books."""
    app.connect("builder-inited", selection.on_builder_inited)
    app.connect("builder-inited", book_files.on_builder_inited)
    repeatable.answer_with(app, book_files.on_depends_on)
    app.add_post_transform(contents.FillBookPlaceholders)
    app.add_post_transform(book_file_links.LinkToBookFiles)
    app.add_post_transform(bibliography.CollectReferences)
    app.add_post_transform(glossary_links.UnlinkGlossaryTerms)
    app.add_post_transform(images.VectorImages)
    app.add_post_transform(images.RasterImages)
    latex.setup(app)
    epub.setup(app)
