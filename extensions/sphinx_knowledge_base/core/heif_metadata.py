"""Blank the metadata of AVIF and HEIC pictures, which is in items beside the picture.

Offsets in these files are absolute, so nothing is cut out: the bytes of Exif and XMP items become
zeros, and the items get a type that no program reads.  Orientation and color profile are
properties of the picture and stay.  Format: ISO/IEC 14496-12, 8.11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRANDS = frozenset({b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1"})
_METADATA = frozenset({b"Exif", b"mime", b"uri "})


def is_heif(data: bytes) -> bool:
    """Return whether *data* is an AVIF or HEIC picture."""
    return data[4:8] == b"ftyp" and data[8:12] in _BRANDS


def without_items(data: bytes) -> bytes:
    """Return the picture with blank metadata.

    :raises ValueError: if its boxes cannot be followed.
    """
    blank = bytearray(data)
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"meta":
            parts = {name: (first, last) for name, first, last in _boxes(data, start + 4, end)}
            types = dict(_item_types(data, *parts[b"iinf"])) if b"iinf" in parts else {}
            if types and b"iloc" in parts:
                idat = parts.get(b"idat", (0, 0))[0]
                for item, first, last in _extents(data, *parts[b"iloc"], idat):
                    if item in types:
                        if last > len(data):
                            raise ValueError
                        blank[first:last] = bytes(last - first)
            for place in types.values():
                blank[place : place + 4] = b"free"
    return bytes(blank)


def _number(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise ValueError
    return int.from_bytes(data[at : at + size], "big")


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the type of each box, and where its content begins and ends."""
    while at < end:
        size, kind, head = _number(data, at, 4), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = _number(data, at + 8, 8), 16
        last = at + size if size else end
        if last > end or last < at + head:
            raise ValueError
        yield kind, at + head, last
        at = last


def _item_types(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the number of each item of metadata, and the offset of its type."""
    for _, entry, _ in _boxes(data, start + (6 if data[start] == 0 else 8), end):
        size = 2 if data[entry] == 2 else 4
        place = entry + 4 + size + 2
        if data[place : place + 4] in _METADATA:
            yield _number(data, entry + 4, size), place


def _extents(data: bytes, start: int, end: int, idat: int) -> Iterator[tuple[int, int, int]]:
    """Yield the number of each item, and where each part of it begins and ends."""
    version = data[start]
    of_offset, of_length = data[start + 4] >> 4, data[start + 4] & 15
    of_base, of_index = data[start + 5] >> 4, data[start + 5] & 15 if version else 0
    of_item = 4 if version == 2 else 2
    at = start + 6
    count, at = _number(data, at, of_item), at + of_item
    for _ in range(count):
        item, at = _number(data, at, of_item), at + of_item
        in_idat = bool(version) and _number(data, at, 2) & 15 == 1
        at += (2 if version else 0) + 2
        base, at = _number(data, at, of_base) + (idat if in_idat else 0), at + of_base
        parts, at = _number(data, at, 2), at + 2
        for _ in range(parts):
            at += of_index
            first = base + _number(data, at, of_offset)
            yield item, first, first + _number(data, at + of_offset, of_length)
            at += of_offset + of_length
        if at > end:
            raise ValueError
