"""Bytes of a text file to text, or to where and why they are none."""

from __future__ import annotations

from sphinx_knowledge_base.core.model import Place
from sphinx_knowledge_base.core.reading.positions import Fault

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes) -> str | Fault:
    r"""Return *data* as text with ``\n`` line ends and without a byte-order mark.

    CRLF and CR count as one line end each, so lines keep their numbers.
    """
    if data.startswith(_UTF16_MARKS):
        return Fault(Place(1, 1), "the file is UTF-16; save it as UTF-8")
    try:
        text = _normal(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02X} at position {error.start}"
        place = _end(_normal(data[: error.start].decode("utf-8")))
        return Fault(place, f"{found} is not UTF-8; save the file as UTF-8")
    if "\0" in text:
        return Fault(_end(text[: text.index("\0")]), "the file holds a NUL character")
    return text


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _end(text: str) -> Place:
    """Return the place right after *text*."""
    return Place(text.count("\n") + 1, len(text) - text.rfind("\n"))
