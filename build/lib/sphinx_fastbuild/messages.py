"""Messages: none is made that nobody will see.

Of every event Sphinx logs all that handlers are given, pages with their text included, and of
every document that it is at work on it; what is shown of that is decided when it has been made.
"""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any

from sphinx import events
from sphinx.deprecation import RemovedInSphinx11Warning, _deprecation_warning
from sphinx.transforms import SphinxTransform
from sphinx.util.display import status_iterator
from sphinx.util.logging import NAMESPACE

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {events.EventManager.emit: "3b897a6993fd"}

KNOWN_APP: Mapping[Any, str] = {
    SphinxTransform.app.fget: "bab06132e0f2",  # type: ignore[attr-defined]
    _deprecation_warning: "612e43fce28a",
}


def pull(app: Sphinx) -> None:
    """Have nothing logged below the level from which on something is shown."""
    if not app.config.fastbuild_messages:
        return
    logger = logging.getLogger(NAMESPACE)
    # Sphinx sets it to the lowest there is when it begins a build.  A handler without a level
    # shows everything, while a logger without one takes that of the logger above.
    logger.setLevel(min(handler.level for handler in logger.handlers) or logging.DEBUG)
    if not logger.isEnabledFor(logging.DEBUG):
        patching.replace("messages", events, "repr", _repr, KNOWN)
    if not _is_heard(RemovedInSphinx11Warning):
        patching.replace("messages", SphinxTransform, "app", _app, KNOWN_APP)


def shown(app: Sphinx, docnames: Sequence[str], summary: str, color: str) -> Iterator[str]:
    """Yield *docnames*, saying of each that it is at work; to nobody if the build is quiet."""
    if not (app.quiet and app.config.fastbuild_messages):
        yield from status_iterator(docnames, summary, color, len(docnames), app.config.verbosity)
        return
    for docname in docnames:
        # All that remains of it: the report of a crash tells what came last.
        app.messagelog.append(docname)
        yield docname


def _repr(stock: Callable[[object], str]) -> Callable[[object], str]:
    # Asked for nothing but what handlers are given.
    return lambda _: ""


def _is_heard(category: type[Warning]) -> bool:
    """Tell whether anything is said of a warning, or would be raised."""
    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.warn("", category, stacklevel=1)
    except category:
        return True
    return bool(heard)


def _app(stock: property) -> property:
    def app(self: SphinxTransform) -> Sphinx:
        return self.env._app  # noqa: SLF001

    return property(app)
