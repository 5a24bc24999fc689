"""Read literal values from configuration scripts (JavaScript, Python) without running them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.importers.model import Value
    from sphinx_knowledge_base.importers.source_tree import Tree


def js_evidence(
    tree: Tree, configs: Sequence[str], package: str, title: str, folders: Sequence[str]
) -> list[str]:
    """Return the signs of a system that is a package of JavaScript.

    :param configs: Names of its configuration file.
    :param folders: Folders that are a sign of it only beside one of the other signs.
    """
    found = [f"configuration {name}" for name in configs if name in tree]
    if f'"{package}"' in tree.text_if_any("package.json"):
        found.append(f"package.json names {title}")
    if found:
        found += [f"folder {name}/" for name in folders if tree.has_folder(name)]
    return found


def js_program(tree: Tree, configs: Sequence[str]) -> str:
    """Return the text of the first of *configs* that is there, or an empty text."""
    return next((tree.text_if_any(name) for name in configs if name in tree), "")


def js_text(program: str, name: str, default: str = "") -> str:
    """Return the text that a JavaScript object gives to *name*, where it is written out."""
    found = re.search(
        rf"(?<![\w.]){re.escape(name)}[\"']?\s*[:=]\s*([\"'`])((?:(?!\1).)*)\1", program
    )
    return found[2] if found and "${" not in found[2] else default


def js_block(program: str, name: str) -> str:
    """Return the object that JavaScript gives to *name*, with its braces; or an empty text."""
    found = re.search(rf"(?<![\w.]){re.escape(name)}[\"']?\s*[:=]\s*\{{", program)
    if found is None:
        return ""
    depth = 0
    for place in range(found.end() - 1, len(program)):
        depth += {"{": 1, "}": -1}.get(program[place], 0)
        if depth == 0:
            return program[found.end() - 1 : place + 1]
    return ""


def python_settings(program: str) -> dict[str, Value]:
    """Return the names to which a Python file gives literal values, at its outermost level."""
    try:
        tree = ast.parse(program)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    settings: dict[str, Value] = {}
    for statement in tree.body:
        if not isinstance(statement, ast.Assign):
            continue
        try:
            value = ast.literal_eval(statement.value)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        for target in statement.targets:
            if isinstance(target, ast.Name):
                settings[target.id] = _plain(value)
    return settings


def _plain(value: object) -> Value:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)
