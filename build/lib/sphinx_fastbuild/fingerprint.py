"""Fingerprints: of values and of files."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MISSING = "missing"


def of_value(value: object) -> str:
    """Return the fingerprint of a value that its ``repr`` says all of."""
    return of_bytes(repr(value).encode("utf-8", "surrogatepass"))


def of_bytes(data: bytes) -> str:
    """Return the fingerprint of *data*."""
    return blake2b(data, digest_size=16).hexdigest()


def of_file(path: Path) -> str:
    """Return the fingerprint of a file's content; one that cannot be read is missing."""
    try:
        return of_bytes(path.read_bytes())
    except OSError:
        return MISSING


def of_files(paths: Iterable[Path]) -> str:
    """Return the fingerprint of the contents of *paths*, in the order given."""
    return of_value([(path.name, of_file(path)) for path in paths])
