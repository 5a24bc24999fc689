"""The lever ``collector``: exclude objects that live as long as the build from garbage collection.

A document tree is one large cycle.  While it grows, the collector walks all live objects again and
again, including the environment.  Here all live objects are frozen once, and
:func:`sphinx_fastbuild.parallel.garbage.collecting` collects finished trees.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from sphinx_fastbuild.guard.lever import Lever, Listener

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Disable the collector while the environment is loaded: none of it is garbage."""
    if gc.get_freeze_count():  # by an earlier build in this process
        gc.unfreeze()
        gc.collect()
    if config.fastbuild_collector:
        gc.disable()


def on_builder_inited(app: Sphinx) -> None:
    """Freeze what has been loaded, and enable the collector."""
    if app.config.fastbuild_collector:
        gc.freeze()
        gc.enable()


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Freeze everything: most processes end now, and would collect all of it once more."""
    if app.config.fastbuild_collector:
        gc.freeze()


LEVER = Lever(
    "collector",
    "Keep the garbage collector away from what lives as long as the build.",
    listeners=(
        # Sphinx loads the environment between these two.
        Listener("config-inited", on_config_inited, priority=1000),
        Listener("builder-inited", on_builder_inited),
        Listener("build-finished", on_build_finished, priority=1000),
    ),
)
