"""Every regular expression of ours takes linear time, whatever an author repeats."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from re import _constants, _parser  # type: ignore[attr-defined]  # Python's own, for its tests
from typing import Any

import pytest

import sphinx_fastbuild
import sphinx_knowledge_base

#: How often an atom is repeated, and how many times longer the second text is.
SHORT, TIMES = 1_500, 4
#: Seconds that no linear pattern needs for the long text.
SLOW = 0.01
#: Four times the text takes a linear pattern four times as long, a quadratic one sixteen times.
MOST = 9

_SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}

#: One character of each kind, for patterns that say ``\s`` or ``[^<>]``.
CHARACTERS = " a0\n\t<>\"'`$\\{}()[]|:-_=*#&/.!~^,;@+%\u00e9"


def patterns() -> dict[str, re.Pattern[Any]]:
    """The compiled patterns of all modules, by where they are."""
    found = {}
    for package in (sphinx_knowledge_base, sphinx_fastbuild):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                for number, one in enumerate(_patterns_in(value)):
                    found[f"{info.name}.{name}.{number}"] = one
    return found


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _patterns_in(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _patterns_in(one)


def methods_of(name: str) -> list[Callable[[Any], object]]:
    """The ways in which a pattern's own module uses it; searching, if that is not to be seen."""
    module, variable, _ = name.rsplit(".", 2)
    source = inspect.getsource(importlib.import_module(module))
    used = set(re.findall(rf"\b{variable}(?:\[[^\]]*\])?\.(\w+)\(|\b{variable}\.(\w+)", source))
    names = {name for pair in used for name in pair if name} & {"match", "fullmatch"}
    others = {name for pair in used for name in pair if name} & _SEARCHING
    if others or not names:
        names.add("search")
    return [getattr(PATTERNS[name], method) for method in sorted(names)]


def words_of(pattern: re.Pattern[Any]) -> set[str]:
    """The runs of letters and signs that a pattern spells out."""
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    words: set[str] = set()

    def walk(tree: Any) -> None:
        run = ""
        for operation, value in tree:
            if operation is _constants.LITERAL:
                run += chr(value)
                continue
            if run:
                words.add(run)
            run = ""
            for part in value if isinstance(value, tuple | list) else ():
                for one in part if isinstance(part, list) else [part]:
                    if isinstance(one, _parser.SubPattern):
                        walk(one)
        if run:
            words.add(run)

    walk(_parser.parse(text, pattern.flags & ~re.DEBUG))
    return words


PATTERNS = patterns()


@pytest.mark.long  # it compares times, which a busy machine spoils
@pytest.mark.parametrize("name", PATTERNS)
def test_pattern_is_linear(name: str) -> None:
    """Atoms of the pattern, repeated after any beginning that it has, take linear time."""
    pattern = PATTERNS[name]
    words = words_of(pattern)
    few = sorted(words, key=len, reverse=True)[:5]  # alternatives are alike
    beginnings = ["", *few, *(f"{word} " for word in few)]
    atoms = [*CHARACTERS, *few, *(f"{word} " for word in few), "a ", "a=", '="']
    tried = itertools.product(methods_of(name), beginnings, atoms)
    slow = [
        (method.__name__, start, atom)
        for method, start, atom in tried
        if _is_slow(method, pattern, start, atom)
    ]
    assert slow == [], pattern.pattern


def _is_slow(
    method: Callable[[Any], object], pattern: re.Pattern[Any], start: str, atom: str
) -> bool:
    def text(times: int) -> str | bytes:
        whole = f"{start}{atom * times}\0"  # which nothing expects there
        return whole.encode() if isinstance(pattern.pattern, bytes) else whole

    long = text(SHORT * TIMES)
    if _seconds(method, long) < SLOW:
        return False
    return all(_seconds(method, long) > MOST * _seconds(method, text(SHORT)) for _ in range(3))


def _seconds(method: Callable[[Any], object], text: str | bytes) -> float:
    began = time.process_time()
    method(text)
    return time.process_time() - began
