"""Values that know where they stand in their file.

The YAML and the TOML reader both give these, so that everything after them speaks of places alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_knowledge_base.core.model import Place

#: The way to a value: keys of mappings and positions in lists, as ``("authors", 0, "url")``.
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place of a file whose reader does not know the file's name."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class PlacedScalar:
    """One text, number, truth value or nothing."""

    place: Place
    text: str
    """What the author typed, without quotes: ``yes`` is a tag in one key and true in another."""
    value: str | bool | int | float | None
    """What the format makes of it."""


@dataclass(frozen=True, slots=True)
class PlacedList:
    """A list of values."""

    place: Place
    items: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, with its value."""

    key_place: Place
    value: Placed


@dataclass(frozen=True, slots=True)
class PlacedMapping:
    """Keys and values, in the author's order."""

    place: Place
    entries: Mapping[str, Entry]


Placed: TypeAlias = PlacedScalar | PlacedList | PlacedMapping


def plain(node: Placed) -> object:
    """Return *node* as Python values, in the types that the format gives them."""
    if isinstance(node, PlacedScalar):
        return node.value
    if isinstance(node, PlacedList):
        return [plain(item) for item in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def as_typed(node: Placed) -> object:
    """Return *node* as Python values whose scalars are the text that was typed, or None."""
    if isinstance(node, PlacedScalar):
        return None if node.value is None else node.text
    if isinstance(node, PlacedList):
        return [as_typed(item) for item in node.items]
    return {key: as_typed(entry.value) for key, entry in node.entries.items()}


def as_list(node: Placed) -> PlacedList:
    """Return *node*, or a list that holds it alone: one value may stand for a list of one."""
    return node if isinstance(node, PlacedList) else PlacedList(node.place, (node,))


def child(node: Placed, step: str | int) -> Placed | None:
    """Return the value one *step* below *node*, or None."""
    if isinstance(node, PlacedMapping) and isinstance(step, str):
        entry = node.entries.get(step)
        return entry.value if entry is not None else None
    if isinstance(node, PlacedList) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def existing(node: Placed, path: Path) -> Path:
    """Return as much of *path* as leads to a value under *node*."""
    for depth, step in enumerate(path):
        found = child(node, step)
        if found is None:
            return path[:depth]
        node = found
    return path


def place_of(node: Placed, path: Path) -> Place:
    """Return the place of the value at *path*, or of the nearest value around it."""
    for step in existing(node, path):
        node = child(node, step) or node
    return node.place


def key_place_of(node: Placed, path: Path) -> Place:
    """Return the place of the key that *path* ends with, or what :func:`place_of` returns."""
    for step in path[:-1]:
        node = child(node, step) or node
    if isinstance(node, PlacedMapping) and (entry := node.entries.get(str(path[-1]))):
        return entry.key_place
    return node.place


def without(table: PlacedMapping, paths: Iterable[Path]) -> PlacedMapping:
    """Return *table* without the values at *paths*, each of which must exist."""
    # From the last to the first, so that no removal shifts an item that is still to go.
    for path in sorted(set(paths), reverse=True):
        table = _mapping_without(table, path)
    return table


def _mapping_without(node: PlacedMapping, path: Path) -> PlacedMapping:
    key, rest = str(path[0]), path[1:]
    entries = dict(node.entries)
    if rest:
        entries[key] = replace(entries[key], value=_without(entries[key].value, rest))
    else:
        del entries[key]
    return replace(node, entries=entries)


def _without(node: Placed, path: Path) -> Placed:
    if isinstance(node, PlacedMapping):
        return _mapping_without(node, path)
    if isinstance(node, PlacedScalar):
        return node
    position, rest = int(path[0]), path[1:]
    kept = (_without(node.items[position], rest),) if rest else ()
    return replace(node, items=node.items[:position] + kept + node.items[position + 1 :])


def places(table: PlacedMapping) -> dict[str, Place]:
    """Return the place of every value under *table* by its dotted path: ``tags.2``."""
    return {".".join(map(str, path)): node.place for path, node in _walk(table, ())}


def _walk(node: Placed, path: Path) -> Iterator[tuple[Path, Placed]]:
    below: Iterable[tuple[str | int, Placed]] = ()
    if isinstance(node, PlacedMapping):
        below = ((key, entry.value) for key, entry in node.entries.items())
    elif isinstance(node, PlacedList):
        below = enumerate(node.items)
    for step, value in below:
        yield (*path, step), value
        yield from _walk(value, (*path, step))
