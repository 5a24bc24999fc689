"""The lever ``messages``: do not format log messages that no handler shows.

Sphinx formats the arguments of every event, whole pages included, before it decides whether the
message is shown.
"""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any

from sphinx.util.logging import NAMESPACE

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import ChangedError, lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.guard.verify import EXISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.transforms import SphinxTransform

KNOWN: Mapping[str, str] = {"sphinx.events:EventManager.emit": "3b897a6993fd"}

#: The warning that Sphinx makes for each use of the attribute ``app`` of a transform.
_WARNING = "sphinx.deprecation:RemovedInSphinx11Warning"

KNOWN_APP: Mapping[str, str] = {
    "sphinx.transforms:SphinxTransform.app.fget": "bab06132e0f2",
    "sphinx.deprecation:_deprecation_warning": "612e43fce28a",
    _WARNING: EXISTS,
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    """Stop logging below the lowest level that any handler shows, and yield the patches."""
    logger = logging.getLogger(NAMESPACE)
    # Sphinx sets it to the lowest level when it begins a build.  A handler without a level shows
    # everything, while a logger without one takes the level of the logger above.
    logger.setLevel(min(handler.level for handler in logger.handlers) or logging.DEBUG)
    if not logger.isEnabledFor(logging.DEBUG):
        yield Patch("sphinx.events:repr", _repr, KNOWN)
    if not _is_shown(_WARNING):
        yield Patch("sphinx.transforms:SphinxTransform.app", _app, KNOWN_APP)


def _repr(stock: Callable[[object], str]) -> Callable[[object], str]:
    # The module uses it only for the arguments of handlers.
    return lambda _: ""


def _is_shown(name: str) -> bool:
    """Return whether Python shows a warning of the category *name*, or raises it."""
    try:
        category = lookup(name)
    except ChangedError:
        return False
    try:
        with warnings.catch_warnings(record=True) as shown:
            warnings.warn("", category, stacklevel=1)
    except category:
        return True
    return bool(shown)


def _app(stock: property) -> property:
    def app(self: SphinxTransform) -> Any:
        return self.env._app  # noqa: SLF001

    return property(app)


LEVER = Lever("messages", "Make no messages that nobody will see.", _patches)
