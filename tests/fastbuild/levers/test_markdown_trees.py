"""The lever builds the same trees from Markdown tokens as markdown-it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from sphinx_fastbuild.levers.markdown import _set_children_from_tokens

STOCK = SyntaxTreeNode._set_children_from_tokens


def tokens(depth: int = 2) -> st.SearchStrategy[list[Token]]:
    """Tokens in any order, mostly not matching, with such tokens as children."""
    children = st.none() if depth == 0 else st.one_of(st.none(), tokens(depth - 1))
    made = st.builds(Token, st.just("t"), st.just(""), st.integers(-1, 2), children=children)
    return st.lists(made, max_size=6)


class Counted(SyntaxTreeNode):
    """A derived class that counts the tokens it is made of."""

    def __init__(self, tokens: Sequence[Token] = (), *, create_root: bool = True) -> None:
        self.count = len(tokens)
        super().__init__(tokens, create_root=create_root)


def content_of(node: Any) -> object:
    """Everything that a node holds, and whether it is the parent of its children."""
    pair = node.nester_tokens
    return (
        *(node.token, pair and (id(pair.opening), id(pair.closing)), getattr(node, "count", None)),
        [(child.parent is node, type(child), content_of(child)) for child in node.children],
    )


def result(way: Any, found: list[Token], kind: type[SyntaxTreeNode] = SyntaxTreeNode) -> object:
    """The result of *way*: a tree, or an error."""
    with patch.object(SyntaxTreeNode, "_set_children_from_tokens", way):
        try:
            return content_of(kind(found))
        except ValueError as error:
            return str(error)


@given(tokens())
def test_any_tokens(found: list[Token]) -> None:
    """Tokens may be nested in any way, or not match."""
    assert result(_set_children_from_tokens(STOCK), found) == result(STOCK, found)


@given(st.text("*_`[]()>- \n1.|ab!", max_size=80))
def test_tokens_of_texts(text: str) -> None:
    """The tokens that markdown-it makes of any text match."""
    found = MarkdownIt("js-default").parse(text)
    for kind in (SyntaxTreeNode, Counted):
        assert result(_set_children_from_tokens(STOCK), found, kind) == result(STOCK, found, kind)
