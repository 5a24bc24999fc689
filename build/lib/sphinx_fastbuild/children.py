"""Children: a node that gets one asks for its document once, not for each thing it takes there.

Whether there is a document is asked as if a node could be false; none is.  And a node that is in
no tree yet, as all are that are made with children, finds out by an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {
    nodes.Node.setup_child: "2e896ef1543f",
    nodes.Node.document.fget: "d2ed34ddb38f",  # type: ignore[attr-defined]
    nodes.Node.document.fset: "e69e5592aaf9",  # type: ignore[attr-defined]
    nodes.Node.__bool__: "09a8004b4fd1",
}


def pull(app: Sphinx) -> None:
    """Replace what is done with every node that is put into a tree."""
    if app.config.fastbuild_children:
        patching.replace("children", nodes.Node, "document", _document, KNOWN)
        patching.replace("children", nodes.Node, "setup_child", _setup_child, KNOWN)


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
