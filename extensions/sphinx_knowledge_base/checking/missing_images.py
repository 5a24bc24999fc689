"""Check whether a build would find the pictures of documents."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_knowledge_base.core.catalog.images import (
    find_image,
    image_hint,
    image_paths,
)
from sphinx_knowledge_base.core.source_files import is_possible_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: CommonMark's escapes: ``x\(1\).svg`` names ``x(1).svg``.
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


class KnownImages:
    """The pictures of a site."""

    def __init__(self, root: Path, image_roots: Sequence[str]) -> None:
        self._root = root
        self._image_roots = image_roots

    def fault(self, path: str, target: str) -> str:
        """Return what is wrong with the picture *target* of the file at *path*; empty if nothing.

        *target* is unchanged from the source, and is not a web address.
        """
        written = _ESCAPED.sub(r"\1", unescape(target))
        if self._is_there(path, written):
            return ""
        with_slashes = re.sub(r"\\+", "/", target)
        if with_slashes != target and self._is_there(path, with_slashes):
            meant = f" (did you mean {with_slashes!r}?)"
        else:
            meant = image_hint(with_slashes, self._paths)
        return f"picture {target!r} does not exist{meant}"

    def _is_there(self, path: str, target: str) -> bool:
        # A backslash is not a separator on the web, even on Windows.
        if "\\" in target or not is_possible_path(unquote(target)):
            return False
        if target.startswith("/"):
            if find_image(self._root, self._image_roots, target) is not None:
                return True
            file = target.lstrip("/")
        elif target.endswith(".*"):
            return True
        else:
            file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        # A file name may contain a percent sign.
        return any((self._root / one).is_file() for one in (file, unquote(file)))

    @cached_property
    def _paths(self) -> list[str]:
        return image_paths(self._root, self._image_roots)
