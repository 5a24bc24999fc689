"""What Sphinx needs to know: settings, documents, and the state kept between builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the settings and the project."""
    # Imported here, so that settings can be read without loading all of Sphinx.
    from sphinx_knowledge_base.build import failures, messages, project, settings  # noqa: PLC0415

    settings.register(app)
    # Before all other handlers, which may ask for documents and settings.
    app.connect("builder-inited", project.on_builder_inited, priority=100)
    app.connect("env-before-read-docs", project.on_env_before_read_docs)
    app.connect("config-inited", messages.on_config_inited)
    # Last of all: what is said last is read.
    app.connect("build-finished", messages.on_build_finished, priority=900)
    failures.setup(app)
