"""The lever ``markdown``: create Markdown parsers once, with everything that renderers look up."""

from __future__ import annotations

import copy
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.guard.verify import EXISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from docutils import nodes
    from markdown_it.token import Token
    from sphinx.application import Sphinx

_BASE = "myst_parser.mdit_to_docutils.base"
_RENDERER = f"{_BASE}:DocutilsRenderer"
_SPHINX_RENDERER = "myst_parser.mdit_to_docutils.sphinx_:SphinxRenderer"
_TREE = "markdown_it.tree:SyntaxTreeNode"
_NESTER_TOKENS = "markdown_it.tree:_NesterTokens"
_COUNT = "mdit_py_plugins.wordcount:basic_count"
_GET_SETTINGS = "docutils.frontend:get_default_settings"
_RST_PARSER = "docutils.parsers.rst:Parser"
_NEW_DOCUMENT = "docutils.utils:new_document"

KNOWN_PARSE: Mapping[str, str] = {
    "myst_parser.parsers.sphinx_:MystParser.parse": "24c63cc812c1",
    "myst_parser.parsers.mdit:create_md_parser": "56d294d6b030",
    f"{_RENDERER}.setup_render": "b4d12ca048de",
    _SPHINX_RENDERER: EXISTS,
}
KNOWN_INIT: Mapping[str, str] = {f"{_RENDERER}.__init__": "6be3849e26c9"}
KNOWN_CONTEXT: Mapping[str, str] = {
    # The decorator of the standard library, and the generator in it.
    f"{_RENDERER}.current_node_context": "3956201c9eca",
    f"{_RENDERER}.current_node_context.__wrapped__": "7cbe5c5192a9",
}
KNOWN_COUNT: Mapping[str, str] = {
    _COUNT: "81e3317c94bb",
    "mdit_py_plugins.wordcount:wordcount_plugin": "4eca5cd35f0c",
}
KNOWN_TREE: Mapping[str, str] = {
    f"{_TREE}.__init__": "ee454a493f01",
    f"{_TREE}._set_children_from_tokens": "475fbb2b671e",
    f"{_TREE}._add_child": "08ed5743d324",
    _NESTER_TOKENS: EXISTS,
}
KNOWN_DOCUMENT: Mapping[str, str] = {
    f"{_BASE}:make_document": "c48c466877f6",
    _GET_SETTINGS: EXISTS,
    _RST_PARSER: EXISTS,
    _NEW_DOCUMENT: EXISTS,
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    parsers = Parsers()
    sphinx_, mdit = "myst_parser.parsers.sphinx_", "myst_parser.parsers.mdit"
    yield Patch(f"{sphinx_}:create_md_parser", parsers.create, KNOWN_PARSE)
    yield Patch(f"{sphinx_}:MystParser.parse", parsers.parse, KNOWN_PARSE)
    yield Patch(f"{_RENDERER}.__init__", _init, KNOWN_INIT)
    yield Patch(f"{_RENDERER}.current_node_context", _current_node_context, KNOWN_CONTEXT)
    yield Patch(f"{_TREE}._set_children_from_tokens", _set_children_from_tokens, KNOWN_TREE)
    yield Patch(f"{mdit}:wordcount_plugin", _wordcount_plugin, KNOWN_COUNT)
    yield Patch(f"{_BASE}:make_document", _make_document, KNOWN_DOCUMENT)


def _set_children_from_tokens(
    stock: Callable[[Any, Sequence[Token]], None],
) -> Callable[[Any, Sequence[Token]], None]:
    tree_class, nester_tokens = lookup(_TREE), lookup(_NESTER_TOKENS)

    def set_children_from_tokens(self: Any, tokens: Sequence[Token]) -> None:
        # A derived class may create its nodes differently.
        children = _nested(self, tokens, nester_tokens) if type(self) is tree_class else None
        if children is None:
            stock(self, tokens)  # raises the error
        else:
            self.children.extend(children)

    return set_children_from_tokens


def _nested(top: Any, tokens: Sequence[Token], nester_tokens: Any) -> list[Any] | None:
    """Return the nodes below *top*, or None if opening and closing tokens do not match.

    Reads each token once, where markdown-it reads it once for every level above it.
    """
    children: list[Any] = []
    parent, siblings = top, children
    above: list[tuple[Any, list[Any], Token]] = []
    for token in tokens:
        if token.nesting == -1 and above:
            node = parent
            parent, siblings, opening = above.pop()
            node.nester_tokens = nester_tokens(opening, token)
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
            below = _nested(node, token.children, nester_tokens)
            if below is None:
                return None
            node._children = below
    return None if above else children


def _wordcount_plugin(stock: Callable[..., None]) -> Callable[..., None]:
    # The number of words in a word: one, or none if it is nothing but punctuation.
    count = lru_cache(maxsize=100_000)(lookup(_COUNT))
    return partial(stock, count_func=lambda text: sum(map(count, text.split())))


class Parsers:
    """The Markdown parsers of a build: each is used for one document and kept for the next.

    Only parsers with the settings of the project are kept, not those with settings of front matter.
    """

    def __init__(self) -> None:
        self.config: Any = None
        self.idle: list[Any] = []
        self.busy: list[Any] = []

    def create(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        """Return the replacement of ``create_md_parser``."""
        sphinx_renderer = lookup(_SPHINX_RENDERER)

        def create_md_parser(config: Any, renderer: Any) -> Any:
            if config is not self.config or renderer is not sphinx_renderer:
                return stock(config, renderer)
            parser = self.idle.pop() if self.idle else stock(config, renderer)
            self.busy.append(parser)
            return parser

        return create_md_parser

    def parse(self, stock: Callable[..., None]) -> Callable[..., None]:
        """Return the replacement of ``MystParser.parse``."""

        def parse(parser: Any, inputstring: str, document: nodes.document) -> None:
            if document.settings.env.myst_config is not self.config:
                self.config = document.settings.env.myst_config
                self.idle.clear()
            # A directive may parse another document meanwhile, with another parser.
            mark = len(self.busy)
            try:
                stock(parser, inputstring, document)
                self.idle += self.busy[mark:]
            finally:
                del self.busy[mark:]

        return parse


class NodeContext:
    """A context manager that renders everything inside it into one node.

    A class and not a generator, because one is created for every node.  After an error the current
    node stays as it is, as with MyST's generator.
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
    get_default_settings, new_document = lookup(_GET_SETTINGS), lookup(_NEW_DOCUMENT)
    rst_parser, known = lookup(_RST_PARSER), dict[Any, Any]()

    def make_document(source_path: str = "notset", parser_cls: Any = rst_parser) -> nodes.document:
        if parser_cls not in known:
            known[parser_cls] = get_default_settings(parser_cls)
        document: nodes.document = new_document(source_path, copy.copy(known[parser_cls]))
        return document

    return make_document


LEVER = Lever("markdown", "Make Markdown parsers once.", _patches)
