"""Featured images: their files, their sizes, and the paths of copies in the output."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_knowledge_base.core.problems import nearest
from sphinx_knowledge_base.core.untrusted_images import (
    MAX_PIXELS,
    MAX_SIDE,
    ImageError,
    size_of_raster,
    size_of_svg,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Suffixes of images that get smaller copies.  Not GIF: an animation would stop moving.
RASTER_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})

#: Suffixes of all files that articles can show.
_PICTURE_SUFFIXES = RASTER_SUFFIXES | {".avif", ".gif", ".svg"}

#: The widest copy, in pixels: twice the width of the text column, for high-density screens.
MAX_WIDTH = 1600

#: Width and height of a placeholder, in pixels.
PLACEHOLDER_SIZE = (1200, 630)

#: Widths of the smaller copies, in pixels: for a card, a phone, the text column.
VARIANT_WIDTHS = (400, 800, 1200)


def published_path(source: str) -> str:
    """Return the output path of the image at *source*, relative to the source directory."""
    return f"_images/featured/{source}"


def placeholder_path(slug: str) -> str:
    """Return the path in the output of the placeholder for an article's missing image."""
    return f"_images/placeholders/{slug}.svg"


def variant_path(source: str, width: int) -> str:
    """Return the path in the output of the WebP copy of *source* that is *width* pixels wide."""
    return f"{published_path(source)}-{width}.webp"


def variant_widths(source: str, size: tuple[int, int] | None) -> tuple[int, ...]:
    """Return the widths of the copies of an image; vector images have none."""
    if size is None or PurePosixPath(source).suffix.casefold() not in RASTER_SUFFIXES:
        return ()
    smaller = tuple(width for width in VARIANT_WIDTHS if width < size[0])
    widths = (*smaller, min(size[0], MAX_WIDTH))
    return tuple(width for width in widths if size[1] * width / size[0] <= MAX_SIDE)


def is_image_path(path: str) -> bool:
    """Return whether a file at *path* is a picture, by its suffix."""
    return PurePosixPath(path).suffix.casefold() in _PICTURE_SUFFIXES


def find_image(srcdir: Path, roots: Sequence[str], site_path: str) -> str | None:
    """Return the file behind *site_path* as a POSIX path relative to *srcdir*, or None.

    The file will be published.  So this never returns a file outside the roots (not even through
    a symbolic link), a hidden file, or a file that is not a picture.
    """
    parts = PurePosixPath(unquote(site_path).lstrip("/")).parts
    if not parts or any(part.startswith(".") for part in parts) or not is_image_path(parts[-1]):
        return None
    srcdir = srcdir.resolve()
    for root in roots:
        folder = (srcdir / root).resolve()
        try:
            file = folder.joinpath(*parts).resolve()
            found = file.relative_to(folder).parts if file.is_relative_to(folder) else ()
            is_hidden = any(part.startswith(".") for part in found)
            is_picture = bool(found) and not is_hidden and is_image_path(file.name)
            is_picture = is_picture and file.is_file()
        except (OSError, ValueError):  # an impossible file name: contains NUL, or is too long
            return None
        if is_picture:
            return Path(os.path.relpath(file, srcdir)).as_posix()
    return None


def image_paths(srcdir: Path, roots: Sequence[str]) -> list[str]:
    """Return the site paths of all pictures below the roots, sorted: ``/images/team.svg``.

    The source directory itself is not searched, even if it is a root: most of its files are not
    pictures.
    """
    return sorted(
        f"/{file.relative_to(folder).as_posix()}"
        for root in roots
        if (folder := srcdir / root) != srcdir
        for file in folder.rglob("*")
        if is_image_path(file.name)
    )


def image_hint(target: str, pictures: Sequence[str]) -> str:
    """Return `` (did you mean '/images/X'?)`` for a picture that is missing, or an empty string.

    A picture with another number in its name is not suggested: it is a different picture.

    :param pictures: The site paths of all pictures, which work in every document.
    """
    name = PurePosixPath(unquote(target)).name
    names = {PurePosixPath(path).name for path in pictures}
    meant = nearest(name, [one for one in names if _numbers(one) == _numbers(name)])
    alike = [path for path in pictures if PurePosixPath(path).name == meant]
    closest = difflib.get_close_matches(target, alike, n=1, cutoff=0)
    return f" (did you mean {closest[0]!r}?)" if closest else ""


def _numbers(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def image_size(file: Path, max_pixels: int = MAX_PIXELS) -> tuple[int, int] | None:
    """Return width and height of an image as browsers show it, in pixels; None if it is unreadable.

    EXIF orientation counts.  An image of more than *max_pixels* is not read.
    """
    try:
        if file.suffix.casefold() == ".svg":
            return size_of_svg(file)
        return size_of_raster(file, max_pixels)
    except ImageError:
        return None
