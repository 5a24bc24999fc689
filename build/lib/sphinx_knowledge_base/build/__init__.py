"""What Sphinx is told: the settings, which documents there are, and what is kept between builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.build import project, settings

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the settings, and replace the project as soon as there is a builder."""
    settings.register(app)
    # First of all handlers: others may ask for documents as soon as there is a builder.
    app.connect("builder-inited", project.on_builder_inited, priority=100)
