"""Digests of values and of files: equal digests mean equal content."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: Replaces the digest of a file that cannot be read.
MISSING = "missing"


def of_value(value: object) -> str:
    """Return the digest of *value*, whose ``repr`` must contain everything that matters."""
    return of_bytes(repr(value).encode("utf-8", "surrogatepass"))


def of_bytes(data: bytes) -> str:
    """Return the digest of *data*."""
    return blake2b(data, digest_size=16).hexdigest()


def of_file(path: Path) -> str:
    """Return the digest of a file's content, or ``MISSING`` if it cannot be read."""
    try:
        # Opening a named pipe would block the build until another program writes to it.
        return of_bytes(path.read_bytes()) if path.is_file() else MISSING
    except OSError:
        return MISSING


def of_files(paths: Iterable[Path]) -> str:
    """Return the digest of the names and contents of *paths*, in the given order."""
    return of_value([(path.name, of_file(path)) for path in paths])
