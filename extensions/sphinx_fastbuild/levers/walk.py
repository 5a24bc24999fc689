"""The lever ``walk``: walk trees without nested generators and without a message for every node.

docutils makes two messages for every node that a visitor visits, and only then checks whether they
are wanted.  Sphinx walks every page twice for images, even a page without any.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.traverse import every, of_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

_VISITOR = "docutils.nodes:NodeVisitor"
_TRANSLATOR = "sphinx.util.docutils:SphinxTranslator"
_MATCHER = "sphinx.util.nodes:NodeMatcher"
_PROCESS_IMAGES = "sphinx.builders.html:StandaloneHTMLBuilder.post_process_images"

KNOWN_FINDALL: Mapping[str, str] = {
    "docutils.nodes:Node.findall": "8b73c362a811",
    "docutils.nodes:Node._fast_findall": "a32c3a5d9f8c",
    "docutils.nodes:Node._superfast_findall": "a04792b281ec",
}
KNOWN_VISITS: Mapping[str, str] = {
    "docutils.nodes:Node.walkabout": "7bc8429b67f4",
    f"{_VISITOR}.dispatch_visit": "9fe1fe085406",
    f"{_VISITOR}.dispatch_departure": "78fd550fc8e7",
    "docutils.utils:Reporter.debug": "de6ded39cc46",
}
KNOWN_TRANSLATORS: Mapping[str, str] = {
    f"{_TRANSLATOR}.dispatch_visit": "2b7e85dc38e0",
    f"{_TRANSLATOR}.dispatch_departure": "9a1a7109a00b",
}
KNOWN_IMAGES: Mapping[str, str] = {
    "sphinx.builders:Builder.post_process_images": "72631a8d34bb",
    _PROCESS_IMAGES: "7c0f448ca966",
}
KNOWN_MATCHER: Mapping[str, str] = {
    f"{_MATCHER}.findall": "120dca92d447",
    f"{_MATCHER}.match": "b8f4eb8f96e4",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("docutils.nodes:Node.findall", _findall, KNOWN_FINDALL)
    yield Patch("docutils.nodes:Node.walkabout", _walkabout, KNOWN_VISITS)
    for way, prefix in (("visit", "visit_"), ("departure", "depart_")):
        make = partial(_dispatch, prefix, f"unknown_{way}")
        yield Patch(f"{_VISITOR}.dispatch_{way}", make, KNOWN_VISITS)
        make = partial(_dispatch_to_bases, prefix)
        yield Patch(f"{_TRANSLATOR}.dispatch_{way}", make, KNOWN_TRANSLATORS)
    yield Patch(f"{_MATCHER}.findall", _find_matches, KNOWN_MATCHER)
    yield Patch(_PROCESS_IMAGES, _process_images_if_any, KNOWN_IMAGES)


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
    # Only names are cached: methods differ between translators, and may be replaced meanwhile.
    names: dict[type, tuple[str, ...]] = {}

    def dispatch(self: Any, node: nodes.Node) -> None:
        cls = node.__class__
        if cls not in names:
            names[cls] = tuple(prefix + base.__name__ for base in cls.__mro__)
        for name in names[cls]:
            if method := getattr(self, name, None):
                method(node)
                return
        stock(self, node)

    return dispatch


def _find_matches(stock: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    def findall(self: Any, node: nodes.Node) -> Iterator[Any]:
        classes = self.classes or (nodes.Element if self.attrs else nodes.Node)
        found = of_class(node, classes)
        if name := next(iter(self.attrs), ""):
            # Few nodes have the attribute, and texts have none.
            found = (one for one in found if name in getattr(one, "attributes", ()))
        return filter(self.match, found)

    return findall


def _process_images_if_any(stock: Callable[..., None]) -> Callable[..., None]:
    def post_process_images(self: Any, doctree: nodes.Node) -> None:
        if next(of_class(doctree, nodes.image), None) is not None:
            stock(self, doctree)

    return post_process_images


LEVER = Lever("walk", "Walk trees without nested generators.", _patches)
