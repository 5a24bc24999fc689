"""YAML text to values that know their place.

A deliberately small YAML: what front matter needs and nothing that runs code, hides a value or
lets a small file become a large one.  The grammar is YAML 1.1's as PyYAML reads it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml
from yaml.constructor import SafeConstructor
from yaml.reader import Reader
from yaml.resolver import Resolver

from sphinx_knowledge_base.core.model import Place
from sphinx_knowledge_base.core.reading.positions import (
    Entry,
    Fault,
    Placed,
    PlacedList,
    PlacedMapping,
    PlacedScalar,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Deeper than any front matter, far shallower than Python's stack.
MAX_DEPTH = 20

_Resolved: TypeAlias = str | bool | int | float | None

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: NUL would end a string in every C library further on, and a lone surrogate cannot be written.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")

_HINTS: Final = {
    "mapping values are not allowed": " (put a text that holds ': ' in quotes)",
}


class _ReadingError(Exception):
    """Reading cannot go on."""

    def __init__(self, place: Place, message: str) -> None:
        self.fault = Fault(place, message)


def read_yaml(text: str, first_line: int = 1) -> tuple[Placed | None, list[Fault]]:
    r"""Return the value that *text* holds and what is wrong with it.

    *text* has ``\n`` line ends only; *first_line* is its first line's number in the file.  The
    value is None when there is none or when it cannot be read; with faults, a value is still
    given where one can be, so that what else is wrong with it can be reported with them.
    """
    reader = _YamlReader(text, first_line)
    try:
        value = reader.document()
    except _ReadingError as refused:
        return None, [*reader.faults, refused.fault]
    return value, reader.faults


class _YamlReader:
    """One pass over the parser's events."""

    def __init__(self, text: str, first_line: int) -> None:
        self.text = text
        self.first_line = first_line
        self.faults: list[Fault] = []
        # YAML counts U+0085, U+2028 and U+2029 as line ends; editors do not.  So lines are
        # counted here, from the positions that YAML gives.
        self.line_starts = [0, *(end.end() for end in re.finditer("\n", text))]
        self.resolver: Any = Resolver()
        self.constructor = SafeConstructor()

    def place(self, index: int) -> Place:
        line = bisect_right(self.line_starts, index) - 1
        return Place(self.first_line + line, index - self.line_starts[line] + 1)

    def place_of(self, event: yaml.Event) -> Place:
        mark: Any = event.start_mark  # Every event of a parser has one.
        return self.place(mark.index)

    def document(self) -> Placed | None:
        if bad := Reader.NON_PRINTABLE.search(self.text):
            message = f"character U+{ord(bad.group()):04X} is not allowed in YAML"
            raise _ReadingError(self.place(bad.start()), message)
        try:
            return self._document(iter(yaml.parse(self.text, Loader=_Loader)))
        except yaml.MarkedYAMLError as error:
            raise self._syntax_error(error) from error
        except yaml.YAMLError as error:
            raise _ReadingError(self.place(0), f"YAML: {error}") from error

    def _document(self, events: Iterator[Any]) -> Placed | None:
        value: Placed | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _ReadingError(self.place_of(event), "only one YAML document is allowed")
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, events, 1)
        return value

    def _value(self, event: yaml.Event, events: Iterator[Any], depth: int) -> Placed:
        place = self.place_of(event)
        node: Any = event  # Its kinds have no common type that says what they have in common.
        if isinstance(event, yaml.AliasEvent):
            self.faults.append(Fault(place, f"YAML alias '*{node.anchor}' is not allowed"))
            return PlacedScalar(place, f"*{node.anchor}", f"*{node.anchor}")
        if node.anchor is not None:
            self.faults.append(Fault(place, f"YAML anchor '&{node.anchor}' is not allowed"))
        if node.tag is not None:
            self.faults.append(Fault(place, f"YAML tag {node.tag!r} is not allowed"))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        if depth > MAX_DEPTH:
            raise _ReadingError(place, f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, place, depth)
        return self._mapping(events, place, depth)

    def _list(self, events: Iterator[Any], place: Place, depth: int) -> PlacedList:
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._value(event, events, depth + 1))
        return PlacedList(place, tuple(items))

    def _mapping(self, events: Iterator[Any], place: Place, depth: int) -> PlacedMapping:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._value(event, events, depth + 1)
            value = self._value(next(events), events, depth + 1)
            if not isinstance(key, PlacedScalar):
                self.faults.append(Fault(key.place, "a key must be text"))
            elif not key.text.strip():
                self.faults.append(Fault(key.place, "a key is blank"))
            elif key.text == "<<" and not event.style:
                self.faults.append(Fault(key.place, "YAML merge key '<<' is not allowed"))
            elif (first := entries.get(key.text)) is not None:
                message = f"key {key.text!r} is already set on line {first.key_place.line}"
                self.faults.append(Fault(key.place, message))
            else:
                entries[key.text] = Entry(key.place, value)
        return PlacedMapping(place, entries)

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> PlacedScalar:
        text: str = event.value
        if bad := _UNWRITABLE.search(text):
            message = f"character U+{ord(bad.group()):04X} is not allowed"
            self.faults.append(Fault(place, message))
        value: Any = text
        if event.implicit[0] and event.tag is None:
            value = self._resolved(text)
        return PlacedScalar(place, text, value)

    def _resolved(self, text: str) -> _Resolved:
        """Return what YAML makes of a plain scalar; a date stays text, `dates` reads it."""
        tag: str = self.resolver.resolve(yaml.ScalarNode, text, (True, False))
        node = yaml.ScalarNode(tag, text)
        try:
            match tag.rpartition(":")[2]:
                case "null":
                    return None
                case "bool":
                    return self.constructor.construct_yaml_bool(node)
                case "int":
                    return self.constructor.construct_yaml_int(node)
                case "float":
                    number = self.constructor.construct_yaml_float(node)
                    # JSON, to which values are exported, knows neither infinity nor NaN.
                    return number if math.isfinite(number) else text
        except (ValueError, OverflowError):
            pass  # Thousands of digits, or an underscore and nothing else: text after all.
        return text

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> _ReadingError:
        mark = error.problem_mark or error.context_mark
        index = min(mark.index, len(self.text)) if mark is not None else 0
        place = self.place(index)
        reason = error.problem or error.context or "cannot be read"
        if self.text[index : index + 1] == "\t":
            return _ReadingError(place, "YAML: a tab cannot indent or begin a value; use spaces")
        hint = next((hint for start, hint in _HINTS.items() if reason.startswith(start)), "")
        context = f"{error.context}, " if error.context and error.problem else ""
        return _ReadingError(place, f"YAML: {context}{reason}{hint}")
