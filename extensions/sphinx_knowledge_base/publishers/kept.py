"""Files that cost time to make, kept beside the doctrees by what they are made of."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def kept(folder: Path, key: bytes, suffix: str, make: Callable[[], bytes]) -> bytes:
    """Return what *make* makes; it is asked only when *folder* has nothing for *key*."""
    file = folder / f"{blake2b(key, digest_size=16).hexdigest()}{suffix}"
    try:
        return file.read_bytes()
    except FileNotFoundError:
        pass
    data = make()
    folder.mkdir(parents=True, exist_ok=True)
    # In one step: a build that is killed leaves no half of a picture.
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(file)
    return data
