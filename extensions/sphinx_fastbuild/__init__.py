"""Builds of any Sphinx project that are right and fast.

Two extensions, which can be used alone: ``sphinx_fastbuild.incremental`` makes incremental builds
equal clean builds, and ``sphinx_fastbuild.levers`` makes builds faster.  This one is both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up both halves."""
    app.setup_extension("sphinx_fastbuild.levers")
    app.setup_extension("sphinx_fastbuild.incremental")
    return {
        "version": __version__,
        # No "env_version": Sphinx writes it into search indexes.
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
