"""Open pictures from untrusted sources.

Authors may send any file: truncated, in another format than its name suggests, or a few kilobytes
that decode to gigabytes.  Only formats of the web are opened, by name, because Pillow would start
other programs for some of the rest.  The size is checked before anything is decoded.  All errors of
decoders become one error.
"""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree
from PIL import ExifTags, Image, UnidentifiedImageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Formats that Pillow may open.
FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")

#: Twice the size of today's photographs.
MAX_PIXELS = 100_000_000

#: WebP's largest side; no smaller copy may be longer.
MAX_SIDE = 16_383


class ImageError(ValueError):
    """A picture that cannot be read."""


@contextmanager
def opened(picture: Path | bytes, max_pixels: int = MAX_PIXELS) -> Iterator[Image.Image]:
    """Open *picture* without decoding it.  Errors in the ``with`` block become ImageError too.

    :raises ImageError: it is of another format, broken, or has more than *max_pixels*.
    """
    source = BytesIO(picture) if isinstance(picture, bytes) else picture
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow has its own, different limit
            with Image.open(source, formats=FORMATS) as image:
                _check_size(image.size, max_pixels)
                yield image
    except ImageError:
        raise
    except Exception as error:  # decoders may raise any error
        raise ImageError(_reason(error)) from error


def _check_size(size: tuple[int, int], max_pixels: int) -> None:
    width, height = size
    if width * height > max_pixels:
        msg = f"{width} x {height} pixels are too many (kb_image_max_pixels)"
        raise ImageError(msg)


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError | PermissionError):
        return str(error.strerror)
    if isinstance(error, UnidentifiedImageError):
        return "its content is none of " + ", ".join(FORMATS)
    return str(error) or type(error).__name__


def size_of_raster(picture: Path | bytes, max_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Return width and height as browsers show the picture, in pixels.

    :raises ImageError: some of it is not readable.
    """
    with opened(picture, max_pixels) as image:
        width, height = image.size
        is_turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= 5
        # A JPEG can be decoded at an eighth of its size, which finds the same faults.
        image.draft(None, (1, 1))
        image.load()
    return (height, width) if is_turned else (width, height)


#: The size of an SVG that names none (https://www.w3.org/TR/css-images-3/#default-sizing).
_DEFAULT_SIZE = (300, 150)
_PIXELS = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(?:px)?")


def parsed_svg(data: bytes) -> etree._Element:
    """Return the root of the SVG *data*; nothing is loaded, and no entity is resolved.

    :raises ImageError: it is not well-formed, or is not SVG.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ImageError(str(error)) from error
    if etree.QName(root).localname != "svg":
        msg = "it is XML, but not SVG"
        raise ImageError(msg)
    return root


def size_of_svg(picture: Path | bytes) -> tuple[int, int]:
    """Return width and height of an SVG as browsers show it, in pixels.

    Without a size, it has that of its view box.

    :raises ImageError: it is not well-formed, or is not SVG.
    """
    try:
        root = parsed_svg(picture if isinstance(picture, bytes) else picture.read_bytes())
    except OSError as error:
        raise ImageError(_reason(error)) from error
    written = [root.get("width", ""), root.get("height", "")]
    sides = [float(found[1]) for side in written if (found := _PIXELS.fullmatch(side.strip()))]
    if len(sides) < 2:
        box = root.get("viewBox", "").replace(",", " ").split()
        sides = [float(found[1]) for side in box[2:] if (found := _PIXELS.fullmatch(side))]
    if len(sides) != 2 or min(sides) < 1:
        return _DEFAULT_SIZE
    return round(sides[0]), round(sides[1])
