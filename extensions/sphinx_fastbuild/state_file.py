"""State files: data that one build keeps for the next, below the doctree directory.

A file is JSON.  Its first line is the digest of everything after it::

    {"digest": "6f1d...",
    "version": 5, "state": ...}

It is replaced atomically, so a build that is killed leaves the old file or the new one.  A file
that is damaged, or has another version or shape, counts as missing: everything that depends on it
is made again.
"""

from __future__ import annotations

import json
import os
import types
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from sphinx_fastbuild import digest

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx

T = TypeVar("T")

#: Raise it when the meaning of a state changes, but not its shape.
_VERSION = 5


class StateFile(Generic[T]):
    """One kind of state.

    :param kind: Part of the file's name.
    :param shape: A type of JSON values that the state has to match: ``str``, ``int``, ``None``,
        unions, ``list[X]``, ``tuple[X, Y]``, ``dict[str, X]`` and typed dictionaries.  JSON has
        no tuples: they come back as lists.
    :param is_shared: Whether all output directories of one doctree directory share the state.
    """

    def __init__(self, kind: str, shape: type[T], *, is_shared: bool = False) -> None:
        self.kind = kind
        self.shape = shape
        self.is_shared = is_shared

    def path(self, app: Sphinx) -> Path:
        """Return the path of the file for this build."""
        if self.is_shared:
            return Path(app.doctreedir) / f"fastbuild-{self.kind}.json"
        # One doctree directory can serve several output directories, also of one builder.
        try:
            # A relative path is the same in a copy of the whole project elsewhere.
            outdir = os.path.relpath(app.outdir, app.doctreedir)
        except ValueError:  # on another drive of Windows
            outdir = str(app.outdir)
        place = digest.of_value(Path(outdir).as_posix())[:8]
        return Path(app.doctreedir) / f"fastbuild-{self.kind}-{app.builder.name}-{place}.json"

    def load(self, app: Sphinx) -> T | None:
        """Return the state, or None if there is no valid one."""
        try:
            first, _, rest = self.path(app).read_bytes().partition(b"\n")
            if first != _first_line(rest):
                return None
            content = json.loads(b"{" + rest)
        except (OSError, ValueError, RecursionError):
            return None
        state = content.get("state")
        if content.get("version") != _VERSION or not has_shape(state, self.shape):
            return None
        return cast("T", state)

    def is_lost(self, app: Sphinx) -> bool:
        """Return whether there is a file that is not valid."""
        return self.path(app).is_file() and self.load(app) is None

    def save(self, app: Sphinx, state: T) -> None:
        """Replace the state."""
        path = self.path(app)
        path.parent.mkdir(parents=True, exist_ok=True)
        rest = json.dumps({"version": _VERSION, "state": state}).encode()[1:]
        beside = path.with_name(f"{path.name}.new")
        beside.write_bytes(_first_line(rest) + b"\n" + rest)
        os.replace(beside, path)  # noqa: PTH105 -- the name says that it replaces

    def delete(self, app: Sphinx) -> None:
        """Remove the state."""
        self.path(app).unlink(missing_ok=True)


def has_shape(value: object, shape: Any) -> bool:
    """Return whether *value*, loaded from JSON, matches the type *shape*."""
    origin, inner = typing.get_origin(shape), typing.get_args(shape)
    if typing.is_typeddict(shape):
        hints = typing.get_type_hints(shape)
        return (
            isinstance(value, dict)
            and value.keys() == hints.keys()
            and all(has_shape(value[key], hint) for key, hint in hints.items())
        )
    if origin is types.UnionType:
        return any(has_shape(value, one) for one in inner)
    if origin is dict:
        return isinstance(value, dict) and _have_shape(value.values(), inner[1])
    if origin is list:
        return isinstance(value, list) and _have_shape(value, inner[0])
    if origin is tuple:
        return (
            isinstance(value, list)
            and len(value) == len(inner)
            and all(map(has_shape, value, inner))
        )
    # Not isinstance(): True is an int too.
    return shape is object or type(value) is shape


def _have_shape(values: Collection[object], shape: Any) -> bool:
    """Return whether each of *values* matches *shape*; there may be many thousands."""
    if isinstance(shape, type) and not typing.is_typeddict(shape) and shape is not object:
        return {shape}.issuperset(map(type, values))
    return all(has_shape(one, shape) for one in values)


def _first_line(rest: bytes) -> bytes:
    """Return the first line of a file, without its end; *rest* is everything after it."""
    return f'{{"digest": "{digest.of_bytes(rest)}",'.encode()
