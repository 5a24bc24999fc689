"""Lines of nodes: for messages about what an author wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes


def line_of(node: nodes.Node) -> int:
    """Return the line of *node*, or of the nearest node around it that has one; otherwise 1."""
    around: nodes.Node | None = node
    while around is not None and around.line is None:
        around = around.parent
    return (around.line if around is not None else None) or 1
