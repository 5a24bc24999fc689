"""Every regular expression of ours takes linear time, whatever an author repeats.

No clock says so: `CountingPattern` counts the steps of a backtracking engine.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import sphinx_fastbuild
import sphinx_knowledge_base
from tests.helpers.regex_steps import SAMPLES, CountingPattern, TooManySteps

#: How often an atom is repeated at first.
SHORT = 30
#: Steps a character that this text may take without being tried again at two lengths.
FEW_STEPS = 8
#: Characters of the shorter one.
LONG = 240
#: A linear pattern takes twice the steps for twice the text, a quadratic one four times.
MOST = 3

_SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}
_METHODS = {*_SEARCHING, "match", "fullmatch"}

#: Where a pattern stands, and whether it is looked for in a text or only matched at a place.
Uses = dict[tuple[re.Pattern[Any], bool], list[str]]


def uses() -> Uses:
    """The patterns of all modules: what they hold, and what their functions write out."""
    found: Uses = defaultdict(list)
    for package in (sphinx_knowledge_base, sphinx_fastbuild):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            source = inspect.getsource(module)
            for name, value in vars(module).items():
                for pattern in _patterns_in(value):
                    for searches in _ways(name, source):
                        found[pattern, searches].append(f"{info.name}.{name}")
            for pattern, searches, line in _written_out(module, source):
                found[pattern, searches].append(f"{info.name}:{line}")
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


def _ways(name: str, source: str) -> set[bool]:
    """Whether a module searches with its variable; it does if that is not to be seen."""
    used = set(re.findall(rf"\b{name}(?:\[[^\]]*\])?\.(\w+)", source)) & _METHODS
    return {method in _SEARCHING for method in used} or {True}


def _written_out(module: ModuleType, source: str) -> Iterator[tuple[re.Pattern[Any], bool, int]]:
    """The patterns of calls like ``re.sub("...", ...)`` in functions, with their lines."""
    functions = (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef))
    for call in (call for function in functions for call in ast.walk(function)):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                args=[ast.Constant(value=str() | bytes() as written), *_],
            ) if method in {*_METHODS, "compile"}:
                flags = [word.value for word in call.keywords if word.arg == "flags"]
                if method in {"compile", "search", "match", "fullmatch", "findall", "finditer"}:
                    flags += call.args[1 if method == "compile" else 2 :]
                value = eval(ast.unparse(flags[0]), vars(module)) if flags else 0
                yield re.compile(written, value), method not in {"match", "fullmatch"}, call.lineno


USES = uses()


@pytest.fixture(autouse=True)
def deep_recursion() -> Iterator[None]:
    """A repetition of `CountingPattern` is a call within the one before."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(limit)


def module_of(place: str) -> str:
    """The module that a place is in: ``module:line`` or ``module.name``."""
    return place.partition(":")[0] if ":" in place else place.rpartition(".")[0]


@pytest.mark.long
@pytest.mark.ci
@pytest.mark.parametrize("module", sorted({module_of(places[0]) for places in USES.values()}))
def test_patterns_are_linear(module: str) -> None:
    """Atoms of a pattern, repeated after any beginning that it has, take linear time."""
    found = {
        (*places, "searched" if searches else "matched", pattern.pattern): slow
        for (pattern, searches), places in USES.items()
        if module_of(places[0]) == module and (slow := slow_text(pattern, searches=searches))
    }
    assert found == {}


def slow_text(pattern: re.Pattern[Any], *, searches: bool) -> tuple[str, str] | None:
    """A beginning, and an atom for which, repeated after it, the pattern takes too many steps."""
    counted = CountingPattern(pattern)
    kinds = counted.kinds()
    longest = sorted(counted.beginnings - {""}, key=lambda text: (-len(text), text))
    beginnings = ["", *longest[:: len(longest) // 8 + 1]]  # alternatives are alike
    pairs = map("".join, itertools.permutations(kinds[:6], 2))
    tried = itertools.chain(
        itertools.product(beginnings, [*kinds, *beginnings[1:]]),
        itertools.product([""], pairs),
    )
    return next((one for one in tried if _is_slow(counted, *one, searches=searches)), None)


def _is_slow(counted: CountingPattern, start: str, atom: str, *, searches: bool) -> bool:
    def steps(times: int) -> int:
        counted.steps = 0
        text = f"{start}{atom * times}\0"  # which nothing expects there
        if searches:
            counted.scan(text)
        else:
            counted.match(text)
        return counted.steps

    times = max(LONG // len(atom), SHORT // 2)
    try:
        if steps(SHORT) <= FEW_STEPS * (len(start) + SHORT * len(atom)):
            return False
        return steps(2 * times) > MOST * steps(times)
    except TooManySteps:
        return True


@pytest.mark.parametrize(
    ("source", "linear"),
    [
        (r"[ \t]*\{", False),
        (r"(?<![ \t])[ \t]*\{", True),
        (r"\[\^[^\]]+\]", False),
        (r"\[\^[^\[\]]+\]", True),
        (r"<!--.*?-->", False),
        (r"(?:a|b)*c", False),
        (r"^(?:a|b)*c", True),
        (r"^(?:a*)*c", False),
        (r"(`+)[^`]+\1", False),
        (r"\w{1,40}=", True),
        (r"(?:\w++)=", False),
        (r"^\w++=", True),
    ],
)
def test_counting(source: str, linear: bool) -> None:
    """What is known to be quadratic is found to be, and what is known to be linear is not."""
    counted = CountingPattern(re.compile(source))
    atoms = [*SAMPLES, "<!--", "[^"]
    assert any(_is_slow(counted, "", atom, searches=True) for atom in atoms) != linear


def test_counting_finds_what_python_finds() -> None:
    """The engine that counts is the one that it stands for, for every pattern of ours."""
    for pattern in {pattern for pattern, _ in USES}:
        counted = CountingPattern(pattern)
        for text in counted.beginnings:
            counted.steps = 0
            whole = f"a {text}\n"
            data = whole.encode("latin-1") if isinstance(pattern.pattern, bytes) else whole
            found = pattern.search(data)
            expected = found.span() if found else None
            assert counted.search(whole) == expected, (pattern.pattern, whole)
