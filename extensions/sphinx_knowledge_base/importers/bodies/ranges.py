"""Find stretches of a text in linear time, where one regular expression would start over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FENCE = re.compile(r"[ \t>]*+(?P<mark>`{3,}+|~{3,}+)(?P<info>[^\n]*+)")


#: Comments and blanks at the beginning of a text.
_LEADING = re.compile(r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+", re.DOTALL)


def first_text(text: str) -> int:
    """Return the offset of the first sign that readers see: behind blanks and comments."""
    found = _LEADING.match(text)
    return found.end() if found else 0


def replace_between(
    text: str,
    opening: re.Pattern[str],
    closing: re.Pattern[str],
    replace: Callable[[str, str], str],
) -> str:
    """Replace every stretch from *opening* to the next *closing*, both included.

    :param replace: Called with the whole stretch and with what is between the two.
    """
    parts, at = [], 0
    while (first := opening.search(text, at)) and (last := closing.search(text, first.end())):
        whole, inner = text[first.start() : last.end()], text[first.end() : last.start()]
        parts += [text[at : first.start()], replace(whole, inner)]
        at = last.end()
    return "".join([*parts, text[at:]])


def outside_fences(
    text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> str:
    """Replace every match of *pattern* that does not begin in a fenced block."""
    parts, at = [], 0
    fences = fenced(text)
    fence = next(fences, None)
    while found := pattern.search(text, at):
        while fence and fence[1] <= found.start():
            fence = next(fences, None)
        if fence and fence[0] < found.start():
            parts.append(text[at : fence[1]])
            at = fence[1]
            continue
        parts += [text[at : found.start()], replace(found)]
        at = found.end()
    return "".join([*parts, text[at:]])


def fenced(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of fenced blocks; a fence that nothing closes begins none."""
    marks, start = [], 0
    for line in text.split("\n"):
        if found := _FENCE.fullmatch(line):
            marks.append(
                (found["mark"], not found["info"].strip("`~ \t"), start, start + len(line))
            )
        start += len(line) + 1
    # The longest mark of each kind that closes on a line or below it.
    closers = [{"`": 0, "~": 0}]
    for mark, can_close, _, _ in reversed(marks):
        below = closers[-1]
        longest = max(below[mark[0]], len(mark)) if can_close else below[mark[0]]
        closers.append({**below, mark[0]: longest})
    closers.reverse()
    number = 0
    while number < len(marks):
        mark, _, begin, _ = marks[number]
        number += 1
        if closers[number][mark[0]] < len(mark):
            continue
        while True:
            other, can_close, _, end = marks[number]
            number += 1
            if can_close and other.startswith(mark):
                yield begin, end
                break
