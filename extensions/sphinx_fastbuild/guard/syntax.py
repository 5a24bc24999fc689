"""Write the code of a function in a form that is independent of layout and Python version.

Many releases change comments, layout, docstrings and annotations, but not what a function does.
Python's own ways to print a syntax tree differ between versions, and so do the trees: in their
fields, and in how they split f-strings.
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

#: Fields of syntax trees that do not change what runs.
_SILENT = frozenset({"annotation", "ctx", "kind", "returns", "type_comment", "type_params"})


def of_code(code: CodeType) -> str:
    """Return the canonical source of the function that *code* belongs to, with its decorators.

    Empty for a lambda, for a class, and if there is no source to read.
    """
    linecache.checkcache(code.co_filename)
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    match _first_statement(lines):
        case ast.FunctionDef(name=code.co_name) | ast.AsyncFunctionDef(name=code.co_name) as found:
            return canonical(found)
    return ""


def _first_statement(lines: Sequence[str]) -> ast.AST | None:
    """Return the first statement of *lines* with its body, or None if it never ends.

    It may end before any line that is not indented.  If such a line is inside a string or brackets,
    or follows decorators, the lines before it do not parse.
    """
    outer = _indentation(lines[0]) if lines else 0
    # Removing the indentation would change strings of several lines.
    header = "if True:\n" if outer else ""
    for end in range(1, len(lines) + 1):
        if end < len(lines) and _goes_on(lines[end], outer):
            continue
        # Warnings concern the owner of the code.  Before Python 3.12 null bytes are a ValueError.
        with suppress(SyntaxError, ValueError), warnings.catch_warnings(action="ignore"):
            top = ast.parse(header + "".join(lines[:end])).body[0]
            return top.body[0] if header and isinstance(top, ast.If) else top
    return None


def _goes_on(line: str, outer: int) -> bool:
    """Return whether a line cannot begin a statement that is indented by *outer* or less."""
    first = line.lstrip()[:1]
    return first in {"", "#", ")", "]", "}"} or _indentation(line) > outer


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def canonical(part: object) -> str:
    """Return the canonical form of a node, a list of nodes or a value of a syntax tree."""
    if isinstance(part, list):
        return f"[{','.join(canonical(one) for one in part if not _does_nothing(one))}]"
    if not isinstance(part, ast.AST):
        # Not repr(): the characters that it escapes depend on the version of Unicode.
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
        # Another version of Python may not have an empty field at all.
        if name not in _SILENT and (told := canonical(value)) not in {"None", "[]"}
    )
    return f"{type(part).__name__}({','.join(fields)})"


def _does_nothing(statement: object) -> bool:
    match statement:
        # A docstring is a constant that is not used.
        case ast.Pass() | ast.Expr(ast.Constant()) | ast.AnnAssign(value=None):
            return True
    return False


def _joined(parts: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Yield the parts of an f-string: adjacent constants joined, and empty ones left out."""
    for is_constant, some in groupby(parts, lambda part: isinstance(part, ast.Constant)):
        if not is_constant:
            yield from some
        elif text := "".join(str(part.value) for part in some if isinstance(part, ast.Constant)):
            yield ast.Constant(text)
