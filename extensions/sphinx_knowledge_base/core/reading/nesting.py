"""Limit how deeply authors may nest directives.

Parsers and writers recurse for every level, and Python stops a program that recurses too deeply.
So a block that is nested too deeply is shown as it is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Levels of directives; no reader follows text that is nested more deeply.
MAX_LEVELS = 20

_FENCE = re.compile(r"[ \t>]{0,200}(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)")
_RST = re.compile(r"(?P<indent>[ \t]{0,2000})\.\. [\w:+.-]{1,80}::")


class TooDeep(NamedTuple):
    """A block that is nested too deeply."""

    first: int
    """Index of the line that opens the outermost directive."""
    last: int
    """Index of the line that closes it, or of the last line."""
    fault: int
    """Index of the line that is one level too deep."""


class _Open(NamedTuple):
    first: int
    fence: str
    is_directive: bool


def too_deep(lines: list[str]) -> Iterator[TooDeep]:
    """Yield the blocks of Markdown *lines* in which directives are nested too deeply."""
    stack: list[_Open] = []
    indents: list[int] = []  # of directives in reStructuredText
    fault = -1
    for number, line in enumerate(lines):
        found = _FENCE.match(line)
        if found is None:
            if stack and stack[-1].is_directive and (directive := _RST.match(line)):
                indent = len(directive["indent"])
                indents = [one for one in indents if one < indent] + [indent]
        elif (level := _closed_by(stack, found)) is not None:
            closed = stack[level]
            del stack[level:]
            indents.clear()
            if not stack and fault >= 0:
                yield TooDeep(closed.first, number, fault)
                fault = -1
        elif found["info"].strip() and not (stack and not stack[-1].is_directive):
            is_directive = found["info"].lstrip().startswith("{")
            stack.append(_Open(number, found["fence"], is_directive))
        if fault < 0 and len(stack) + len(indents) > MAX_LEVELS:
            fault = number
    if fault >= 0:
        yield TooDeep(stack[0].first, len(lines) - 1, fault)


def _closed_by(stack: list[_Open], found: re.Match[str]) -> int | None:
    """Return the level of the fence that a line closes; None if it closes none."""
    if found["info"].strip():
        return None
    for level in range(len(stack) - 1, -1, -1):
        fence = stack[level].fence
        if fence[0] == found["fence"][0] and len(found["fence"]) >= len(fence):
            return level
    return None


def as_written(lines: list[str], block: TooDeep) -> list[str]:
    """Return *lines* with *block* as a code block; the number of lines stays the same."""
    inside = lines[block.first + 1 : block.last]
    longest = max((len(run) for one in inside for run in re.findall("`+", one)), default=0)
    fence = "`" * max(3, longest + 1)
    is_closed = block.last > block.first
    closing = [fence] if is_closed else []
    return [*lines[: block.first], f"{fence}text", *inside, *closing, *lines[block.last + 1 :]]
