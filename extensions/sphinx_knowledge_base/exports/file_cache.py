"""Files that cost time to make, kept beside the doctrees by what they are made of.

Each begins with a line that seals it: one that was cut off, damaged or not signed is made anew.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_knowledge_base.build.store import seal
from sphinx_knowledge_base.exports.writer import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def kept(folder: Path, key: bytes, suffix: str, make: Callable[[], bytes]) -> bytes:
    """Return what *make* makes; it is asked only when *folder* has nothing for *key*."""
    file = folder / f"{blake2b(key, digest_size=16).hexdigest()}{suffix}"
    with suppress(FileNotFoundError):
        first, _, data = file.read_bytes().partition(b"\n")
        if first == seal(file.name, data).encode():
            return data
    data = make()
    # Another process that reads the file before it is complete sees that by the seal.
    write(file, seal(file.name, data).encode() + b"\n" + data)
    return data
