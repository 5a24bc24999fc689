"""Walking trees and transforming them: what the levers do is what docutils does."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from docutils import nodes
from docutils.io import ErrorOutput
from docutils.transforms import Transform
from docutils.utils import new_document
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from sphinx.util.docutils import SphinxTranslator

from sphinx_fastbuild import children, markdown, patching, rules, transforms, walking

PRUNING = (
    nodes.SkipChildren,
    nodes.SkipDeparture,
    nodes.SkipNode,
    nodes.SkipSiblings,
    nodes.StopTraversal,
)


class Traveller(nodes.NodeVisitor):
    """Notes where it has been, and prunes the tree at one node when it comes or goes."""

    def __init__(
        self, document: nodes.document, at: str, prunes: type[Exception], *, leaving: bool
    ) -> None:
        super().__init__(document)
        self.at, self.prunes, self.leaving = at, prunes, leaving
        self.notes: list[str] = []

    def unknown_visit(self, node: nodes.Node) -> None:
        self._note("to", node, leaving=False)

    def unknown_departure(self, node: nodes.Node) -> None:
        self._note("from", node, leaving=True)

    def _note(self, way: str, node: nodes.Node, *, leaving: bool) -> None:
        name = type(node).__name__
        self.notes.append(f"{way} {name}")
        if name == self.at and leaving is self.leaving:
            raise self.prunes


def tree() -> nodes.document:
    """A document with something beside and below everything."""
    document = new_document("")
    text = nodes.paragraph("", "", nodes.strong("", "strong"), nodes.emphasis("", "stressed"))
    title = nodes.title("", "", nodes.inline("", "title"))
    document += [nodes.section("", title, text, nodes.comment()), nodes.transition()]
    return document


def journey(
    at: str, prunes: type[Exception], *, leaving: bool, telling: bool
) -> tuple[object, list[str]]:
    """How the walk ended, and where it had been; *telling* of every step that it takes."""
    document = tree()
    traveller = Traveller(document, at, prunes, leaving=leaving)
    if telling:
        document.reporter.debug_flag = True
        document.reporter.stream = ErrorOutput(destination=False)
        document.reporter.attach_observer(lambda said: traveller.notes.append(said.astext()))
    try:
        return document.walkabout(traveller), traveller.notes
    except nodes.TreePruningException as error:
        return type(error), traveller.notes


@pytest.mark.parametrize("telling", [False, True])
@pytest.mark.parametrize("leaving", [False, True])
@pytest.mark.parametrize("prunes", PRUNING)
@pytest.mark.parametrize("at", ["document", "title", "strong", "paragraph", "comment", "Text"])
def test_a_walk_is_pruned_as_ever(
    at: str, prunes: type[Exception], leaving: bool, telling: bool
) -> None:
    """Wherever a visitor prunes a tree, it has been where docutils would have led it."""
    expected = journey(at, prunes, leaving=leaving, telling=telling)
    stock = nodes.Node.walkabout
    app: Any = SimpleNamespace(config=SimpleNamespace(fastbuild_walk=True))
    walking.pull(app)
    try:
        assert nodes.Node.walkabout is not stock
        assert journey(at, prunes, leaving=leaving, telling=telling) == expected
    finally:
        patching.put_back()


def family() -> list[object]:
    """What nodes know of their document and of where they come from, however they got there."""
    document = new_document("source")
    document.note_source("other", 4)
    placed = nodes.paragraph("", "text", nodes.strong("", "strong"))
    placed.source, placed.line = "its own", 7
    loose = nodes.section("", nodes.title("", "title"))
    alone = nodes.section("", nodes.paragraph("", "without a document"))
    document += [placed, loose]
    loose += nodes.emphasis("", "later")
    found = [node for top in (document, alone) for node in top.findall()]
    return [
        (type(node), node.source, node.line, node.document is document, "_document" in vars(node))
        for node in (*found, nodes.Text("orphan"))
    ]


def test_children_know_what_they_ever_knew() -> None:
    """Whether a tree has a document or gets one, its nodes take the same from it."""
    expected = family()
    stock = nodes.Node.setup_child
    app: Any = SimpleNamespace(config=SimpleNamespace(fastbuild_children=True))
    children.pull(app)
    try:
        assert nodes.Node.setup_child is not stock
        assert family() == expected
    finally:
        patching.put_back()


class Loud(nodes.strong):
    """A node that is visited as the node that it is a kind of."""


class Bold(SphinxTranslator):
    """Knows one kind of nodes, and the first time it meets one puts another method in place."""

    def visit_strong(self, node: nodes.Node) -> None:
        self.notes = [type(node).__name__]
        self.visit_strong = self._visit_again  # type: ignore[method-assign]

    def _visit_again(self, node: nodes.Node) -> None:
        self.notes.append(f"{type(node).__name__} again")

    def unknown_visit(self, node: nodes.Node) -> None:
        self.notes.append(f"unknown {type(node).__name__}")


def test_a_translator_visits_by_the_nearest_name() -> None:
    """A node goes to the method of its class, of a base, or of all that is unknown."""
    app: Any = SimpleNamespace(config=SimpleNamespace(fastbuild_walk=True))
    stock = SphinxTranslator.dispatch_visit
    walking.pull(app)
    try:
        assert SphinxTranslator.dispatch_visit is not stock
        builder: Any = SimpleNamespace(config=None, env=SimpleNamespace(domains=None))
        translator = Bold(new_document(""), builder)
        for node in (nodes.strong(), Loud(), nodes.emphasis()):
            translator.dispatch_visit(node)
        assert translator.notes == ["strong", "Loud again", "unknown emphasis"]
    finally:
        patching.put_back()


class Raw(Transform):
    """Says what it needs."""

    default_priority = 1
    fastbuild_needs = (nodes.raw,)
    applied: ClassVar[list[type]] = []

    def apply(self, **kwargs: object) -> None:
        self.applied.append(type(self))


class MoreThanRaw(Raw):
    """Inherits what it does not say."""


class AddRaw(Transform):
    """Adds a node to documents that ask for it, and says to which."""

    default_priority = 0
    fastbuild_needs = (nodes.document,)

    @staticmethod
    def fastbuild_adds(document: nodes.document) -> bool:
        return "raw" in document["classes"]

    def apply(self, **kwargs: object) -> None:
        if "raw" in self.document["classes"]:
            self.document += nodes.raw("", "")


@pytest.mark.parametrize("asks", [False, True])
def test_a_transform_says_of_each_document_whether_it_adds(asks: bool) -> None:
    """What it adds is there for those that come after it."""
    document = tree()
    document["classes"] = ["raw"] * asks
    document.transformer.add_transforms([AddRaw, Raw])
    Raw.applied.clear()
    stock: Any = None  # nothing falls back to it
    transforms._apply_transforms(rules.rules())(stock)(document.transformer)
    assert Raw.applied == [Raw] * asks


@pytest.mark.parametrize("has_raw", [False, True])
def test_a_transform_speaks_for_itself_alone(has_raw: bool) -> None:
    """What a transform says of itself is believed; what its base says of itself is not."""
    document = tree()
    if has_raw:
        document += nodes.raw("", "")
    document.transformer.add_transforms([Raw, MoreThanRaw])
    Raw.applied.clear()
    stock: Any = None  # nothing falls back to it
    transforms._apply_transforms(rules.rules())(stock)(document.transformer)
    assert Raw.applied == ([Raw] if has_raw else []) + [MoreThanRaw]


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("append", [False, True])
def test_a_renderer_finds_its_way_back(append: bool, fails: bool) -> None:
    """What is rendered goes into one node, and then into the one before; errors stay there."""
    stock = DocutilsRenderer.current_node_context
    found = []
    for way in (stock, markdown._current_node_context(stock)):
        outer, inner = nodes.section(), nodes.paragraph()
        renderer: Any = SimpleNamespace(current_node=outer)
        with suppress(KeyError), way(renderer, inner, append):
            assert renderer.current_node is inner
            if fails:
                raise KeyError
        found.append((renderer.current_node is outer, len(outer.children)))
    assert found == [(not fails, int(append))] * 2
