"""A cache, beside the doctrees, of files that take long to make.

Each file starts with the seal of its content: a damaged or incomplete one is made again.
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


def cached(folder: Path, key: bytes, suffix: str, make: Callable[[], bytes]) -> bytes:
    """Return the content for *key*; call *make* only if *folder* does not have it."""
    file = folder / f"{blake2b(key, digest_size=16).hexdigest()}{suffix}"
    with suppress(FileNotFoundError):
        first, _, data = file.read_bytes().partition(b"\n")
        if first == seal(file.name, data).encode():
            return data
    data = make()
    # The seal shows a process that a file is incomplete.
    write(file, seal(file.name, data).encode() + b"\n" + data)
    return data
