"""Find stretches of a text in linear time, where one regular expression would start over."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text from one mark to another."""

    opening: re.Match[str]
    closing: re.Match[str]

    @property
    def start(self) -> int:
        """The offset of the first mark."""
        return self.opening.start()

    @property
    def end(self) -> int:
        """The offset behind the last mark."""
        return self.closing.end()

    @property
    def whole(self) -> str:
        """The text with both marks."""
        return self.opening.string[self.start : self.end]

    @property
    def inner(self) -> str:
        """The text between the marks."""
        return self.opening.string[self.opening.end() : self.closing.start()]


def stretches(
    text: str,
    opening: re.Pattern[str],
    closing: re.Pattern[str],
    outside: Iterator[tuple[int, int]] | None = None,
) -> Iterator[Stretch]:
    """Yield every stretch from *opening* to the next *closing*; what nothing closes is none.

    Where both patterns have a group ``same``, it must be the same in both.

    :param outside: Offsets between which no stretch begins, in order: those of `fenced`.
    """
    closers: dict[str, deque[re.Match[str]]] = defaultdict(deque)
    for found in closing.finditer(text):
        closers[found.groupdict().get("same", "")].append(found)
    blocks = outside or iter(())
    block = next(blocks, None)
    at = 0
    while closers and (first := opening.search(text, at)):
        while block and block[1] <= first.start():
            block = next(blocks, None)
        if block and block[0] < first.start():
            at = block[1]
            continue
        at = first.end()
        following = closers[first.groupdict().get("same", "")]
        while following and following[0].start() < at:
            following.popleft()
        if following:
            yield Stretch(first, following[0])
            at = following[0].end()


def replace_between(
    text: str,
    opening: re.Pattern[str],
    closing: re.Pattern[str],
    replace: Callable[[Stretch], str],
    outside: Iterator[tuple[int, int]] | None = None,
) -> str:
    """Replace the `stretches` of a text, both marks included."""
    parts, at = [], 0
    for stretch in stretches(text, opening, closing, outside):
        parts += [text[at : stretch.start], replace(stretch)]
        at = stretch.end
    return "".join([*parts, text[at:]])


def without_indent(text: str, indent: str) -> str:
    """Return *text* without the indentation that its lines have from what is around them."""
    return "\n".join(line.removeprefix(indent) for line in text.split("\n")) if indent else text


def without_fences(text: str) -> str:
    """Return *text* without its fenced blocks."""
    parts, at = [], 0
    for start, end in fenced(text):
        parts.append(text[at:start])
        at = end
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
