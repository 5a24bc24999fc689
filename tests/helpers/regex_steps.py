"""Count the steps that a regular expression takes: a number that no machine's speed changes.

Python's engine backtracks and does not say how far. This one backtracks over the same parse tree
in the same order and counts each node, each repetition and each way back, so its numbers grow as
the engine's time does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from re import _constants, _parser  # type: ignore[attr-defined]  # Python's own
from typing import Any

#: Takes a place in the text; returns where the match ends, or NO_MATCH.
Matcher = Callable[[int], int]
NO_MATCH = -1

#: One character of each kind that patterns tell apart.
SAMPLES = "a 0\n\t<>\"'`$\\{}()[]|:-_=*#&/.!~^,;@+%\u00e9"

MOST_STEPS = 200_000

#: No repetition with a bound has a higher one here, or short texts would not show what it costs.
HIGHEST_BOUND = 20

_CATEGORIES = {
    _constants.CATEGORY_DIGIT: (r"\d", True),
    _constants.CATEGORY_NOT_DIGIT: (r"\d", False),
    _constants.CATEGORY_SPACE: (r"\s", True),
    _constants.CATEGORY_NOT_SPACE: (r"\s", False),
    _constants.CATEGORY_WORD: (r"\w", True),
    _constants.CATEGORY_NOT_WORD: (r"\w", False),
}


class TooManySteps(Exception):  # noqa: N818  # it is no error
    """More than any linear pattern takes for the texts of a test."""


class CountingPattern:
    """A compiled pattern whose matches can be counted in steps."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        source = pattern.pattern
        text = source.decode("latin-1") if isinstance(source, bytes) else source
        self.beginnings: set[str] = set()
        """What texts begin with that match the pattern in part: one for each of its nodes."""
        self.steps = 0
        self._ascii = isinstance(source, bytes) or bool(pattern.flags & re.ASCII)
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}
        self._tests: dict[str, Callable[[str], bool]] = {}
        tree = _parser.parse(text, pattern.flags & ~(re.DEBUG | re.UNICODE))
        self._example(tree, "")
        self._match = self._sequence(tree, pattern.flags, lambda place: place)

    def kinds(self) -> list[str]:
        """Return one of the samples for each set of those that the pattern treats alike."""
        alike: dict[tuple[bool, ...], str] = {}
        for one in SAMPLES:
            around = (one == "\n", one.isspace(), one.isalnum() or one == "_")
            alike.setdefault((*around, *(test(one) for test in self._tests.values())), one)
        return list(alike.values())

    def match(self, text: str, start: int = 0) -> int:
        """Return where a match ends that begins at *start*, or NO_MATCH."""
        self._text, self._groups = text, {}
        return self._match(start)

    def search(self, text: str, start: int = 0) -> tuple[int, int] | None:
        """Return the first match at or after *start*."""
        for place in range(start, len(text) + 1):
            end = self.match(text, place)
            if end != NO_MATCH:
                return place, end
        return None

    def scan(self, text: str) -> None:
        """Find one match after the other, as ``finditer`` and ``sub`` do."""
        start = 0
        while found := self.search(text, start):
            start = found[1] + (found[0] == found[1])

    def _example(self, tree: Sequence[Any], written: str) -> str:
        """Add what a short text that matches *tree* has before each node; return all of it."""
        for operation, value in tree:
            match str(operation):
                case "SUBPATTERN":
                    written = self._example(value[3], written)
                case "ATOMIC_GROUP":
                    written = self._example(value, written)
                case "BRANCH":
                    written = min((self._example(one, written) for one in value[1]), key=len)
                case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                    for _ in range(min(max(value[0], 1), HIGHEST_BOUND)):
                        written = self._example(value[2], written)
                case _ if test := self._character(operation, value, 0):
                    named = chr(value) if operation is _constants.LITERAL else ""
                    written += named or next(filter(test, SAMPLES), "")
            self.beginnings.add(written)
        return written

    def _sequence(self, tree: Sequence[Any], flags: int, then: Matcher) -> Matcher:
        for operation, value in reversed(tree):
            then = self._node(operation, value, flags, then)
        return then

    def _node(self, operation: Any, value: Any, flags: int, then: Matcher) -> Matcher:
        name = str(operation)
        if test := self._character(operation, value, flags):
            return self._counted(lambda at: then(at + 1) if self._fits(test, at) else NO_MATCH)
        match name:
            case "SUBPATTERN":
                group, added, removed, inner = value
                return self._group(group, inner, (flags | added) & ~removed, then)
            case "BRANCH":
                return self._any([self._sequence(one, flags, then) for one in value[1]])
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(value, flags, then, lazy=name == "MIN_REPEAT")
            case "POSSESSIVE_REPEAT":
                once = self._repeat(value, flags, lambda at: at, lazy=False)
                return self._atomic(once, then)
            case "ATOMIC_GROUP":
                return self._atomic(self._sequence(value, flags, lambda at: at), then)
            case "ASSERT" | "ASSERT_NOT":
                return self._assert(value, flags, then, wanted=name == "ASSERT")
            case "AT":
                return self._at(str(value), flags, then)
            case "GROUPREF":
                return self._reference(value, then)
            case "GROUPREF_EXISTS":
                group, yes, no = value
                present = self._sequence(yes, flags, then)
                absent = self._sequence(no or [], flags, then)
                return self._counted(
                    lambda at: present(at) if group in self._groups else absent(at)
                )
            case "FAILURE":
                return self._counted(lambda _: NO_MATCH)
        raise NotImplementedError(name)

    def _counted(self, matcher: Matcher) -> Matcher:
        def counted(at: int) -> int:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise TooManySteps
            return matcher(at)

        return counted

    def _fits(self, test: Callable[[str], bool], at: int) -> bool:
        return at < len(self._text) and test(self._text[at])

    def _character(self, operation: Any, value: Any, flags: int) -> Callable[[str], bool] | None:
        """Return what tells whether a character fits a node; None where it is no character's."""
        match str(operation):
            case "LITERAL":
                items = [(operation, value)]
            case "NOT_LITERAL":
                items = [(_constants.NEGATE, None), (_constants.LITERAL, value)]
            case "ANY":
                dot = [] if flags & re.DOTALL else [(_constants.LITERAL, 10)]
                items = [(_constants.NEGATE, None), *dot]
            case "IN":
                items = value
            case _:
                return None
        negated = bool(items) and items[0][0] is _constants.NEGATE
        key = f"{items} {flags & re.IGNORECASE}"
        if key not in self._tests:
            rest = items[negated:]

            def test(one: str) -> bool:
                cases = {one, one.lower(), one.upper()} if flags & re.IGNORECASE else {one}
                return any(self._is_in(case, rest) for case in cases) != negated

            known: dict[str, bool] = {}
            self._tests[key] = lambda one: (
                known[one] if one in known else known.setdefault(one, test(one))
            )
        return self._tests[key]

    def _is_in(self, one: str, items: Sequence[Any]) -> bool:
        for operation, value in items:
            match str(operation):
                case "LITERAL":
                    found = one == chr(value)
                case "RANGE":
                    found = value[0] <= ord(one[0]) <= value[1]
                case _:
                    source, wanted = _CATEGORIES[value]
                    fits = re.match(source, one, re.ASCII if self._ascii else 0)
                    found = (fits is not None) == wanted
            if found:
                return True
        return False

    def _any(self, alternatives: list[Matcher]) -> Matcher:
        def branch(at: int) -> int:
            for one in alternatives:
                self.steps += 1
                end = one(at)
                if end != NO_MATCH:
                    return end
            return NO_MATCH

        return branch

    def _group(self, group: int | None, inner: Any, flags: int, then: Matcher) -> Matcher:
        if group is None:
            return self._sequence(inner, flags, then)
        starts: list[int] = []

        def close(at: int) -> int:
            before = self._groups.get(group)
            self._groups[group] = starts[-1], at
            end = then(at)
            if end == NO_MATCH:
                if before is None:
                    del self._groups[group]
                else:
                    self._groups[group] = before
            return end

        body = self._sequence(inner, flags, close)

        def opened(at: int) -> int:
            starts.append(at)
            end = body(at)
            starts.pop()
            return end

        return self._counted(opened)

    def _repeat(self, value: Any, flags: int, then: Matcher, *, lazy: bool) -> Matcher:
        least, most, inner = value
        most = most if most is _constants.MAXREPEAT else max(least, min(most, HIGHEST_BOUND))
        if len(inner) == 1 and (test := self._character(inner[0][0], inner[0][1], flags)):
            return self._repeat_character(test, (least, most), then, lazy=lazy)
        rounds: list[tuple[int, int]] = []

        def again(at: int) -> int:
            count, start = rounds[-1]
            return NO_MATCH if at == start and count >= least else attempt(at, count + 1)

        body = self._sequence(inner, flags, again)

        def more(at: int, count: int) -> int:
            if count >= most:
                return NO_MATCH
            rounds.append((count, at))
            end = body(at)
            rounds.pop()
            return end

        def attempt(at: int, count: int = 0) -> int:
            self.steps += 1
            if count < least:
                return more(at, count)
            if lazy:
                end = then(at)
                return more(at, count) if end == NO_MATCH else end
            end = more(at, count)
            return then(at) if end == NO_MATCH else end

        return attempt

    def _repeat_character(
        self, test: Callable[[str], bool], bounds: tuple[int, int], then: Matcher, *, lazy: bool
    ) -> Matcher:
        least, most = bounds

        def last(at: int) -> int:
            """Return where the run ends."""
            end, stop = at, min(len(self._text), at + most)
            while end < stop and test(self._text[end]):
                end += 1
                self.steps += 1
            return end

        def greedy(at: int) -> int:
            for place in range(last(at), at + least - 1, -1):
                self.steps += 1
                end = then(place)
                if end != NO_MATCH:
                    return end
            return NO_MATCH

        def reluctant(at: int) -> int:
            place = at
            while True:
                self.steps += 1
                if place - at >= least:
                    end = then(place)
                    if end != NO_MATCH:
                        return end
                if place - at >= most or not self._fits(test, place):
                    return NO_MATCH
                place += 1

        return self._counted(reluctant if lazy else greedy)

    def _atomic(self, inner: Matcher, then: Matcher) -> Matcher:
        def atomic(at: int) -> int:
            end = inner(at)
            return end if end == NO_MATCH else then(end)

        return self._counted(atomic)

    def _assert(self, value: Any, flags: int, then: Matcher, *, wanted: bool) -> Matcher:
        direction, inner = value
        width = inner.getwidth()[0] if direction < 0 else 0
        ahead = self._sequence(inner, flags, lambda at: at)

        def check(at: int) -> int:
            found = at >= width and ahead(at - width) != NO_MATCH
            return then(at) if found == wanted else NO_MATCH

        return self._counted(check)

    def _at(self, kind: str, flags: int, then: Matcher) -> Matcher:
        multiline = bool(flags & re.MULTILINE)
        word = re.compile(r"\w", re.ASCII if self._ascii else 0)

        def is_word(at: int) -> bool:
            return 0 <= at < len(self._text) and word.match(self._text[at]) is not None

        def holds(at: int) -> bool:
            text, end = self._text, len(self._text)
            match kind:
                case "AT_BEGINNING":
                    return at == 0 or (multiline and text[at - 1] == "\n")
                case "AT_BEGINNING_STRING":
                    return at == 0
                case "AT_END":
                    return text[at:] in {"", "\n"} or (multiline and text[at] == "\n")
                case "AT_END_STRING":
                    return at == end
                case "AT_BOUNDARY":
                    return is_word(at - 1) != is_word(at)
                case "AT_NON_BOUNDARY":
                    return is_word(at - 1) == is_word(at)
            raise NotImplementedError(kind)

        return self._counted(lambda at: then(at) if holds(at) else NO_MATCH)

    def _reference(self, group: int, then: Matcher) -> Matcher:
        def reference(at: int) -> int:
            if group not in self._groups:
                return NO_MATCH
            start, end = self._groups[group]
            written = self._text[start:end]
            self.steps += len(written)
            return then(at + len(written)) if self._text.startswith(written, at) else NO_MATCH

        return self._counted(reference)
