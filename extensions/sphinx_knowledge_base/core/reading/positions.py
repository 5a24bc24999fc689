"""Values with their positions in the file.

The YAML reader and the TOML reader both return them, so later steps need not know the format.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from sphinx_knowledge_base.core.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx_knowledge_base.core.model import Position

#: The path of a value: keys of mappings and indexes of lists, as in ``("authors", 0, "url")``.
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at a position; the reader that finds it does not know the file's name."""

    position: Position
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """One text, number, boolean or null."""

    position: Position
    text: str
    """What the author typed, without quotes; under ``tags``, ``yes`` is a text."""
    value: str | bool | int | float | None
    """The value that YAML or TOML gives the text."""
    is_plain: bool = False
    """Whether it is written without quotes."""


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list of values."""

    position: Position
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class MappingEntry:
    """One key of a mapping, with its value."""

    key_position: Position
    value: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values, in the author's order."""

    position: Position
    entries: Mapping[str, MappingEntry]


Node: TypeAlias = ScalarNode | ListNode | MappingNode


def plain(node: Node) -> object:
    """Return *node* as Python values of the types that YAML or TOML gives them."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def as_typed(node: Node) -> object:
    """Return *node* as Python values; each scalar is the text that was typed, or None."""
    if isinstance(node, ScalarNode):
        return None if node.value is None else node.text
    if isinstance(node, ListNode):
        return [as_typed(item) for item in node.items]
    return {key: as_typed(entry.value) for key, entry in node.entries.items()}


def as_list(node: Node) -> ListNode:
    """Return *node* if it is a list, otherwise a list of it."""
    return node if isinstance(node, ListNode) else ListNode(node.position, (node,))


def child(node: Node, step: str | int) -> Node | None:
    """Return the value one *step* below *node*, or None."""
    if isinstance(node, MappingNode) and isinstance(step, str):
        entry = node.entries.get(step)
        return entry.value if entry is not None else None
    if isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def existing(node: Node, path: Path) -> Path:
    """Return the longest beginning of *path* that leads to a value under *node*."""
    for depth, step in enumerate(path):
        found = child(node, step)
        if found is None:
            return path[:depth]
        node = found
    return path


def position_of(node: Node, path: Path) -> Position:
    """Return the position of the value at *path*, or of the nearest one above it."""
    for step in existing(node, path):
        node = child(node, step) or node
    return node.position


def key_position_of(node: Node, path: Path) -> Position:
    """Return the position of the last key of *path*; see :func:`position_of` for missing ones."""
    for step in path[:-1]:
        node = child(node, step) or node
    if isinstance(node, MappingNode) and (entry := node.entries.get(str(path[-1]))):
        return entry.key_position
    return node.position


def without(table: MappingNode, paths: Iterable[Path]) -> MappingNode:
    """Return *table* without the values at *paths*, all of which must exist."""
    # Last first, so that a removal does not shift the items still to be removed.
    for path in sorted(set(paths), reverse=True):
        table = _mapping_without(table, path)
    return table


def _mapping_without(node: MappingNode, path: Path) -> MappingNode:
    key, rest = str(path[0]), path[1:]
    entries = dict(node.entries)
    if rest:
        entries[key] = replace(entries[key], value=_without(entries[key].value, rest))
    else:
        del entries[key]
    return replace(node, entries=entries)


def _without(node: Node, path: Path) -> Node:
    if isinstance(node, MappingNode):
        return _mapping_without(node, path)
    if isinstance(node, ScalarNode):
        return node
    index, rest = int(path[0]), path[1:]
    kept = (_without(node.items[index], rest),) if rest else ()
    return replace(node, items=node.items[:index] + kept + node.items[index + 1 :])


def positions(table: MappingNode) -> dict[str, Position]:
    """Return the position of each value in *table*, by dotted path: ``tags.2``."""
    return {".".join(map(str, path)): node.position for path, node in _walk(table, ())}


def _walk(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    below: Iterable[tuple[str | int, Node]] = ()
    if isinstance(node, MappingNode):
        below = ((key, entry.value) for key, entry in node.entries.items())
    elif isinstance(node, ListNode):
        below = enumerate(node.items)
    for step, value in below:
        yield (*path, step), value
        yield from _walk(value, (*path, step))
