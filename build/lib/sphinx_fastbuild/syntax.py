"""Syntax: what a function does, told from its source in the same words by every Python.

Comments, layout, docstrings and annotations change, mostly with a new release, and the function
still does what it did.  Python's own ways to print a tree of syntax differ from one version to
the next, and so do the trees: in which fields there are, and in how they cut f-strings.
"""

from __future__ import annotations

import ast
import linecache
import warnings
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import CodeType

#: Fields that say nothing of what runs.
_SILENT = frozenset({"annotation", "ctx", "kind", "returns", "type_comment", "type_params"})


def of_code(code: CodeType) -> str:
    """Return what the function does that *code* was compiled from, its decorators included.

    Empty for a lambda, for a class, and where there is no source to read.
    """
    linecache.checkcache(code.co_filename)
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    match _first_statement(lines):
        case ast.FunctionDef(name=code.co_name) | ast.AsyncFunctionDef(name=code.co_name) as found:
            return canonical(found)
    return ""


def _first_statement(lines: Sequence[str]) -> ast.AST | None:
    """Return the statement at the top of *lines* with all in it; nothing if it never ends.

    It may end before any line that is not indented.  Where that line is in the middle of a text
    or of brackets, or comes after decorators, what stands before it is no Python.
    """
    outer = _indentation(lines[0]) if lines else 0
    # Taking the indentation away would change texts of several lines.
    header = "if True:\n" if outer else ""
    for end in range(1, len(lines) + 1):
        if end < len(lines) and _goes_on(lines[end], outer):
            continue
        # Of oddities whoever installed it has been warned; zeros are another error before 3.12.
        with suppress(SyntaxError, ValueError), warnings.catch_warnings(action="ignore"):
            top = ast.parse(header + "".join(lines[:end])).body[0]
            return top.body[0] if header and isinstance(top, ast.If) else top
    return None


def _goes_on(line: str, outer: int) -> bool:
    """Tell whether a line begins no statement, or one inside of what is not as far to the right."""
    first = line.lstrip()[:1]
    return first in {"", "#", ")", "]", "}"} or _indentation(line) > outer


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def canonical(part: object) -> str:
    """Return in words what a part of a syntax tree does: a node, a list of nodes or a value."""
    if isinstance(part, list):
        return f"[{','.join(canonical(one) for one in part if not _does_nothing(one))}]"
    if not isinstance(part, ast.AST):
        # Which characters are printed as they are depends on the version of Unicode.
        return ascii(part)
    match part:
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            part = ast.Assign(targets=[target], value=value)
        case ast.Call(
            func=ast.Name("cast") | ast.Attribute(ast.Name("typing"), "cast"),
            args=[_, value],
            keywords=[],
        ):
            return canonical(value)
        case ast.JoinedStr(values):
            part = ast.JoinedStr(values=list(_joined(values)))
    fields = (
        f"{name}={told}"
        for name, value in ast.iter_fields(part)
        # In another version an empty field may not be there at all.
        if name not in _SILENT and (told := canonical(value)) not in {"None", "[]"}
    )
    return f"{type(part).__name__}({','.join(fields)})"


def _does_nothing(statement: object) -> bool:
    match statement:
        # A docstring is a constant that nothing is done with.
        case ast.Pass() | ast.Expr(ast.Constant()) | ast.AnnAssign(value=None):
            return True
    return False


def _joined(parts: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Yield the parts of an f-string, of constants never two in a row and none that is empty."""
    for is_constant, some in groupby(parts, lambda part: isinstance(part, ast.Constant)):
        if not is_constant:
            yield from some
        elif text := "".join(str(part.value) for part in some if isinstance(part, ast.Constant)):
            yield ast.Constant(text)
