"""Find the blocks of code in Markdown: by reading its lines where that is sure, else by a parser.

A parser takes longer than all the rest of a translation.  Most texts have fences that begin lines,
outside of lists, quotes and HTML; a look at each line finds those.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Sequence

#: What can make a line belong to a block of code, or keep a fence from beginning one.
_DOUBT = re.compile(r"[ \t]*+<|[^\n]*?(?:`{3}|~{3})")
_INDENT = re.compile(r" {0,3}\t| {4}")
_OPENING = re.compile(r"(?P<mark>`{3,}+|~{3,}+)(?P<info>[^`~\n]*+)$")
_CLOSING = re.compile(r" {0,3}(?P<mark>`{3,}+|~{3,}+)[ \t]*+$")


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines *first* up to *last*, which is not of them."""

    first: int
    last: int
    info: str
    """What stands behind the opening mark of a fence."""
    is_fence: bool = True


@cache
def _block_parser(*, indented: bool) -> MarkdownIt:
    """Return a parser that finds blocks only: inline parsing would cost most of the time."""
    parser = MarkdownIt("commonmark").disable("inline")
    return parser if indented else parser.disable("code")


def code_blocks(lines: Sequence[str], *, indented: bool) -> list[CodeBlock]:
    """Return the blocks of code in *lines*, from the first to the last.

    :param indented: Whether four spaces make code.
    """
    found = _at_the_margin(lines, indented=indented)
    return parsed_blocks(lines, indented=indented) if found is None else found


def parsed_blocks(lines: Sequence[str], *, indented: bool) -> list[CodeBlock]:
    """Return the blocks of code that a parser finds in *lines*."""
    return [
        CodeBlock(token.map[0], token.map[1], token.info, token.type == "fence")
        for token in _block_parser(indented=indented).parse("\n".join(lines))
        if token.type in {"fence", "code_block"} and token.map is not None
    ]


def _at_the_margin(lines: Sequence[str], *, indented: bool) -> list[CodeBlock] | None:
    """Return the fences of *lines* if all begin their lines; None if there can be other code."""
    blocks: list[CodeBlock] = []
    opening: re.Match[str] | None = None
    first = 0
    for number, line in enumerate(lines):
        if opening is not None:
            closing = _CLOSING.match(line)
            if closing and closing["mark"].startswith(opening["mark"]):
                blocks.append(CodeBlock(first, number + 1, opening["info"]))
                opening = None
        elif opening := _OPENING.match(line):
            first = number
        elif _DOUBT.match(line) or (indented and _INDENT.match(line)):
            return None
    return None if opening else blocks
