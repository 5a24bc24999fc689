"""Markdown: parsers are made once, and so is what every document's renderer looks up."""

from __future__ import annotations

import copy
from functools import lru_cache, partial
from inspect import unwrap
from typing import TYPE_CHECKING, Any

import yaml
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser as RSTParser
from docutils.utils import new_document
from markdown_it.tree import SyntaxTreeNode, _NesterTokens
from mdit_py_plugins.wordcount import basic_count, wordcount_plugin
from myst_parser.mdit_to_docutils import base
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers import mdit, sphinx_

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from docutils import nodes
    from markdown_it.token import Token
    from sphinx.application import Sphinx

KNOWN_PARSE: Mapping[Any, str] = {
    sphinx_.MystParser.parse: "24c63cc812c1",
    mdit.create_md_parser: "56d294d6b030",
    base.DocutilsRenderer.setup_render: "b4d12ca048de",
}
KNOWN_INIT: Mapping[Any, str] = {base.DocutilsRenderer.__init__: "6be3849e26c9"}
KNOWN_CONTEXT: Mapping[Any, str] = {
    # That it is a generator's context manager, and the generator.
    base.DocutilsRenderer.current_node_context: "3956201c9eca",
    unwrap(base.DocutilsRenderer.current_node_context): "7cbe5c5192a9",
}
KNOWN_COUNT: Mapping[Any, str] = {
    basic_count: "81e3317c94bb",
    wordcount_plugin: "4eca5cd35f0c",
}
KNOWN_TREE: Mapping[Any, str] = {
    SyntaxTreeNode.__init__: "ee454a493f01",
    SyntaxTreeNode._set_children_from_tokens: "475fbb2b671e",  # noqa: SLF001
    SyntaxTreeNode._add_child: "08ed5743d324",  # noqa: SLF001
}
KNOWN_DOCUMENT: Mapping[Any, str] = {base.make_document: "c48c466877f6"}
KNOWN_YAML: Mapping[Any, str] = {
    yaml.safe_load: "02b85d556330",
    yaml.load: "626630d553be",
}


def pull(app: Sphinx) -> None:
    """Replace what MyST makes anew for every document."""
    if app.config.fastbuild_markdown:
        replace = patching.replace
        renderer, parsers = base.DocutilsRenderer, Parsers()
        replace("markdown", sphinx_, "create_md_parser", parsers.create, KNOWN_PARSE)
        replace("markdown", sphinx_.MystParser, "parse", parsers.parse, KNOWN_PARSE)
        replace("markdown", renderer, "__init__", _init, KNOWN_INIT)
        replace("markdown", renderer, "current_node_context", _current_node_context, KNOWN_CONTEXT)
        name = "_set_children_from_tokens"
        replace("markdown", SyntaxTreeNode, name, _set_children_from_tokens, KNOWN_TREE)
        replace("markdown", mdit, "wordcount_plugin", _wordcount_plugin, KNOWN_COUNT)
        replace("markdown", base, "make_document", _make_document, KNOWN_DOCUMENT)
    if app.config.fastbuild_yaml and yaml.__with_libyaml__:
        patching.replace("yaml", yaml, "safe_load", _safe_load, KNOWN_YAML)


def _set_children_from_tokens(
    stock: Callable[[Any, Sequence[Token]], None],
) -> Callable[[Any, Sequence[Token]], None]:
    def set_children_from_tokens(self: Any, tokens: Sequence[Token]) -> None:
        # A class of its own may make its nodes in another way.
        children = _nested(self, tokens) if type(self) is SyntaxTreeNode else None
        if children is None:
            stock(self, tokens)  # which tells what is wrong
        else:
            self.children.extend(children)

    return set_children_from_tokens


def _nested(top: Any, tokens: Sequence[Token]) -> list[Any] | None:
    """Return what stands below *top*; nothing where tokens do not go together.

    Each is looked at once, and not once more for every level that it is nested in.
    """
    children: list[Any] = []
    parent, siblings = top, children
    above: list[tuple[Any, list[Any], Token]] = []
    for token in tokens:
        if token.nesting == -1 and above:
            node = parent
            parent, siblings, opening = above.pop()
            node.nester_tokens = _NesterTokens(opening, token)
            continue
        if token.nesting not in (0, 1):
            return None
        node = object.__new__(type(top))
        node.token = node.nester_tokens = None
        node._parent, node._children = parent, []
        siblings.append(node)
        if token.nesting:
            above.append((parent, siblings, token))
            parent, siblings = node, node._children
            continue
        node.token = token
        if token.children:
            below = _nested(node, token.children)
            if below is None:
                return None
            node._children = below
    return None if above else children


@lru_cache(maxsize=100_000)
def _is_word(word: str) -> bool:
    return basic_count(word) == 1


def _wordcount_plugin(stock: Callable[..., None]) -> Callable[..., None]:
    return partial(stock, count_func=lambda text: sum(map(_is_word, text.split())))


class Parsers:
    """The Markdown parsers of a build: used by one document at a time, kept for the next.

    Only those for the site's own settings: what front matter changes is one document's.
    """

    def __init__(self) -> None:
        self.config: Any = None
        self.idle: list[Any] = []
        self.busy: list[Any] = []

    def create(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        """Return what takes the place of ``create_md_parser``."""

        def create_md_parser(config: Any, renderer: Any) -> Any:
            if config is not self.config or renderer is not SphinxRenderer:
                return stock(config, renderer)
            parser = self.idle.pop() if self.idle else stock(config, renderer)
            self.busy.append(parser)
            return parser

        return create_md_parser

    def parse(self, stock: Callable[..., None]) -> Callable[..., None]:
        """Return what takes the place of ``MystParser.parse``."""

        def parse(parser: Any, inputstring: str, document: nodes.document) -> None:
            if document.settings.env.myst_config is not self.config:
                self.config = document.settings.env.myst_config
                self.idle.clear()
            # A directive can parse another document meanwhile, with a parser of its own.
            mark = len(self.busy)
            try:
                stock(parser, inputstring, document)
                self.idle += self.busy[mark:]
            finally:
                del self.busy[mark:]

        return parse


class NodeContext:
    """What is rendered meanwhile goes into one node.

    No generator: there is one of these at every node.  As there, an error is left to others.
    """

    __slots__ = ("append", "before", "node", "renderer")

    def __init__(self, renderer: Any, node: nodes.Element, *, append: bool) -> None:
        self.renderer, self.node, self.append = renderer, node, append

    def __enter__(self) -> None:
        if self.append:
            self.renderer.current_node.append(self.node)
        self.before = self.renderer.current_node
        self.renderer.current_node = self.node

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.renderer.current_node = self.before


def _current_node_context(stock: Any) -> Callable[..., NodeContext]:
    def current_node_context(self: Any, node: nodes.Element, append: bool = False) -> NodeContext:
        return NodeContext(self, node, append=append)

    return current_node_context


def _init(stock: Callable[..., None]) -> Callable[..., None]:
    names: dict[type, list[str]] = {}

    def init(self: Any, parser: Any) -> None:
        cls = type(self)
        if cls not in names:
            stock(self, parser)
            names[cls] = list(self.rules)
            return
        self.md = parser
        self.rules = {name: getattr(self, name) for name in names[cls]}
        self._inventories = None

    return init


def _make_document(stock: Callable[..., nodes.document]) -> Callable[..., nodes.document]:
    known: dict[Any, Any] = {}

    def make_document(source_path: str = "notset", parser_cls: Any = RSTParser) -> nodes.document:
        if parser_cls not in known:
            known[parser_cls] = get_default_settings(parser_cls)
        return new_document(source_path, settings=copy.copy(known[parser_cls]))

    return make_document


def _safe_load(stock: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def safe_load(stream: Any) -> Any:
        if not isinstance(stream, str):
            return stock(stream)
        try:
            return yaml.load(stream, yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError, RecursionError):
            # Again, for an error in the words that others expect.
            return stock(stream)

    return safe_load
