"""Folders as Sphinx copies them: through symbolic links, in an order of their own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file below *folder*, by name."""
    for below, inner, names in os.walk(folder, followlinks=True):
        inner.sort()
        yield from (Path(below, name) for name in sorted(names))
