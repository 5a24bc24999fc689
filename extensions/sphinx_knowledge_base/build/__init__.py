"""What Sphinx needs to know: settings, documents, and the state kept between builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.build import project, settings

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the settings and the project."""
    settings.register(app)
    # Before all other handlers, which may ask for documents and settings.
    app.connect("builder-inited", project.on_builder_inited, priority=100)
