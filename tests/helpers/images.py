"""Make images of every kind that tests need."""

from __future__ import annotations

import io

from PIL import Image

#: The smallest JPEG: one pixel.
PIXEL = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb004300"
    + "03" * 64
    + "ffc0000b080001000101011100ffc40014000100000000000000000000000000000003"
    "ffc40014100100000000000000000000000000000000ffda0008010100003f0037ffd9"
)

#: An SVG, with a place for its title.
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"><title>{}</title></svg>'


def photo(color: str, width: int) -> bytes:
    """Return a PNG of one colour, which gets smaller copies where it is wide."""
    data = io.BytesIO()
    Image.new("RGB", (width, width // 2), color).save(data, "PNG")
    return data.getvalue()


def photograph(width: int, height: int) -> bytes:
    """A JPEG of one colour."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(data, "JPEG")
    return data.getvalue()
