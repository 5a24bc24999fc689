"""Decode the bytes of a text file, or report where and why that fails.

Control characters are removed here, once for all outputs: HTML and XML allow none of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.model import Position
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.core.reading.positions import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The control characters of ASCII and ISO 8859, except tab, line ends and NUL, which is an error;
#: and U+FFFE and U+FFFF, which are not characters.
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")

#: Control characters that end a line or a page elsewhere: they separate words.
_BLANKS = frozenset("\x0b\x0c\x85")

#: The same characters as bytes of UTF-8, without U+0085: those of ASCII, and the others.  Nearly
#: every file has none of them, and two searches find that out several times as fast as one pattern.
_ASCII = bytes((*range(0x01, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))
_LONGER = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]|\xef\xbf[\xbe\xbf]")
_NEXT_LINE = b"\xc2\x85"

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes) -> str | Fault:
    r"""Return *data* as text with ``\n`` line ends.

    A byte-order mark and control characters are removed.  CRLF and CR count as one line end each,
    so line numbers stay the same.
    """
    if data.startswith(_UTF16_MARKS):
        return Fault(Position(1, 1), "the file is UTF-16; save it as UTF-8")
    try:
        text = _normal(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        found = f"byte 0x{data[error.start]:02X} at position {error.start}"
        position = _end(_normal(data[: error.start].decode("utf-8")))
        return Fault(position, f"{found} is not UTF-8; save the file as UTF-8")
    if "\0" in text:
        return Fault(_end(text[: text.index("\0")]), "the file contains a NUL character")
    if _has_control_characters(data) or _NEXT_LINE in data:
        return without_control_characters(text)
    return text


def without_control_characters(text: str) -> str:
    """Return *text* without control characters; those that separate words become blanks."""
    if _CONTROL.search(text) is None:
        return text
    return _CONTROL.sub(lambda found: " " if found[0] in _BLANKS else "", text)


def control_characters(data: bytes) -> Iterator[Fault]:
    """Yield a warning for each line of a file with control characters, which are removed."""
    if not _has_control_characters(data):
        return
    for number, line in enumerate(_normal(data.decode("utf-8", "replace")).split("\n"), 1):
        found = _CONTROL.search(line)
        if found is not None:
            message = left_out(found[0])
            yield Fault(Position(number, found.start() + 1), message, Severity.WARNING)


def _has_control_characters(data: bytes) -> bool:
    """Return whether a file contains control characters; U+0085 alone does not count."""
    return len(data.translate(None, _ASCII)) < len(data) or (
        not data.isascii() and _LONGER.search(data) is not None
    )


def left_out(character: str) -> str:
    """Return the message about a removed control character."""
    return f"the control character U+{ord(character):04X} is left out"


def first_control_character(text: str) -> str:
    """Return the first control character of *text*, or an empty string."""
    found = _CONTROL.search(text)
    return found[0] if found else ""


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _end(text: str) -> Position:
    """Return the position right after *text*."""
    return Position(text.count("\n") + 1, len(text) - text.rfind("\n"))
