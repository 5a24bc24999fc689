"""Levers make builds faster and change no byte of output.  Each has a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_fastbuild.guard import verify
from sphinx_fastbuild.levers import pull
from sphinx_fastbuild.levers.registry import LEVERS
from sphinx_fastbuild.parallel.writing import WRITTEN

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the switches, the listeners of levers, and the handlers that pull them."""
    app.add_event(WRITTEN)
    for lever in LEVERS.values():
        app.add_config_value(
            lever.setting, default=True, rebuild="", types=bool, description=lever.help
        )
        for listener in lever.listeners:
            app.connect(listener.event, listener.handler, priority=listener.priority)

    # Before anything is verified.
    app.connect("builder-inited", verify.on_builder_inited, priority=10)
    app.connect("builder-inited", pull.on_builder_inited)
    # After all other handlers, which may still write pages.
    app.connect("build-finished", pull.on_build_finished, priority=1000)
    app.connect("build-finished", verify.on_build_finished, priority=1000)

    return {"parallel_read_safe": True, "parallel_write_safe": True}
