"""Rooms and the imports between them.

A room is a folder directly below an extension.  The modules beside ``__init__.py`` make one room
together; ``__init__.py`` and ``__main__.py`` open the rooms and belong to none.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EXTENSIONS = Path(__file__).resolve().parents[2] / "extensions"


@dataclass(frozen=True, slots=True)
class Room:
    """One room of an extension."""

    name: str
    """The folder, or the modules beside ``__init__.py``."""
    about: str
    """First sentence of its docstring."""
    folders: tuple[str, ...]
    modules: int


@dataclass(frozen=True, slots=True)
class House:
    """The rooms of one extension."""

    package: str
    about: str
    rooms: dict[str, Room]
    imports: dict[tuple[str, str], int]
    """How many import statements lead from one room to another, those for types included."""


def read(package: str) -> House:
    """Read the rooms of *package* and the imports between them."""
    root = EXTENSIONS / package
    modules = {
        path.relative_to(root): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.py"))
    }
    opener = modules.pop(Path("__init__.py"))
    modules.pop(Path("__main__.py"), None)
    room_of = {path: path.parts[0] if len(path.parts) > 1 else "" for path in modules}
    rooms = {}
    for key in sorted(set(room_of.values())):
        members = [path for path in modules if room_of[path] == key]
        folders = {path.parts[1] for path in members if len(path.parts) > 2}
        rooms[key] = Room(
            name=key or ", ".join(path.stem for path in members),
            about=_about(modules.get(Path(key, "__init__.py"))) if key else "",
            folders=tuple(sorted(folders - {"__pycache__"})),
            modules=sum(path.name != "__init__.py" for path in members),
        )
    found: Counter[tuple[str, str]] = Counter()
    for path, tree in modules.items():
        for name in _imported(tree):
            parts = name.split(".")
            if parts[0] != package or len(parts) < 2:
                continue
            # What is neither a room nor a module belongs to the opener.
            target = "" if Path(f"{parts[1]}.py") in modules else parts[1]
            if target in rooms and target != room_of[path]:
                found[room_of[path], target] += 1
    return House(package, _about(opener), rooms, dict(found))


def ranks(house: House) -> dict[str, int]:
    """Return how far each room is from the innermost one; import circles are cut open."""
    outward: dict[str, list[str]] = {key: [] for key in house.rooms}
    # The more imports, the more they say which room is the inner one.
    for (source, target), count in house.imports.items():
        if count >= house.imports.get((target, source), 0):
            outward[source].append(target)
    known: dict[str, int] = {}

    def rank(key: str, above: frozenset[str]) -> int:
        if key not in known:
            inner = [rank(one, above | {key}) for one in outward[key] if one not in above]
            known[key] = 1 + max(inner, default=-1)
        return known[key]

    for key in house.rooms:
        rank(key, frozenset())
    return known


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _about(tree: ast.Module | None) -> str:
    """Return the first line of a module's docstring, without its full stop."""
    text = ast.get_docstring(tree) if tree else None
    return (text or "").partition("\n")[0].rstrip(".").replace("``", "")
