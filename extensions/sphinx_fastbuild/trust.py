"""Trust: what this package builds on is used only while it is what it was when it was read."""

from __future__ import annotations

import hashlib
import inspect
import linecache
from types import CodeType
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

logger = logging.getLogger(__name__)


def fingerprint(function: Callable[..., Any]) -> str:
    """Return a short hash of the source of *function*; empty when it has none to read."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return ""
    # Python knows where a function ends; `inspect.getsource` reads it word by word to find out.
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 : _last_line(code)]
    return hashlib.blake2s("".join(lines).encode(), digest_size=6).hexdigest() if lines else ""


def _last_line(code: CodeType) -> int:
    """Return the number of the line on which the last statement of a function ends."""
    ends = [end or 0 for _, end, _, _ in code.co_positions()]
    inner = [_last_line(const) for const in code.co_consts if isinstance(const, CodeType)]
    return max(ends + inner, default=0)


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
