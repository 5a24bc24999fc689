"""Read YAML as authors of other systems write it; dates and numbers stay as they were typed.

The reader of the contract refuses what is dangerous or doubtful.  Here everything that has one
reading is read: the loader of PyYAML composes the nodes, and the values are made here, so that
``1.10`` stays ``1.10``, ``12:30`` is not a number, no tag makes an object, and aliases that would
grow without end are refused.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.model import Value

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: More values than any front matter or configuration file has: aliases multiply.
_MAX_VALUES = 50_000
_MAX_DEPTH = 50

#: So much of a line tells an editor which one is meant.
_SHOWN = 200

_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9]\d*)\.(?:0|\d*[1-9])")
#: YAML 1.2's words; 1.1's others (yes, on) are read as truth values where one is expected.
_WORDS: Mapping[str, bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}

#: A key and its value on one line, or an item of a list.
_PAIR = re.compile(
    r"(?P<head>\s*+(?:- ++)?+(?:\"[^\"]*+\"|'[^']*+'|[^\s#:\-'\"\[{][^:#]*+)\s*+:[ \t]++)"
    r"(?P<value>\S.*)"
)
_ITEM = re.compile(r"(?P<head>\s*-[ \t]+)(?P<value>\S.*)")
_BLOCK_SCALAR = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?")


class YamlError(Exception):
    """YAML that cannot be read."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class Loaded:
    """A value, with the lines of its keys and notes on how it was read."""

    value: Value
    lines: dict[str, int] = field(default_factory=dict)
    """The lines of the keys of the outermost mapping."""
    notes: list[tuple[int, str]] = field(default_factory=list)


def load_yaml(text: str) -> Loaded:
    """Return the value of the first document of *text*.

    :raises YamlError: it cannot be read.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        message = getattr(error, "problem", None) or str(error)
        raise YamlError(mark.line + 1 if mark else 1, f"YAML cannot be read: {message}") from None
    except RecursionError:
        raise YamlError(1, "YAML cannot be read: it is nested too deeply") from None
    loaded = Loaded(None)
    if node is not None:
        maker = _Values(loaded)
        loaded.value = maker.value(node, 0)
        if isinstance(node, yaml.MappingNode):
            loaded.lines = {
                key.value: key.start_mark.line + 1
                for key, _ in node.value
                if isinstance(key, yaml.ScalarNode)
            }
    return loaded


class _Values:
    """Makes values of nodes, within bounds."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.made = 0

    def value(self, node: Any, depth: int) -> Value:
        self.made += 1
        if self.made > _MAX_VALUES or depth > _MAX_DEPTH:
            raise YamlError(node.start_mark.line + 1, "YAML holds too many values or levels")
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        return scalar(node.value, is_plain=not node.style and node.tag != "!")

    def mapping(self, node: Any, depth: int) -> dict[str, Value]:
        values: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        for key_node, value_node in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                other = self.value(value_node, depth + 1)
                for one in other if isinstance(other, list) else [other]:
                    merged = {**(one if isinstance(one, dict) else {}), **merged}
                continue
            is_scalar = isinstance(key_node, yaml.ScalarNode)
            key = key_node.value if is_scalar else json.dumps(self.value(key_node, depth + 1))
            if key in values:
                message = f"key {key!r} stands twice; the last one counts"
                self.loaded.notes.append((key_node.start_mark.line + 1, message))
            values[key] = self.value(value_node, depth + 1)
        return {**merged, **values}


def scalar(text: str, *, is_plain: bool = True) -> Value:
    """Return the value of a scalar; a quoted one is always text."""
    if not is_plain:
        return text
    if (word := text.casefold()) in _WORDS:
        return _WORDS[word]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)) and str(number) == text:
        return number
    return text


def _is_right(text: str) -> bool:
    try:
        yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError):
        return False
    return True


def mend_yaml(block: str) -> tuple[str, list[tuple[int, str]]]:
    """Return *block* with its mistakes corrected wherever only one meaning is possible.

    Each outermost entry is looked at alone: tabs that indent become spaces, and a value that is
    no YAML becomes a text in quotes.  An entry that still cannot be read is left out.  The notes
    say what was done, by the line in the block; lines keep their numbers.
    """
    notes: list[tuple[int, str]] = []
    mended: list[str] = []
    for first, entry in _entries(block):
        if _is_right("\n".join(entry)):
            mended += entry
            continue
        lines = [_without_tabs(line) for line in entry]
        if lines != entry and _is_right("\n".join(lines)):
            notes.append((first, "tabs in front matter became spaces"))
            mended += lines
            continue
        quoted = _quote_values(lines)
        if _is_right("\n".join(quoted)):
            changed = [n for n, (a, b) in enumerate(zip(entry, quoted, strict=True)) if a != b]
            notes += [(first + n, f"put in quotes: {entry[n].strip()}") for n in changed]
            mended += quoted
        else:
            notes.append((first, f"cannot be read and was left out: {entry[0].strip()[:_SHOWN]}"))
            mended += [""] * len(entry)
    if not _is_right("\n".join(mended)):
        return block, notes
    return "\n".join(mended), notes


def _entries(block: str) -> list[tuple[int, list[str]]]:
    """Return the outermost entries of a mapping with the numbers of their first lines."""
    entries: list[tuple[int, list[str]]] = []
    for number, line in enumerate(block.split("\n"), 1):
        begins = bool(line) and not line[0].isspace() and not line.startswith(("-", "#", "]", "}"))
        if begins or not entries:
            entries.append((number, []))
        entries[-1][1].append(line)
    return entries


def _without_tabs(line: str) -> str:
    body = line.lstrip(" \t")
    indent = line[: len(line) - len(body)].replace("\t", "  ")
    return indent + re.sub(r"^([^\s:]+:|-)\t+", r"\1 ", body).rstrip("\t")


def _quote_values(lines: list[str]) -> list[str]:
    """Quote values that are not valid YAML."""
    quoted = []
    scalar_indent: int | None = None
    for typed in lines:
        line = typed
        indent = len(line) - len(line.lstrip())
        if scalar_indent is not None and (not line.strip() or indent > scalar_indent):
            quoted.append(line)
            continue
        scalar_indent = None
        found = _PAIR.fullmatch(line) or _ITEM.fullmatch(line)
        if found and _BLOCK_SCALAR.fullmatch(found["value"]):
            scalar_indent = indent
        elif found and _is_open(found["value"]):
            pass  # a list or a text that nobody closed: who knows where it ends
        elif found and not _is_right(line.lstrip().removeprefix("- ").lstrip()):
            line = found["head"] + json.dumps(_unquoted(found["value"]), ensure_ascii=False)
        quoted.append(line)
    return quoted


def _is_open(text: str) -> bool:
    closing = {"[": "]", "{": "}", '"': '"', "'": "'"}.get(text[0])
    return closing is not None and closing not in text[1:]


def _unquoted(text: str) -> str:
    """Return the text between quotes that contains the same quotes: ``'it's'``."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text
