"""Adapt the front matter of other systems to the contract: keys by path, several keys for one."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.reading.positions import (
    ListNode,
    MappingEntry,
    MappingNode,
    Node,
    ScalarNode,
    existing,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_named_paths(table: MappingNode, names: Mapping[str, str]) -> MappingNode:
    """Return *table* with an additional key for each value that *names* reach by a path.

    ``taxonomies.tags`` is the key ``tags`` in the mapping ``taxonomies``.
    """
    entries = dict(table.entries)
    for name in names:
        path = tuple(name.split("."))
        if len(path) < 2 or name in entries or existing(table, path) != path:
            continue
        inner = MappingNode(table.position, entries)
        for key in path[:-1]:
            inner = _mapping(inner.entries[key].value)
        entries[name] = inner.entries[path[-1]]
        entries = dict(without(replace(table, entries=entries), [path]).entries)
        if not _mapping(entries[path[0]].value).entries:
            del entries[path[0]]
    return replace(table, entries=entries)


def outranked(table: MappingNode, names: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of *table* to ignore, each with the key that replaces it.

    If several keys mean the same, the contract's own wins, then those of *names* in their order.
    Keys without a value are skipped.
    """
    found: dict[str, str] = {}
    for ours in dict.fromkeys(names.values()):
        ranked = [ours, *(theirs for theirs, name in names.items() if name == ours)]
        present = [key for key in dict.fromkeys(ranked) if key in table.entries]
        first = next((key for key in present if not is_absent(table.entries[key])), None)
        found |= {key: first for key in present if first is not None and key != first}
    return found


def is_absent(entry: MappingEntry) -> bool:
    """Return whether a key has no value."""
    return isinstance(entry.value, ScalarNode) and entry.value.value is None


def first_of(value: Node) -> tuple[Node, tuple[Node, ...]]:
    """Return the first item of a list, and the others; a single value is its own first item."""
    if isinstance(value, ListNode) and value.items:
        return value.items[0], value.items[1:]
    return value, ()


def from_root(value: Node, path: str) -> Node:
    """Return the path of a picture beside the file at *path* as a path from the root of the site.

    ``./a.png`` and ``../a.png`` start from the file, and anything else from the root already.
    """
    if not isinstance(value, ScalarNode) or not value.text.startswith(("./", "../")):
        return value
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), value.text))
    if joined.startswith("../"):
        return value  # outside of the site: reported like any wrong path
    return replace(value, text=f"/{joined}", value=f"/{joined}")


def _mapping(node: Node) -> MappingNode:
    return node if isinstance(node, MappingNode) else MappingNode(node.position, {})
