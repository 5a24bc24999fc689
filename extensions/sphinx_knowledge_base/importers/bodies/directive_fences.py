"""Write the fences of directives when all of them are known: each is longer than those in it."""

from __future__ import annotations

import re

_CODE = re.compile(r"[ \t>]*+(`{3,}+|~{3,}+)")


def with_fences(text: str, begin: str, end: str) -> str:
    """Return *text* with fences for the marks around directives.

    A fence of backticks can have no backticks behind it, so a title with code has tildes.

    :param begin: The mark before a directive's name.
    :param end: The mark on its last line.
    """
    if begin not in text:
        return text
    lines = text.split("\n")
    open_: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if begin in line:
            open_.append((number, 3))
        elif end in line and open_:
            first, length = open_.pop()
            sign = "~" if "`" in lines[first] else "`"
            lines[first] = lines[first].replace(begin, sign * length)
            lines[number] = line.replace(end, sign * length)
            _lengthen(open_, length)
        elif open_ and (found := _CODE.match(line)):
            _lengthen(open_, len(found[1]))
    return "\n".join(lines).replace(begin, "```").replace(end, "```")


def _lengthen(open_: list[tuple[int, int]], inner: int) -> None:
    """Make the innermost open directive's fence longer than one of *inner* backticks in it."""
    if open_ and open_[-1][1] <= inner:
        open_[-1] = (open_[-1][0], inner + 1)
