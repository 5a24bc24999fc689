"""The lever ``children``: look up the document once when a node gets a child.

docutils looks it up again for each attribute that the child takes over.  Its truth test of the
document goes through ``Node.__bool__``, although no node is false.  And for a node that is not in a
tree yet, as all nodes that are created with children, it raises and catches an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx

KNOWN: Mapping[str, str] = {
    "docutils.nodes:Node.setup_child": "2e896ef1543f",
    "docutils.nodes:Node.document.fget": "d2ed34ddb38f",
    "docutils.nodes:Node.document.fset": "e69e5592aaf9",
    "docutils.nodes:Node.__bool__": "09a8004b4fd1",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("docutils.nodes:Node.document", _document, KNOWN)
    yield Patch("docutils.nodes:Node.setup_child", _setup_child, KNOWN)


def _document(stock: property) -> property:
    def document(self: Any) -> nodes.document | None:
        try:
            known: nodes.document | None = self._document
            if known is None and (parent := self.parent) is not None:
                known = parent.document
        except AttributeError:
            return None
        return known

    return property(document, stock.fset)


def _setup_child(stock: Callable[..., None]) -> Callable[..., None]:
    def setup_child(self: nodes.Node, child: nodes.Node) -> None:
        child.parent = self
        if (document := self.document) is not None:
            child._document = document  # type: ignore[attr-defined]  # noqa: SLF001
            if child.source is None:
                child.source = document.current_source
            if child.line is None:
                child.line = document.current_line

    return setup_child


LEVER = Lever("children", "Look up the document once when a node gets a child.", _patches)
