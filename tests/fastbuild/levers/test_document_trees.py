"""Walking and transforming trees gives the same results as with docutils alone."""

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

from sphinx_fastbuild.levers import markdown, transforms
from tests.fastbuild.building import pulled

PRUNING = (
    nodes.SkipChildren,
    nodes.SkipDeparture,
    nodes.SkipNode,
    nodes.SkipSiblings,
    nodes.StopTraversal,
)


class Traveller(nodes.NodeVisitor):
    """Records its way, and prunes the tree at one node, on arrival or on departure."""

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
    """A document in which nodes have siblings and children."""
    document = new_document("")
    text = nodes.paragraph("", "", nodes.strong("", "strong"), nodes.emphasis("", "stressed"))
    title = nodes.title("", "", nodes.inline("", "title"))
    document += [nodes.section("", title, text, nodes.comment()), nodes.transition()]
    return document


def journey(
    at: str, prunes: type[Exception], *, leaving: bool, telling: bool
) -> tuple[object, list[str]]:
    """The result of a walk and its way; *telling* switches on the debug messages."""
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
    """Wherever a visitor prunes a tree, its way is that of docutils."""
    expected = journey(at, prunes, leaving=leaving, telling=telling)
    stock = nodes.Node.walkabout
    with pulled("walk"):
        assert nodes.Node.walkabout is not stock
        assert journey(at, prunes, leaving=leaving, telling=telling) == expected


def family() -> list[object]:
    """The document, source and line of nodes that were added in different ways."""
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


def test_children_get_document_source_and_line() -> None:
    """Nodes take the same from their document, whether they had it before their children or not."""
    expected = family()
    stock = nodes.Node.setup_child
    with pulled("children"):
        assert nodes.Node.setup_child is not stock
        assert family() == expected


class Loud(nodes.strong):
    """A node that is visited as an instance of its base class."""


class Bold(SphinxTranslator):
    """Visits one class of nodes, and replaces the method at the first node."""

    def visit_strong(self, node: nodes.Node) -> None:
        self.notes = [type(node).__name__]
        self.visit_strong = self._visit_again  # type: ignore[method-assign]

    def _visit_again(self, node: nodes.Node) -> None:
        self.notes.append(f"{type(node).__name__} again")

    def unknown_visit(self, node: nodes.Node) -> None:
        self.notes.append(f"unknown {type(node).__name__}")


def test_a_translator_visits_by_the_nearest_name() -> None:
    """A node goes to the method of its class, of a base class, or of unknown nodes."""
    stock = SphinxTranslator.dispatch_visit
    with pulled("walk"):
        assert SphinxTranslator.dispatch_visit is not stock
        builder: Any = SimpleNamespace(config=None, env=SimpleNamespace(domains=None))
        translator = Bold(new_document(""), builder)
        for node in (nodes.strong(), Loud(), nodes.emphasis()):
            translator.dispatch_visit(node)
        assert translator.notes == ["strong", "Loud again", "unknown emphasis"]


class Raw(Transform):
    """States what it needs."""

    default_priority = 1
    fastbuild_needs = (nodes.raw,)
    applied: ClassVar[list[type]] = []

    def apply(self, **kwargs: object) -> None:
        self.applied.append(type(self))


class MoreThanRaw(Raw):
    """Inherits the statement, which does not count."""


class AddRaw(Transform):
    """Adds a node to some documents, and states to which."""

    default_priority = 0
    fastbuild_needs = (nodes.document,)

    @staticmethod
    def fastbuild_adds(document: nodes.document) -> bool:
        return "raw" in document["classes"]

    def apply(self, **kwargs: object) -> None:
        if "raw" in self.document["classes"]:
            self.document += nodes.raw("", "")


@pytest.mark.parametrize("asks", [False, True])
def test_a_transform_states_for_each_document_whether_it_adds(asks: bool) -> None:
    """Later transforms run on the nodes that it adds."""
    document = tree()
    document["classes"] = ["raw"] * asks
    document.transformer.add_transforms([AddRaw, Raw])
    Raw.applied.clear()
    stock: Any = None  # nothing falls back to it
    transforms._apply_transforms(stock)(document.transformer)
    assert Raw.applied == [Raw] * asks


@pytest.mark.parametrize("has_raw", [False, True])
def test_a_transform_states_only_its_own_needs(has_raw: bool) -> None:
    """The statement of a class applies to the class, and not to classes derived from it."""
    document = tree()
    if has_raw:
        document += nodes.raw("", "")
    document.transformer.add_transforms([Raw, MoreThanRaw])
    Raw.applied.clear()
    stock: Any = None  # nothing falls back to it
    transforms._apply_transforms(stock)(document.transformer)
    assert Raw.applied == ([Raw] if has_raw else []) + [MoreThanRaw]


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("append", [False, True])
def test_a_renderer_finds_its_way_back(append: bool, fails: bool) -> None:
    """The current node is one node, and then the one before; after an error it stays."""
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
