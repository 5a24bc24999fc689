"""Trust: what this package builds on is used only while it is what it was when it was read."""

from __future__ import annotations

import hashlib
import inspect
import linecache
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

logger = logging.getLogger(__name__)


def fingerprint(function: Callable[..., Any]) -> str:
    """Return a short hash of the source of *function*; empty when it has none to read."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return ""
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    if not lines:
        return ""
    source = "".join(_first_block(lines)).rstrip() + "\n"
    return hashlib.blake2s(source.encode(), digest_size=6).hexdigest()


def _first_block(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the function at the top, as far as they are indented.

    `inspect.getsource` reads them word by word, which takes ten times as long; and where Python
    says that a function ends is not the same in all its versions.
    """
    outer = _indentation(lines[0])
    has_begun = False
    for line in lines:
        is_inside = _indentation(line) > outer or not line.strip()
        if has_begun and not is_inside and not line.lstrip().startswith((")", "]", "}")):
            return
        yield line
        # Decorators stand before it.
        has_begun = has_begun or line.lstrip().startswith(("def ", "async def "))


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


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
