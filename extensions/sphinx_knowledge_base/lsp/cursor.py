"""Find the key, value or reference at a place of a document."""

from __future__ import annotations

import re
from typing import NamedTuple

from sphinx_knowledge_base.core.reading.references import Reference, references

_KEY = re.compile(r"(?P<key>[\w-]+):[ \t]*(?P<value>.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)")
_ROLE = re.compile(r"\{(?P<role>kb:\w+|cite|term|doc)\}`(?P<text>[^`]*)$")
_LINK = re.compile(r"(?P<image>!?)\[[^\[\]]*\]\((?P<text>[^()\s]*)$")
_PICTURE = re.compile(r"(?<![`:])[`:]{3,}+\{(?:figure|image)\}[ \t]+(?P<text>\S*)$")
_OPTION = re.compile(r":(?P<name>category|tag|author|audience|series|related):[ \t]+(?P<text>.*)$")
_ROLE_NAME = re.compile(r"\{(?P<text>[\w:]*)$")


class Cursor(NamedTuple):
    """The key, value or reference at a place."""

    kind: str
    """``key`` and ``value`` in front matter; in a text ``link``, ``image``, ``role`` for the name
    of one, or a role's name: ``kb:article``."""
    key: str
    """The key whose value it is; otherwise empty."""
    text: str
    """Its text: up to the cursor for completion, else all of it."""
    line: int
    """Line of its beginning, counted from 1."""
    column: int
    """Column of its beginning in characters, counted from 1."""


def front_matter_end(lines: list[str]) -> int:
    """Return the number of the line that closes the front matter, counted from 1; 0 without any.

    A block that is still open ends behind the last line.
    """
    if not lines or lines[0].rstrip() != "---":
        return 0
    closing = (at for at, line in enumerate(lines[1:], 2) if line.rstrip() in {"---", "..."})
    return next(closing, len(lines) + 1)


def writing_at(lines: list[str], line: int, column: int) -> Cursor | None:
    """Return the unfinished text before a place, or None where nothing can be completed."""
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    if 1 < line < front_matter_end(lines):
        return _in_front_matter(lines, line, before)
    return _in_role(before, line) or _in_text(before, line)


def _in_role(before: str, line: int) -> Cursor | None:
    """Return the target of a role that is not closed yet."""
    found = _ROLE.search(before)
    if found is None:
        return None
    kind, text = found["role"], found["text"]
    # A target after a title is in angle brackets; commas separate several keys.
    begins = max(text.rfind("<"), text.rfind(",") if kind == "cite" else -1) + 1
    text = text[begins:].lstrip()
    return Cursor(kind, "", text, line, len(before) - len(text) + 1)


def _in_text(before: str, line: int) -> Cursor | None:
    """Return an unfinished link, picture, option or name of a role."""
    for pattern in (_LINK, _PICTURE, _OPTION, _ROLE_NAME):
        found = pattern.search(before)
        if found is None:
            continue
        if pattern is _LINK:
            kind = "image" if found["image"] else "link"
        elif pattern is _OPTION:
            kind = "kb:article" if found["name"] == "related" else f"kb:{found['name']}"
        else:
            kind = "image" if pattern is _PICTURE else "role"
        return Cursor(kind, "", found["text"], line, found.start("text") + 1)
    return None


def _in_front_matter(lines: list[str], line: int, before: str) -> Cursor | None:
    if re.fullmatch(r"[\w-]*", before):
        return Cursor("key", "", before, line, 1)
    if found := _KEY.match(before):
        key = found["key"]
    elif found := _ITEM.match(before):
        key = _key_above(lines, line)
    else:
        return None
    value = found["value"]
    # In a list on one line, the item after the last comma.
    inner = re.search(r"[\[,][ \t]*([^\[\],]*)$", value)
    text = inner[1] if inner else value
    text = text.lstrip("\"'")
    return Cursor("value", key, text, line, len(before) - len(text) + 1)


def _key_above(lines: list[str], line: int) -> str:
    for above in reversed(lines[: line - 1]):
        if found := _KEY.match(above):
            return found["key"]
    return ""


def pointing_at(lines: list[str], line: int, column: int) -> Cursor | None:
    """Return the key, value or reference at a place."""
    if not 1 <= line <= len(lines):
        return None
    end = front_matter_end(lines)
    if 1 < line < end:
        return _pointing_in_front_matter(lines, line, column)
    text = "\n".join(lines[end:])
    for found in references(text, end + 1):
        if found.line == line and found.column <= column <= found.column + len(found.target):
            return _of(found)
    return None


def _of(reference: Reference) -> Cursor:
    return Cursor(reference.kind, "", reference.target, reference.line, reference.column)


def _pointing_in_front_matter(lines: list[str], line: int, column: int) -> Cursor | None:
    written = lines[line - 1]
    found = _KEY.match(written)
    if found and column <= found.end("key") + 1:
        return Cursor("key", "", found["key"], line, 1)
    if found:
        key = found["key"]
    elif found := _ITEM.match(written):
        key = _key_above(lines, line)
    else:
        return None
    start, value = found.start("value"), found["value"]
    pieces = re.finditer(r"\"(?:[^\"\\]|\\.)*+(?:\"|\\?\Z)|'[^']*+(?:'|\Z)|[^\[\],]+", value)
    if not value.startswith("["):
        pieces = re.finditer(r"\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|.+", value)
    for piece in pieces:
        text = piece.group().strip()
        offset = start + piece.start() + piece.group().find(text)
        inner = text.strip("\"'")
        offset += text.find(inner)
        if inner and offset < column <= offset + len(inner) + 1:
            return Cursor("value", key, inner, line, offset + 1)
    return None
