"""Walking: the nodes of a tree without one generator inside another for every level.

Visitors get there without two messages for every node, which are made before it is asked whether
anybody wants them, and a page without pictures is not walked twice for them.  The order is that
of docutils, and so is what happens when nodes are replaced on the way: the children of a node are
looked at when it has been passed, and lists of children stay live.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import Reporter
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import SphinxTranslator
from sphinx.util.nodes import NodeMatcher

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

KNOWN_FINDALL: Mapping[Any, str] = {
    nodes.Node.findall: "8b73c362a811",
    nodes.Node._fast_findall: "a32c3a5d9f8c",  # type: ignore[attr-defined]  # noqa: SLF001
    nodes.Node._superfast_findall: "a04792b281ec",  # type: ignore[attr-defined]  # noqa: SLF001
}
KNOWN_VISITS: Mapping[Any, str] = {
    nodes.Node.walkabout: "7bc8429b67f4",
    nodes.NodeVisitor.dispatch_visit: "9fe1fe085406",
    nodes.NodeVisitor.dispatch_departure: "78fd550fc8e7",
    Reporter.debug: "de6ded39cc46",
}
KNOWN_TRANSLATORS: Mapping[Any, str] = {
    SphinxTranslator.dispatch_visit: "2b7e85dc38e0",
    SphinxTranslator.dispatch_departure: "9a1a7109a00b",
}
KNOWN_PICTURES: Mapping[Any, str] = {
    Builder.post_process_images: "72631a8d34bb",
    StandaloneHTMLBuilder.post_process_images: "7c0f448ca966",
}
KNOWN_MATCHER: Mapping[Any, str] = {
    NodeMatcher.findall: "120dca92d447",
    NodeMatcher.match: "b8f4eb8f96e4",
}


def pull(app: Sphinx) -> None:
    """Replace the ways of docutils and Sphinx through a tree."""
    if app.config.fastbuild_walk:
        patching.replace("walk", nodes.Node, "findall", _findall, KNOWN_FINDALL)
        patching.replace("walk", nodes.Node, "walkabout", _walkabout, KNOWN_VISITS)
        for way, prefix in (("visit", "visit_"), ("departure", "depart_")):
            make = partial(_dispatch, prefix, f"unknown_{way}")
            patching.replace("walk", nodes.NodeVisitor, f"dispatch_{way}", make, KNOWN_VISITS)
            make = partial(_dispatch_to_bases, prefix)
            patching.replace("walk", SphinxTranslator, f"dispatch_{way}", make, KNOWN_TRANSLATORS)
        patching.replace("walk", NodeMatcher, "findall", _matcher_findall, KNOWN_MATCHER)
        builder = StandaloneHTMLBuilder
        patching.replace("walk", builder, "post_process_images", _process_if_any, KNOWN_PICTURES)


def every(top: nodes.Node) -> Iterator[nodes.Node]:
    """Yield *top* and all below it, in the order of the document."""
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
    """Yield those nodes of :func:`every` that are instances of *cls*."""
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


def _findall(stock: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    def findall(
        self: nodes.Node,
        condition: Any = None,
        include_self: bool = True,
        descend: bool = True,
        siblings: bool = False,
        ascend: bool = False,
    ) -> Iterator[Any]:
        if not include_self or not descend or siblings or ascend:
            return stock(self, condition, include_self, descend, siblings, ascend)
        if condition is None:
            return every(self)
        if isinstance(condition, type):
            return of_class(self, condition)
        return (node for node in every(self) if condition(node))

    return findall


def _walkabout(stock: Callable[..., bool]) -> Callable[..., bool]:
    def walkabout(self: nodes.Node, visitor: nodes.NodeVisitor) -> bool:
        if visitor.document.reporter.debug_flag:
            return stock(self, visitor)
        is_departed = True
        is_over = False
        try:
            try:
                visitor.dispatch_visit(self)
            except nodes.SkipNode:
                return False
            except nodes.SkipDeparture:
                is_departed = False
            try:
                for child in self.children[:]:
                    if child.walkabout(visitor):
                        is_over = True
                        break
            except nodes.SkipSiblings:
                pass
        except nodes.SkipChildren:
            pass
        except nodes.StopTraversal:
            is_over = True
        if is_departed:
            visitor.dispatch_departure(self)
        return is_over

    return walkabout


def _dispatch(prefix: str, unknown: str, stock: Callable[..., Any]) -> Callable[..., Any]:
    def dispatch(self: nodes.NodeVisitor, node: nodes.Node) -> Any:
        if self.document.reporter.debug_flag:
            return stock(self, node)
        name = prefix + node.__class__.__name__
        return getattr(self, name, getattr(self, unknown))(node)

    return dispatch


def _dispatch_to_bases(prefix: str, stock: Callable[..., None]) -> Callable[..., None]:
    # The methods themselves are another translator's, or may be replaced in the middle.
    names: dict[type, tuple[str, ...]] = {}

    def dispatch(self: SphinxTranslator, node: nodes.Node) -> None:
        cls = node.__class__
        if cls not in names:
            names[cls] = tuple(prefix + base.__name__ for base in cls.__mro__)
        for name in names[cls]:
            if method := getattr(self, name, None):
                method(node)
                return
        stock(self, node)

    return dispatch


def _matcher_findall(stock: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    def findall(self: NodeMatcher[Any], node: nodes.Node) -> Iterator[Any]:
        classes = self.classes or (nodes.Element if self.attrs else nodes.Node)
        found = of_class(node, classes)
        if name := next(iter(self.attrs), ""):
            # Few nodes have what is asked for, and texts have nothing.
            found = (one for one in found if name in getattr(one, "attributes", ()))
        return filter(self.match, found)

    return findall


def _process_if_any(stock: Callable[..., None]) -> Callable[..., None]:
    def post_process_images(self: StandaloneHTMLBuilder, doctree: nodes.Node) -> None:
        if next(of_class(doctree, nodes.image), None) is not None:
            stock(self, doctree)

    return post_process_images
