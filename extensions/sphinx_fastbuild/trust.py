"""Trust: what this package builds on is used only while it is what it was when it was read."""

from __future__ import annotations

import hashlib
import inspect
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

logger = logging.getLogger(__name__)


def fingerprint(function: Callable[..., Any]) -> str:
    """Return a short hash of the source of *function*; empty when it has none to read."""
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        return ""
    return hashlib.blake2s(source.encode(), digest_size=6).hexdigest()


def is_known(lever: str, known: Mapping[Any, str]) -> bool:
    """Tell whether every function in *known* still has the source it had.

    :param lever: Name of what depends on it; without it the build takes the stock path.
    :param known: Functions of Sphinx, docutils and MyST, with their fingerprints.
    """
    for function, expected in known.items():
        found = fingerprint(function)
        if found not in expected.split():
            name = f"{function.__module__}.{getattr(function, '__qualname__', function)}"
            logger.debug("fastbuild_%s is off: %s is %s, not %s", lever, name, found, expected)
            return False
    return True
