"""Docusaurus's comments that highlight lines of code.

https://docusaurus.io/docs/markdown-features/code-blocks#highlighting-with-comments
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_knowledge_base.importers.bodies.context import Context

_COMMENT = re.compile(
    r"[ \t>]*+(?://|\{?/\*|#|<!--|--|%|;|REM\b|')[ \t]*+highlight-(?P<what>next-line|start|end)"
    r"[ \t]*+(?:\*/\}?|-->)?[ \t]*+"
)
#: Lines that the first line of the block highlights itself: then the comments are only code.
_HAS_LINES = re.compile(r"\{[\d, -]+\}")


def as_line_numbers(context: Context, piece: str) -> str:
    """Return a fenced block with the numbers of its highlighted lines behind its language."""
    if "highlight-" not in piece:
        return piece
    first, *lines = piece.split("\n")
    if not first.lstrip(" \t>").startswith(("```", "~~~")) or _HAS_LINES.search(first):
        return piece
    comments = [found for one in lines if (found := _COMMENT.fullmatch(one))]
    if not comments:
        return piece
    for found in comments:
        context.translated("highlighted lines", found[0].strip())
    numbers = ",".join(map(str, _highlighted(lines)))
    kept = [one for one in lines if not _COMMENT.fullmatch(one)]
    head = first.rstrip() if first.strip(" \t>`~") else f"{first.rstrip()}text"
    return "\n".join([f"{head} {{{numbers}}}" if numbers else first, *kept])


def _highlighted(lines: Sequence[str]) -> Iterator[int]:
    """Yield the numbers of highlighted lines, counted without the comments."""
    number, is_on, is_next = 0, False, False
    for one in lines[:-1]:  # the last line closes the block
        if found := _COMMENT.fullmatch(one):
            is_next = found["what"] == "next-line" or is_next
            is_on = {"start": True, "end": False}.get(found["what"], is_on)
            continue
        number += 1
        if is_on or is_next:
            yield number
        is_next = False
