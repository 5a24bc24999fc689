"""What programs read: one module or folder for each output, made from catalog and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.exports import publish, sitemap
from sphinx_knowledge_base.exports.metadata import head

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the metadata of pages, the sitemap, and what is written when all pages are."""
    # After all others, who may still say where the site stands.
    app.connect("config-inited", sitemap.on_config_inited, priority=900)
    app.connect("doctree-read", head.on_doctree_read)
    # After everybody else: what they say of a page is not said twice.
    app.connect("html-page-context", head.on_html_page_context, priority=900)
    # Before sphinx-sitemap (500), which writes what it is told of.
    app.connect("build-finished", sitemap.on_build_finished, priority=400)
    # After whatever else makes files of its own.
    publish.register(app)
