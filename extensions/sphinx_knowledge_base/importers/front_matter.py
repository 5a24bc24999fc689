"""Read the front matter of other systems: YAML (mended if need be), TOML and JSON."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.importers.plain_yaml import YamlError, load_yaml, mend_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.model import Value

#: Zola, Hugo and Astro allow empty lines before it.
_OPENING = re.compile(r"(?P<before>(?:[ \t]*+\n)*+)(?P<mark>---|\+\+\+)(?P<language>\w*)[ \t]*\n")
_CLOSING: Mapping[str, re.Pattern[str]] = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*(?:\n|\Z)", re.MULTILINE),
}

#: Longer blocks are not front matter.
MAX_BLOCK = 256 * 1024


@dataclass(slots=True)
class Matter:
    """The two parts of a text file."""

    values: dict[str, Value]
    body: str
    body_line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each key in the file."""
    notes: list[tuple[int, str]] = field(default_factory=list)
    """Lines that were mended or could not be read, each with the reason."""
    is_there: bool = False
    """Whether the file has a block at all."""


def read_matter(text: str, *, json_too: bool = False) -> Matter:
    r"""Return the front matter and the body of *text*, whose line ends are ``\n``.

    Never raises: what cannot be read is among the notes, and the rest is read.

    :param json_too: Whether a text that begins with ``{`` begins with JSON front matter.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return _json_matter(text) if json_too and text.startswith("{") else Matter({}, text)
    closing = _CLOSING[opening["mark"]].search(text, opening.end())
    if closing is None or closing.start() - opening.end() > MAX_BLOCK:
        # A horizontal rule, or the first line of a text without front matter: systems show it.
        return Matter({}, text)
    block = text[opening.end() : closing.start()]
    body = text[closing.end() :]
    body_line = text.count("\n", 0, closing.end()) + 1
    language = opening["language"].casefold() or ("toml" if opening["mark"] == "+++" else "yaml")
    if language == "toml":
        values, lines, notes = _toml(block)
    elif language in {"json", "json5"}:
        values, lines, notes = _json(block)
    elif language in {"yaml", "yml"}:
        values, lines, notes = _yaml(block)
    else:
        note = f"front matter in {language} is a program, so it was not read"
        values, lines, notes = {}, {}, [(1, note)]
    if opening["before"] and not values:
        return Matter({}, text)  # a rule in the text
    first = text.count("\n", 0, opening.end())
    notes = [(line + first, note) for line, note in notes]
    lines = {key: line + first for key, line in lines.items()}
    return Matter(values, body, body_line, lines, notes, is_there=True)


_Read = tuple[dict[str, "Value"], dict[str, int], list[tuple[int, str]]]


def _yaml(block: str) -> _Read:
    notes: list[tuple[int, str]] = []
    try:
        loaded = load_yaml(block)
    except YamlError:
        block, notes = mend_yaml(block)
        try:
            loaded = load_yaml(block)
        except YamlError as fault:
            return {}, {}, [*notes, (fault.line, str(fault))]
    notes += [(line, message) for line, message in loaded.notes]
    if loaded.value is None:
        return {}, {}, notes
    if not isinstance(loaded.value, dict):
        return {}, {}, [*notes, (1, "front matter is not a list of keys and values")]
    return loaded.value, loaded.lines, notes


def _toml(block: str) -> _Read:
    try:
        table = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        return {}, {}, [(int(line[1]) if line else 1, f"TOML cannot be read: {error}")]
    lines: dict[str, int] = {}
    for number, text in enumerate(block.split("\n"), 1):
        if found := re.match(r"\s*+\[*+\s*+(?:\"([^\"]+)\"|'([^']+)'|([\w-]+))", text):
            lines.setdefault(found[1] or found[2] or found[3], number)
    return {key: plain(value) for key, value in table.items()}, lines, []


def _json(block: str) -> _Read:
    try:
        table = json.loads(block)
    except (ValueError, RecursionError) as error:
        return {}, {}, [(getattr(error, "lineno", 1), f"JSON cannot be read: {error}")]
    if not isinstance(table, dict):
        return {}, {}, [(1, "front matter is not a list of keys and values")]
    return {str(key): plain(value) for key, value in table.items()}, {}, []


def _json_matter(text: str) -> Matter:
    """Read a text that begins with an object of JSON, as Hugo allows."""
    try:
        table, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return Matter({}, text)
    if not isinstance(table, dict) or not re.match(r"[ \t]*(?:\n|\Z)", text[end:]):
        return Matter({}, text)
    end = text.find("\n", end) + 1 or len(text)
    values: dict[str, Value] = {str(key): plain(value) for key, value in table.items()}
    return Matter(values, text[end:], text.count("\n", 0, end) + 1, is_there=True)


def plain(value: Any) -> Value:
    """Return a parser's result in the types of JSON; dates and times become ISO 8601."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)
