"""Edits of front matter: replace values, keys and items in place, and nothing around them.

No YAML library writes the block: even those that keep comments and order reformat lines.  PyYAML
finds where each value begins and ends, and only those characters are replaced.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml

from sphinx_knowledge_base.core.reading.positions import Fault
from sphinx_knowledge_base.core.reading.source import split
from sphinx_knowledge_base.editing.text import Edit, SourceText

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

#: The way to a value: ``("tags", 0)``.
Path: TypeAlias = tuple[str | int, ...]

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: Texts that need no quotes in YAML, not even in a list on one line, and stay texts.
_PLAIN = re.compile(r"[^\W\d_]([\w /.()'+-]*[\w.)])?")


class Token(NamedTuple):
    """One value of a block, with its offsets in the file."""

    start: int
    end: int
    kind: str
    """``scalar``, ``list`` or ``mapping``."""
    style: str
    """The quotes of a scalar; ``flow`` or ``block`` for a list or a mapping."""
    key_start: int
    key_end: int
    """Offsets of its key; both are -1 for items of lists."""


@dataclass(frozen=True)
class FrontMatterText:
    """The front matter of one file, or one whole YAML file, for editing."""

    text: SourceText
    tokens: dict[Path, Token]
    end: int
    """Where a new key can be put: the offset behind the last line."""

    def value(self, path: Path, new: str) -> Edit:
        """Return the edit that replaces a scalar by *new*, with the same quotes."""
        token = self.tokens[path]
        in_flow = len(path) > 1 and self.tokens[path[:-1]].style == "flow"
        return Edit(token.start, token.end, scalar(new, token.style, in_flow=in_flow))

    def key(self, path: Path, new: str) -> Edit:
        """Return the edit that renames a key."""
        token = self.tokens[path]
        return Edit(token.key_start, token.key_end, new)

    def item(self, path: Path, new: str) -> Edit:
        """Return the edit that adds *new* to the list at *path*, which is created if necessary."""
        line_end = self.text.line_end
        token = self.tokens.get(path)
        if token is None:
            written = scalar(new, '"', in_flow=True)
            return Edit(self.end, self.end, f"{path[-1]}: [{written}]{line_end}")
        if token.kind == "scalar":  # a single value means a list of one
            raw = self.text.raw[token.start : token.end]
            added = scalar(new, token.style or '"', in_flow=True)
            return Edit(token.start, token.end, f"[{raw}, {added}]" if raw else f"[{added}]")
        items = [self.tokens[one] for one in self.tokens if one[:-1] == path]
        style = items[-1].style if items else '"'
        if token.style == "flow":
            place = items[-1].end if items else token.end - 1
            comma = ", " if items else ""
            return Edit(place, place, f"{comma}{scalar(new, style, in_flow=True)}")
        last = items[-1]
        line = self.text.raw.rfind("\n", 0, last.start) + 1
        lead = re.match(r"[ ]*-[ ]+", self.text.raw[line:])
        start = lead[0] if lead else "- "
        return Edit(last.end, last.end, f"{line_end}{start}{scalar(new, style)}")

    def without_items(self, path: Path, numbers: Collection[int]) -> Iterator[Edit]:
        """Yield the edits that remove some items, not all, of the list at *path*."""
        raw = self.text.raw
        items = [token for way, token in self.tokens.items() if way[:-1] == path and way != path]
        is_any_kept = False
        for number, item in enumerate(items):
            if number not in numbers:
                is_any_kept = True
            elif self.tokens[path].style == "block":
                line_end = raw.find("\n", item.end)
                yield Edit(raw.rfind("\n", 0, item.start) + 1, line_end + 1 or len(raw), "")
            elif is_any_kept:
                yield Edit(items[number - 1].end, item.end, "")
            else:
                yield Edit(item.start, items[number + 1].start, "")

    def added(self, key: str, value: str) -> Edit:
        """Return the edit that adds a key with a text at the end of the block."""
        return Edit(self.end, self.end, f"{key}: {scalar(value, '')}{self.text.line_end}")


def front_matter(text: SourceText) -> FrontMatterText | None:
    """Return the YAML front matter of an article; None if it has none that can be edited."""
    block = split(text.normal)
    if isinstance(block, Fault) or block.is_toml or not text.is_editable:
        return None
    return _located(text, block.text, 2)


def yaml_file(text: SourceText) -> FrontMatterText | None:
    """Return a YAML file for editing."""
    return _located(text, text.normal, 1) if text.is_editable else None


def _located(text: SourceText, block: str, first_line: int) -> FrontMatterText | None:
    starts = [0, *(end.end() for end in re.finditer("\n", block))]

    def offset(mark: Any) -> int:
        line = bisect_right(starts, mark.index) - 1
        return text.offset(first_line + line, mark.index - starts[line] + 1)

    tokens: dict[Path, Token] = {}
    try:
        events = iter(list(yaml.parse(block, Loader=_Loader)))
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                _walk(event, events, (), (-1, -1), offset, tokens)
    except yaml.YAMLError:
        return None
    end = text.offset(first_line + block.count("\n"), 1)
    return FrontMatterText(text, tokens, end)


def _walk(
    event: Any,
    events: Iterator[Any],
    path: Path,
    key: tuple[int, int],
    offset: Any,
    tokens: dict[Path, Token],
) -> None:
    """Note *event*, and everything below it."""
    start = offset(event.start_mark)
    if not isinstance(event, yaml.CollectionStartEvent):
        style = getattr(event, "style", None) or ""
        tokens[path] = Token(start, offset(event.end_mark), "scalar", style, *key)
        return
    is_list = isinstance(event, yaml.SequenceStartEvent)
    style = "flow" if event.flow_style else "block"
    # A token comes before its children, so tokens are in the order of the text.
    tokens[path] = Token(start, start, "list" if is_list else "mapping", style, *key)
    number = 0
    while not isinstance(below := next(events), yaml.CollectionEndEvent):
        if is_list:
            _walk(below, events, (*path, number), (-1, -1), offset, tokens)
            number += 1
            continue
        name = str(getattr(below, "value", ""))
        place = (offset(below.start_mark), offset(below.end_mark))
        _walk(next(events), events, (*path, name), place, offset, tokens)
    tokens[path] = tokens[path]._replace(end=offset(below.end_mark))


def scalar(text: str, style: str, *, in_flow: bool = False) -> str:
    """Return *text* as YAML, in quotes of *style* if it can have them.

    :param style: ``"``, ``'`` or empty for none.
    """
    if style == "'" and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    if style in {"", ">", "|"} and _is_plain(text, in_flow=in_flow):
        return text
    return json.dumps(text, ensure_ascii=False)


def _is_plain(text: str, *, in_flow: bool) -> bool:
    if in_flow and re.search(r"[,\[\]{}]", text):
        return False
    if not _PLAIN.fullmatch(text) and not re.fullmatch(r"\d{4}-\d\d-\d\d([T ][\d:.+Z-]+)?", text):
        return False
    return isinstance(yaml.safe_load(text), str) or bool(re.match(r"\d{4}-", text))


def raw_value(block: FrontMatterText, path: Path) -> str:
    """Return the text of a scalar without its quotes."""
    token = block.tokens[path]
    raw = block.text.raw[token.start : token.end]
    if token.style == "'":
        return raw[1:-1].replace("''", "'")
    return raw[1:-1].replace('\\"', '"') if token.style == '"' else raw.strip()
