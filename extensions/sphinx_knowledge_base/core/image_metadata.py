"""Remove metadata about the author from a picture: place, names, thumbnails, comments.

Nothing is decoded, so no pixel changes.  The color profile and the orientation stay, because they
change how the picture looks.  Formats: JPEG (ITU-T T.81, annex B), PNG (W3C PNG, 5.3), WebP
(RFC 9649), AVIF and HEIC.  A file with an unexpected structure is returned unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import ExifTags, Image

from sphinx_knowledge_base.core.heif_metadata import is_heif, without_items

if TYPE_CHECKING:
    from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
#: JFIF, the color profile, and the color space of Adobe; not Exif, XMP, IPTC and thumbnails.
_JPEG_KEPT: Final = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
#: The flags in the chunk VP8X that announce the dropped chunks.
_WEBP_FLAGS = 0b0000_1100


def without_metadata(data: bytes) -> bytes:
    """Return the picture *data* without metadata."""
    try:
        if data.startswith(b"\xff\xd8"):
            return b"".join(_jpeg(data))
        if data.startswith(_PNG):
            return b"".join(_png(data))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if is_heif(data):
            return without_items(data)
    except (IndexError, ValueError):
        pass
    return data


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at, orientation = 2, 1
    segments = []
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        marker = data[at + 1]
        if marker == 0xFF:  # a padding byte
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data) or end < at + 4:
            raise ValueError
        content = data[at + 4 : end]
        if marker == 0xE1 and content.startswith(b"Exif\0\0"):
            orientation = _orientation(content)
        is_application = 0xE0 <= marker <= 0xEF
        if marker != 0xFE and (
            not is_application or content.startswith(_JPEG_KEPT.get(marker, b"\0none"))
        ):
            segments.append(data[at:end])
        at = end
    if orientation != 1:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        content = exif.tobytes()
        yield b"\xff\xe1" + (len(content) + 2).to_bytes(2, "big") + content
    yield from segments
    yield data[at:]


def _orientation(exif: bytes) -> int:
    found = Image.Exif()
    try:
        found.load(exif)
        return int(found.get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 -- damaged Exif may raise any error, and has no orientation
        return 1


def _png(data: bytes) -> Iterator[bytes]:
    yield _PNG
    at = len(_PNG)
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] not in _PNG_DROPPED:
            yield data[at:end]
        at = end


def _webp(data: bytes) -> bytes:
    chunks, at = [], 12
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        name, chunk = data[at : at + 4], data[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name not in _WEBP_DROPPED:
            chunks.append(chunk)
        at = end
    body = b"".join(chunks)
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body
