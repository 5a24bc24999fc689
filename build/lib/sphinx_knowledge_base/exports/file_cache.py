"""Files that cost time to make, kept beside the doctrees by what they are made of.

Each is kept behind a digest of itself: one that was cut off or damaged is made anew.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_knowledge_base.exports.writer import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Bytes of a digest.
_SIZE = 16


def kept(folder: Path, key: bytes, suffix: str, make: Callable[[], bytes]) -> bytes:
    """Return what *make* makes; it is asked only when *folder* has nothing for *key*."""
    file = folder / f"{_digest(key).hex()}{suffix}"
    with suppress(FileNotFoundError):
        found = file.read_bytes()
        if found[:_SIZE] == _digest(found[_SIZE:]):
            return found[_SIZE:]
    data = make()
    # Who reads meanwhile sees by the digest that it is not finished.
    write(file, _digest(data) + data)
    return data


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()
