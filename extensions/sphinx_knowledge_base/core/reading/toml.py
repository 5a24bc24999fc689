"""Read TOML into values with positions (``+++`` front matter, as in Hugo and Zola)."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.core.model import Position
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.core.reading.encoding import (
    first_control_character,
    left_out,
    without_control_characters,
)
from sphinx_knowledge_base.core.reading.positions import (
    Fault,
    ListNode,
    MappingEntry,
    MappingNode,
    Node,
    Path,
    ScalarNode,
)
from sphinx_knowledge_base.core.reading.yaml import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
#: Also matches strings and comments, so that nothing inside them is taken for a key.
_TOKEN = re.compile(
    rf"""^[ \t]*(?P<key>{_KEY})[ \t]*=[ \t]*
    |^[ \t]*(?P<header>\[\[?)[ \t]*(?P<table>{_KEY})[ \t]*\]
    |\"{{3}}(?:[^\\]|\\.)*?\"{{3}} | '{{3}}.*?'{{3}}
    |"(?:[^"\\\n]|\\.)*" | '[^'\n]*' | \#[^\n]*""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)


def read_toml(text: str, first_line: int = 1) -> tuple[MappingNode | None, list[Fault]]:
    """Return the table in *text*, and its faults, like `read_yaml`.

    Python's TOML reader gives no positions, so this looks the keys up in the text.  A value inside
    an array or an inline table gets the position of the key before it.
    """
    start = Position(first_line, 1)
    try:
        values = tomllib.loads(text)
        builder = _Builder(dict(_key_positions(text, first_line)))
        table = builder.mapping(values, (), start)
    except RecursionError:
        return None, [Fault(start, f"nested deeper than {MAX_DEPTH} levels")]
    except ValueError as error:  # TOMLDecodeError, or errors of numbers and dates
        return None, [_syntax_error(str(error), text, first_line)]
    nul = (Fault(at, "character U+0000 is not allowed") for at in _nul_positions(table))
    return table, [*builder.faults, *nul]


def _syntax_error(message: str, text: str, first_line: int) -> Fault:
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    if found := _POSITION.search(message):
        message = message[: found.start()]
        if found[1]:
            line, column = int(found[1]), int(found[2])
    return Fault(
        Position(first_line + line - 1, column), f"TOML: {message[:1].lower()}{message[1:]}"
    )


def _key_positions(text: str, first_line: int) -> Iterator[tuple[Path, tuple[Position, Position]]]:
    """Yield the path of each key that begins a line, with the positions of key and value."""
    prefix: Path = ()
    counts: dict[Path, int] = {}
    line, line_start, seen = first_line, 0, 0
    for token in _TOKEN.finditer(text):
        name = token.lastgroup
        if name is None:
            continue
        group = "key" if token["key"] else "table"
        key_start = token.start(group)
        line += text.count("\n", seen, key_start)
        line_start = text.rfind("\n", 0, key_start) + 1
        seen = key_start
        path: Path = tuple(part.strip(" \t\"'") for part in re.findall(_PART, token[group]))
        key_position = Position(line, key_start - line_start + 1)
        if group == "key":
            yield prefix + path, (key_position, Position(line, token.end() - line_start + 1))
            continue
        prefix = path
        yield prefix, (key_position, key_position)
        if token["header"] == "[[":
            counts[path] = counts.get(path, -1) + 1
            prefix = (*path, counts[path])
            yield prefix, (key_position, key_position)


class _Builder:
    """Combines values with the positions found for them."""

    def __init__(self, found: dict[Path, tuple[Position, Position]]) -> None:
        self.found = found
        self.faults: list[Fault] = []

    def value(self, value: object, path: Path, around: Position) -> Node:
        if len(path) > MAX_DEPTH:
            raise RecursionError
        position = self.found.get(path, (around, around))[1]
        if isinstance(value, dict):
            return self.mapping(value, path, position)
        if isinstance(value, list):
            items = (self.value(item, (*path, n), position) for n, item in enumerate(value))
            return ListNode(position, tuple(items))
        return self.scalar(value, position)

    def scalar(self, value: object, position: Position) -> ScalarNode:
        if isinstance(value, bool):
            return ScalarNode(position, str(value).lower(), value)
        if isinstance(value, dt.date | dt.time):  # `dates` parses dates
            return ScalarNode(position, value.isoformat(), value.isoformat())
        if isinstance(value, float) and not math.isfinite(value):
            return ScalarNode(position, str(value), str(value))
        if isinstance(value, str):
            if bad := first_control_character(value):
                self.faults.append(Fault(position, left_out(bad), Severity.WARNING))
            text = without_control_characters(value)
            return ScalarNode(position, text, text)
        known = value if isinstance(value, int | float) else str(value)
        return ScalarNode(position, str(value), known)

    def mapping(self, values: dict[str, Any], path: Path, position: Position) -> MappingNode:
        entries = {}
        for key, value in values.items():
            key_position = self.found.get((*path, key), (position, position))[0]
            entries[key] = MappingEntry(key_position, self.value(value, (*path, key), key_position))
        return MappingNode(position, entries)


def _nul_positions(node: Node) -> Iterator[Position]:
    if isinstance(node, ScalarNode):
        if "\0" in node.text:
            yield node.position
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from _nul_positions(item)
    else:
        for key, entry in node.entries.items():
            if "\0" in key:
                yield entry.key_position
            yield from _nul_positions(entry.value)
