"""Verify that functions of other packages have not changed since they were reviewed.

The fingerprint of a function is a hash of its code.  Verified fingerprints are cached between
builds, keyed by everything that they depend on: checking that a file is the same is faster than
parsing it again.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Final

from sphinx_fastbuild.guard import syntax
from sphinx_fastbuild.guard.names import ChangedError, lookup
from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CodeType
    from typing import Any

    from sphinx.application import Sphinx

#: Instead of a fingerprint: the name has to exist, whatever it means.
EXISTS = "exists"

_STORE: StateFile[dict[str, str]] = StateFile("trust", dict[str, str])

#: Verified fingerprints by :func:`_origin`: those of the last build, and those of this process.
_BEFORE: Final[dict[str, str]] = {}
_NOW: Final[dict[str, str]] = {}


def check(known: Mapping[str, str]) -> None:
    """Check that no name in *known* has changed.

    :param known: Names of functions with their fingerprints, or with several of them (one for
        each version of the package that was reviewed) separated by spaces, or with ``EXISTS``.
    :raises ChangedError: one of them has changed.
    """
    for name, expected in known.items():
        found = lookup(name)
        if expected == EXISTS:
            continue
        origin = _origin(found)
        now = _NOW.get(origin) or _BEFORE.get(origin)
        # A stored fingerprint counts only if it is the expected one: the file may be damaged, or
        # come from a version that computes fingerprints in another way.
        if now not in expected.split():
            now = fingerprint(found)
        if now not in expected.split():
            raise ChangedError(name, f"is {now or 'without source'}, not {expected}")
        if origin:
            _NOW[origin] = now


def unknown(known: Mapping[str, str]) -> ChangedError | None:
    """Return the error that :func:`check` raises, or None."""
    try:
        check(known)
    except ChangedError as changed:
        return changed
    return None


def fingerprint(function: Callable[..., Any]) -> str:
    """Return a short hash of the code of *function*; empty if it has no source to read."""
    code = _code(function)
    source = syntax.of_code(code) if code else ""
    return hashlib.blake2s(source.encode(), digest_size=6).hexdigest() if source else ""


def _code(function: Callable[..., Any]) -> CodeType | None:
    # Do not follow __wrapped__: a decorated function is unverified.
    return getattr(function, "__code__", None)


def _origin(function: Callable[..., Any]) -> str:
    """Return everything that the fingerprint of *function* depends on; empty without a file.

    Time and size identify the content of the file, as they do for Python's own bytecode files.
    """
    code = _code(function)
    if code is None:
        return ""
    try:
        file = os.stat(code.co_filename)  # noqa: PTH116 -- a string: done for each function
    except OSError:
        return ""
    place = f"{code.co_filename}:{code.co_firstlineno}:{code.co_qualname}"
    return f"{place}:{file.st_mtime_ns}:{file.st_size}"


def on_builder_inited(app: Sphinx) -> None:
    """Load the fingerprints that an earlier build has verified."""
    _BEFORE.clear()
    _BEFORE.update(_STORE.load(app) or {})


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Store the fingerprints that this build has verified."""
    if _NOW != _BEFORE:
        _STORE.save(app, _NOW)
