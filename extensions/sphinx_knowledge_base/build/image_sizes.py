"""Cache sizes of pictures between builds: measuring one decodes the whole picture."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from sphinx_knowledge_base.build.file_status import Status, is_settled, status
from sphinx_knowledge_base.build.store import State
from sphinx_knowledge_base.core.catalog.images import image_size

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_knowledge_base.build.store import Store

#: Status and size of each picture, by path; the size is None if it cannot be read.
Sizes = dict[str, tuple[Status, tuple[int, int] | None]]

SIZES: State[Sizes] = State("image-sizes", 1, dict, TypeAdapter(Sizes).validate_python)


class ImageSizes:
    """Measures the pictures of a site."""

    def __init__(self, store: Store, srcdir: Path, max_pixels: int) -> None:
        self._store = store
        self._srcdir = srcdir
        self._max_pixels = max_pixels
        self._known = store.load(SIZES, str(max_pixels)) or {}
        self._is_changed = False

    def measure(self, path: str) -> tuple[int, int] | None:
        """Return width and height of the picture at *path*; None if it cannot be read."""
        file, now = self._srcdir / path, time.time_ns()
        found = status(file)
        if found is not None and path in self._known and self._known[path][0] == found:
            return self._known[path][1]
        size = image_size(file, self._max_pixels)
        if found is not None and is_settled(found, now):
            self._known[path] = found, size
            self._is_changed = True
        return size

    def save(self) -> None:
        """Save the sizes for the next build."""
        if self._is_changed:
            self._store.save(SIZES, self._known, str(self._max_pixels))
