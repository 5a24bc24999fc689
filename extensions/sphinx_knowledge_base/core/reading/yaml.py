"""Read YAML into values with positions.

This is deliberately a subset: it has what front matter needs, but nothing that runs code, hides a
value or makes a small file large.  The grammar is YAML 1.1, as PyYAML reads it.
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
    ScalarNode,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A tag that only marks a value as text; old Ruby libraries write it.
_TEXT_TAG = "!"

#: Deeper than any front matter, far shallower than Python's stack.
MAX_DEPTH = 20

_Resolved: TypeAlias = str | bool | int | float | None

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: A NUL ends a string in every C library, and no encoding can write a lone surrogate.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")

#: Messages for editors, by the beginning of the parser's own message.
_EXPLAINED: Final = {
    "mapping values are not allowed": "put a text that contains ': ' in quotes",
    "could not find expected ':'": "a line has no ': ' after its key",
    "did not find expected key": "this line is not indented like those above it, or a quote or "
    "bracket above it is not closed",
    "expected <block end>": "this line is not indented like those above it, or a quote or "
    "bracket above it is not closed",
    "did not find expected '-' indicator": "this line is not indented like the items above it",
    "did not find expected ',' or ']'": "a list that begins with '[' is not closed by ']', or a "
    "comma is missing in it",
    "expected ',' or ']'": "a list that begins with '[' is not closed by ']', or a comma is "
    "missing in it",
    "did not find expected ',' or '}'": "what begins with '{' is not closed by '}'",
    "expected ',' or '}'": "what begins with '{' is not closed by '}'",
    "found unexpected end of stream": "a quote is opened and not closed",
    "found unknown escape character": "a backslash in double quotes begins a special character: "
    "write two, or put the text in single quotes",
    "found character": "put a text that begins with this character in quotes",
}

#: A key that is indented more than the keys above it.
_INDENTED_KEY = re.compile(r"[ ]+(?P<key>[\w-]+):(?:[ \t]|$)")


class _ReadingError(Exception):
    """The text cannot be read any further."""

    def __init__(self, position: Position, message: str) -> None:
        self.fault = Fault(position, message)


def read_yaml(text: str, first_line: int = 1) -> tuple[Node | None, list[Fault]]:
    r"""Return the value in *text*, and its faults.

    *text* has only ``\n`` line ends; *first_line* is the number of its first line in the file.  The
    value is None if there is none or if it cannot be read.  Otherwise it is returned despite
    faults, so that all its problems can be reported together.
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
        # YAML counts U+0085, U+2028 and U+2029 as line ends; editors do not.  So we count lines
        # ourselves, from the offsets that YAML gives.
        self.line_starts = [0, *(end.end() for end in re.finditer("\n", text))]
        self.resolver: Any = Resolver()
        self.constructor = SafeConstructor()

    def position(self, index: int) -> Position:
        line = bisect_right(self.line_starts, index) - 1
        return Position(self.first_line + line, index - self.line_starts[line] + 1)

    def position_of(self, event: yaml.Event) -> Position:
        mark: Any = event.start_mark  # every event of the parser has one
        return self.position(mark.index)

    def document(self) -> Node | None:
        if bad := Reader.NON_PRINTABLE.search(self.text):
            message = f"character U+{ord(bad.group()):04X} is not allowed in YAML"
            raise _ReadingError(self.position(bad.start()), message)
        try:
            return self._document(iter(yaml.parse(self.text, Loader=_Loader)))
        except yaml.MarkedYAMLError as error:
            raise self._syntax_error(error) from error
        except yaml.YAMLError as error:
            raise _ReadingError(self.position(0), f"YAML: {error}") from error

    def _document(self, events: Iterator[Any]) -> Node | None:
        value: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _ReadingError(
                        self.position_of(event), "only one YAML document is allowed"
                    )
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, events, 1)
        return value

    def _value(self, event: yaml.Event, events: Iterator[Any], depth: int) -> Node:
        position = self.position_of(event)
        node: Any = event  # the classes of events share no base with these attributes
        if isinstance(event, yaml.AliasEvent):
            self.faults.append(Fault(position, f"YAML alias '*{node.anchor}' is not allowed"))
            return ScalarNode(position, f"*{node.anchor}", f"*{node.anchor}")
        if node.anchor is not None:
            self.faults.append(Fault(position, f"YAML anchor '&{node.anchor}' is not allowed"))
        is_text = isinstance(event, yaml.ScalarEvent) and node.tag == _TEXT_TAG
        if node.tag is not None and not is_text:
            self.faults.append(Fault(position, f"YAML tag {node.tag!r} is not allowed"))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, position)
        if depth > MAX_DEPTH:
            raise _ReadingError(position, f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, position, depth)
        return self._mapping(events, position, depth)

    def _list(self, events: Iterator[Any], position: Position, depth: int) -> ListNode:
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._value(event, events, depth + 1))
        return ListNode(position, tuple(items))

    def _mapping(self, events: Iterator[Any], position: Position, depth: int) -> MappingNode:
        entries: dict[str, MappingEntry] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._value(event, events, depth + 1)
            value = self._value(next(events), events, depth + 1)
            if not isinstance(key, ScalarNode):
                self.faults.append(Fault(key.position, "a key must be text"))
            elif not key.text.strip():
                self.faults.append(Fault(key.position, "a key is blank"))
            elif key.text == "<<" and not event.style:
                self.faults.append(Fault(key.position, "YAML merge key '<<' is not allowed"))
            elif (first := entries.get(key.text)) is not None:
                message = f"key {key.text!r} is already set on line {first.key_position.line}"
                self.faults.append(Fault(key.position, message))
            else:
                entries[key.text] = MappingEntry(key.position, value)
        return MappingNode(position, entries)

    def _scalar(self, event: yaml.ScalarEvent, position: Position) -> ScalarNode:
        text: str = event.value
        if unwritable := _UNWRITABLE.search(text):
            message = f"character U+{ord(unwritable.group()):04X} is not allowed"
            self.faults.append(Fault(position, message))
        elif bad := first_control_character(text):
            self.faults.append(Fault(position, left_out(bad), Severity.WARNING))
            text = without_control_characters(text)
        value: Any = text
        if event.implicit[0] and event.tag is None:
            value = self._resolved(text)
        return ScalarNode(position, text, value, is_plain=not event.style)

    def _resolved(self, text: str) -> _Resolved:
        """Return the value of a plain scalar.  A date stays text: `dates` reads it."""
        tag: str = self.resolver.resolve(yaml.ScalarNode, text, (True, False))
        node = yaml.ScalarNode(tag, text)
        try:
            match tag.rpartition(":")[2]:
                case "null":
                    return None
                case "bool":
                    return self.constructor.construct_yaml_bool(node)
                case "int":
                    whole = self.constructor.construct_yaml_int(node)
                    str(whole)  # raises ValueError where JSON could not hold it
                    return whole
                case "float":
                    number = self.constructor.construct_yaml_float(node)
                    # Exports write JSON, which has neither infinity nor NaN.
                    return number if math.isfinite(number) else text
        except (ValueError, OverflowError):
            pass  # thousands of digits, or only an underscore: a text
        return text

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> _ReadingError:
        mark = error.problem_mark or error.context_mark
        index = min(mark.index, len(self.text)) if mark is not None else 0
        position = self.position(index)
        reason = error.problem or error.context or "cannot be read"
        if self.text[index : index + 1] == "\t":
            return _ReadingError(position, "YAML: a tab cannot indent or begin a value; use spaces")
        said = ", ".join(filter(None, (error.context, error.problem))) or reason
        if meant := self._explained(index, reason):
            return _ReadingError(position, f"{meant} (YAML: {said})")
        return _ReadingError(position, f"this cannot be read (YAML: {said})")

    def _explained(self, index: int, reason: str) -> str:
        """Return the cause of *reason*, the parser's message at *index*, in an editor's words."""
        start = self.text.rfind("\n", 0, index) + 1
        line = self.text[start:].partition("\n")[0]
        indented = _INDENTED_KEY.match(line)
        above = self.text[:start].rstrip("\n").rpartition("\n")[2]
        if indented and start and index <= start + indented.end() and not above.endswith(":"):
            return f"{indented['key']!r} is indented: begin the line with it, as the one above"
        return next((said for begin, said in _EXPLAINED.items() if reason.startswith(begin)), "")
