"""Exports: files that programs read, made from the catalog and the written pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.exports import runner, sitemap
from sphinx_knowledge_base.exports.metadata import head, robots

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the metadata of pages, the sitemap, and the exports at the end of the build."""
    # After all other handlers, which may still set html_baseurl.
    app.connect("config-inited", sitemap.on_config_inited, priority=900)
    app.add_transform(robots.RecordInstructions)
    # After all other handlers: metadata that they set is not added again.
    app.connect("html-page-context", head.on_html_page_context, priority=900)
    # Before sphinx-sitemap (500) writes its file.
    app.connect("build-finished", sitemap.on_build_finished, priority=400)
    # After other extensions have written their files.
    runner.setup(app)
