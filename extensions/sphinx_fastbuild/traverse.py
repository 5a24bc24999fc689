"""Walk document trees without one generator inside another for every level.

The order is that of docutils, and so is the behaviour when nodes are replaced on the way: the
children of a node are read after the node itself, and the lists of children stay live.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes


def every(top: nodes.Node) -> Iterator[nodes.Node]:
    """Yield *top* and all nodes below it, in document order."""
    yield top
    above: list[Iterator[nodes.Node]] = []
    siblings = iter(top.children)
    while True:
        for node in siblings:
            yield node
            if children := node.children:
                above.append(siblings)
                siblings = iter(children)
                break
        else:
            if not above:
                return
            siblings = above.pop()


def of_class(top: nodes.Node, cls: type | tuple[type, ...]) -> Iterator[Any]:
    """Yield the nodes of :func:`every` that are instances of *cls*.

    A filter around :func:`every` would do the same at twice the time.
    """
    if isinstance(top, cls):
        yield top
    above: list[Iterator[nodes.Node]] = []
    siblings = iter(top.children)
    while True:
        for node in siblings:
            if isinstance(node, cls):
                yield node
            if children := node.children:
                above.append(siblings)
                siblings = iter(children)
                break
        else:
            if not above:
                return
            siblings = above.pop()
