"""Correct and fast builds of any Sphinx project.

Two extensions, which can be used alone: ``sphinx_fastbuild.incremental`` makes incremental builds
equal clean builds, and ``sphinx_fastbuild.levers`` makes builds faster.  This one combines both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.errors import ExtensionError
from sphinx.util import logging

from sphinx_fastbuild.guard import needed_names

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

logger = logging.getLogger(__name__)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up both halves."""
    app.setup_extension("sphinx_fastbuild.levers")
    _setup_incremental(app)
    return {
        "version": __version__,
        # No "env_version": Sphinx writes it into search indexes.
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _setup_incremental(app: Sphinx) -> None:
    """Set up incremental builds; if Sphinx lacks a name that they need, log that instead."""
    missing = next(needed_names.missing(), None)
    reason = str(missing or "")
    if missing is None:
        try:
            app.setup_extension("sphinx_fastbuild.incremental")
        except ExtensionError as error:
            if not isinstance(error.orig_exc, ImportError):
                raise
            reason = str(error.orig_exc)
    if reason:
        logger.info("sphinx_fastbuild: incremental builds are as Sphinx makes them (%s)", reason)
