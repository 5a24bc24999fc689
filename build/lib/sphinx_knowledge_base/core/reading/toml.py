"""TOML text to values that know their place (``+++`` front matter, as Hugo and Zola write it)."""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.core.model import Place
from sphinx_knowledge_base.core.reading.positions import (
    Entry,
    Fault,
    Path,
    Placed,
    PlacedList,
    PlacedMapping,
    PlacedScalar,
)
from sphinx_knowledge_base.core.reading.yaml import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator

_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEY = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
#: Strings and comments are matched so that nothing inside them is taken for a key.
_TOKEN = re.compile(
    rf"""^[ \t]*(?P<key>{_KEY})[ \t]*=[ \t]*
    |^[ \t]*(?P<header>\[\[?)[ \t]*(?P<table>{_KEY})[ \t]*\]
    |\"{{3}}(?:[^\\]|\\.)*?\"{{3}} | '{{3}}.*?'{{3}}
    |"(?:[^"\\\n]|\\.)*" | '[^'\n]*' | \#[^\n]*""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)


def read_toml(text: str, first_line: int = 1) -> tuple[PlacedMapping | None, list[Fault]]:
    """Return the table that *text* holds and what is wrong with it; as `read_yaml` does.

    TOML's reader gives no places, so keys are looked up in the text.  What stands inside an
    array or an inline table has the place of the key before it.
    """
    start = Place(first_line, 1)
    try:
        values = tomllib.loads(text)
        table = _Builder(dict(_key_places(text, first_line))).mapping(values, (), start)
    except RecursionError:
        return None, [Fault(start, f"nested deeper than {MAX_DEPTH} levels")]
    except ValueError as error:  # TOMLDecodeError, and the ValueErrors of numbers and dates.
        return None, [_syntax_error(str(error), text, first_line)]
    return table, [Fault(place, "character U+0000 is not allowed") for place in _nul_places(table)]


def _syntax_error(message: str, text: str, first_line: int) -> Fault:
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    if found := _POSITION.search(message):
        message = message[: found.start()]
        if found[1]:
            line, column = int(found[1]), int(found[2])
    return Fault(Place(first_line + line - 1, column), f"TOML: {message[:1].lower()}{message[1:]}")


def _key_places(text: str, first_line: int) -> Iterator[tuple[Path, tuple[Place, Place]]]:
    """Yield the path of each key that begins a line, with its place and its value's."""
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
        key_place = Place(line, key_start - line_start + 1)
        if group == "key":
            yield prefix + path, (key_place, Place(line, token.end() - line_start + 1))
            continue
        prefix = path
        yield prefix, (key_place, key_place)
        if token["header"] == "[[":
            counts[path] = counts.get(path, -1) + 1
            prefix = (*path, counts[path])
            yield prefix, (key_place, key_place)


class _Builder:
    """Joins values with the places that were found for them."""

    def __init__(self, found: dict[Path, tuple[Place, Place]]) -> None:
        self.found = found

    def value(self, value: object, path: Path, around: Place) -> Placed:
        if len(path) > MAX_DEPTH:
            raise RecursionError
        place = self.found.get(path, (around, around))[1]
        if isinstance(value, dict):
            return self.mapping(value, path, place)
        if isinstance(value, list):
            items = (self.value(item, (*path, n), place) for n, item in enumerate(value))
            return PlacedList(place, tuple(items))
        if isinstance(value, bool):
            return PlacedScalar(place, str(value).lower(), value)
        if isinstance(value, dt.date | dt.time):  # A date stays text: `dates` reads it.
            return PlacedScalar(place, value.isoformat(), value.isoformat())
        if isinstance(value, float) and not math.isfinite(value):
            return PlacedScalar(place, str(value), str(value))
        known = value if isinstance(value, str | int | float) else str(value)
        return PlacedScalar(place, str(value), known)

    def mapping(self, values: dict[str, Any], path: Path, place: Place) -> PlacedMapping:
        entries = {}
        for key, value in values.items():
            key_place = self.found.get((*path, key), (place, place))[0]
            entries[key] = Entry(key_place, self.value(value, (*path, key), key_place))
        return PlacedMapping(place, entries)


def _nul_places(node: Placed) -> Iterator[Place]:
    if isinstance(node, PlacedScalar):
        if "\0" in node.text:
            yield node.place
    elif isinstance(node, PlacedList):
        for item in node.items:
            yield from _nul_places(item)
    else:
        for key, entry in node.entries.items():
            if "\0" in key:
                yield entry.key_place
            yield from _nul_places(entry.value)
