"""Give Sphinx its settings and documents, and keep state between builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register the settings and the project."""
    # Imported here, so that settings can be read without loading all of Sphinx.
    from sphinx_knowledge_base.build import (  # noqa: PLC0415
        configuration,
        failures,
        image_copies,
        messages,
        odd_files,
        repeatable,
        sealed_doctrees,
        suffixes,
    )

    configuration.register(app)
    # Before all other handlers, which rely on valid settings.
    app.connect("config-inited", configuration.on_config_inited, priority=10)
    # After Sphinx (800) has collected the suffixes that extensions read.
    app.connect("config-inited", suffixes.on_config_inited, priority=850)
    app.connect("config-inited", odd_files.on_config_inited, priority=900)
    # Before Sphinx loads the environment of the last build.
    app.connect("config-inited", sealed_doctrees.on_config_inited)
    app.connect("builder-inited", image_copies.on_builder_inited)
    app.connect("config-inited", messages.on_config_inited)
    # Last: users read the last lines of the output.
    app.connect("build-finished", messages.on_build_finished, priority=900)
    # After all other handlers, which may still write doctrees.
    app.connect("build-finished", sealed_doctrees.on_build_finished, priority=1100)
    repeatable.answer_with(app, repeatable.on_depends_on)
    failures.setup(app)
