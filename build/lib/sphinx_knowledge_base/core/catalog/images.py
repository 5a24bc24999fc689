"""Pictures: which file is behind the path that an author wrote."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree
from PIL import ExifTags, Image, UnidentifiedImageError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Suffixes of photographs, of which smaller copies are made; an animated GIF would stand still.
RASTER_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})

#: Wider copies than this are not made: twice the width of the column, for dense screens.
MAX_WIDTH = 1600

#: Width and height of the drawing that stands for a missing picture.
PLACEHOLDER_SIZE = (1200, 630)

#: Widths of the smaller copies of a featured picture, in pixels: a card, a phone, a column.
VARIANT_WIDTHS = (400, 800, 1200)


def published_path(source: str) -> str:
    """Return the path in the output of a picture at *source*, relative to the source directory."""
    return f"_images/featured/{source}"


def placeholder_path(slug: str) -> str:
    """Return the path in the output of the drawing that stands for an article's missing picture."""
    return f"_images/placeholders/{slug}.svg"


def variant_path(source: str, width: int) -> str:
    """Return the path in the output of a WebP copy of a picture, *width* pixels wide."""
    return f"{published_path(source)}-{width}.webp"


def variant_widths(source: str, size: tuple[int, int] | None) -> tuple[int, ...]:
    """Return the widths in which copies of a picture are published; a drawing needs none."""
    if size is None or PurePosixPath(source).suffix.casefold() not in RASTER_SUFFIXES:
        return ()
    smaller = tuple(width for width in VARIANT_WIDTHS if width < size[0])
    return (*smaller, min(size[0], MAX_WIDTH))


def find_picture(srcdir: Path, roots: Sequence[str], site_path: str) -> str | None:
    """Return the file behind *site_path* as a POSIX path relative to *srcdir*, or None.

    Nothing outside the roots is ever found, not even through a symbolic link.
    """
    parts = PurePosixPath(unquote(site_path).lstrip("/")).parts
    if ".." in parts or not parts:
        return None
    srcdir = srcdir.resolve()
    for root in roots:
        folder = (srcdir / root).resolve()
        try:
            file = folder.joinpath(*parts).resolve()
            is_picture = file.is_file() and file.is_relative_to(folder)
        except (OSError, ValueError):  # a name that no file can have: NUL, too long
            return None
        if is_picture:
            return Path(os.path.relpath(file, srcdir)).as_posix()
    return None


def picture_size(file: Path) -> tuple[int, int] | None:
    """Return width and height of a picture as it is shown, in pixels; None if it is none.

    A photograph that lies on its side (EXIF) is measured upright.  An SVG without a size of its
    own is as large as its view box says, and without one as large as browsers take it for
    (https://www.w3.org/TR/css-images-3/#default-sizing).
    """
    if file.suffix.casefold() == ".svg":
        return _svg_size(file)
    try:
        with Image.open(file) as image:
            width, height = image.size
            turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= 5
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    return (height, width) if turned else (width, height)


def _svg_size(file: Path) -> tuple[int, int] | None:
    try:
        events = etree.iterparse(file, events=("start",), resolve_entities=False, no_network=True)
        _, root = next(iter(events))
    except (OSError, etree.XMLSyntaxError, StopIteration):
        return None
    if etree.QName(root).localname != "svg":
        return None
    pixels = r"\s*(\d+(?:\.\d+)?)(?:px)?\s*"
    written = [re.fullmatch(pixels, root.get(name, "")) for name in ("width", "height")]
    sides = [float(found[1]) for found in written if found]
    if len(sides) < 2:
        box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        sides = [float(side) for side in box[2:] if re.fullmatch(pixels, side)]
    if len(sides) != 2 or min(sides) < 1:
        return 300, 150
    return round(sides[0]), round(sides[1])
