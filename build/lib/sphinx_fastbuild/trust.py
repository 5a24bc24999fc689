"""Trust: what this package builds on is used only while it does what it did when it was read.

What was found to be known is kept from build to build, by all that it depends on: to see that no
file has changed is quicker than to read them all again.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Final

from sphinx.util import logging

from sphinx_fastbuild import syntax
from sphinx_fastbuild.state import load, save, state_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import CodeType
    from typing import Any

    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

#: Fingerprints of functions that are known, by :func:`_origin`: what an earlier build left, and
#: what this process has met.
_BEFORE: Final[dict[str, str]] = {}
_NOW: Final[dict[str, str]] = {}


def fingerprint(function: Callable[..., Any]) -> str:
    """Return a short hash of what *function* does; empty when it has no source to read."""
    code = _code(function)
    told = syntax.of_code(code) if code else ""
    return hashlib.blake2s(told.encode(), digest_size=6).hexdigest() if told else ""


def is_known(lever: str, known: Mapping[Any, str]) -> bool:
    """Tell whether every function in *known* still does what it did.

    :param lever: Name of what depends on it; without it the build takes the stock path.
    :param known: Functions of Sphinx, docutils and MyST, with their fingerprints.
    """
    for function, expected in known.items():
        origin = _origin(function)
        found = _NOW.get(origin) or _BEFORE.get(origin)
        # What was kept is believed only if it says that all is well: it may be damaged, or come
        # from a version that took fingerprints in another way.
        if found not in expected.split():
            found = fingerprint(function)
        if found not in expected.split():
            name = f"{function.__module__}.{getattr(function, '__qualname__', function)}"
            logger.debug("fastbuild_%s is off: %s is %s, not %s", lever, name, found, expected)
            return False
        if origin:
            _NOW[origin] = found
    return True


def _code(function: Callable[..., Any]) -> CodeType | None:
    # Its own: what wraps a known function is not known.
    return getattr(function, "__code__", None)


def _origin(function: Callable[..., Any]) -> str:
    """Return all that the fingerprint of *function* depends on; empty if there is no file.

    Python too takes a source for the one that it has compiled as long as time and size are the
    same.
    """
    code = _code(function)
    if code is None:
        return ""
    try:
        file = os.stat(code.co_filename)  # noqa: PTH116 -- as text: it is done for each function
    except OSError:
        return ""
    place = f"{code.co_filename}:{code.co_firstlineno}:{code.co_qualname}"
    return f"{place}:{file.st_mtime_ns}:{file.st_size}"


def on_builder_inited(app: Sphinx) -> None:
    """Load what an earlier build has found."""
    _BEFORE.clear()
    _BEFORE.update(load(_state_file(app)))


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Remember what this one has found."""
    if _NOW != _BEFORE:
        save(_state_file(app), _NOW)


def _state_file(app: Sphinx) -> Path:
    return state_file(app, "trust")
