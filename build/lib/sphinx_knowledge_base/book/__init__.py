"""The book: articles as chapters, for paper (LaTeX) and for e-readers (EPUB)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.book import (
    bibliography,
    contents,
    download_links,
    epub,
    images,
    latex,
    published,
    selection,
    tables,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the two builders, and what fits pages into books."""
    app.connect("builder-inited", selection.on_builder_inited)
    app.connect("builder-inited", published.on_builder_inited)
    app.add_post_transform(contents.FillBookParts)
    app.add_post_transform(download_links.LinkToBooks)
    app.add_post_transform(bibliography.GatherReferences)
    latex.setup(app)
    epub.setup(app)
    app.add_post_transform(images.VectorPictures)
    app.add_post_transform(images.RasterPictures)
    app.add_post_transform(tables.FitTables)
