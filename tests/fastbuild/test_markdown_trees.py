"""Trees of Markdown tokens are those that markdown-it makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from sphinx_fastbuild.markdown import _set_children_from_tokens

STOCK = SyntaxTreeNode._set_children_from_tokens


def tokens(depth: int = 2) -> st.SearchStrategy[list[Token]]:
    """Tokens in any order, most of which do not go together, with children of the same kind."""
    children = st.none() if depth == 0 else st.one_of(st.none(), tokens(depth - 1))
    made = st.builds(Token, st.just("t"), st.just(""), st.integers(-1, 2), children=children)
    return st.lists(made, max_size=6)


class Counted(SyntaxTreeNode):
    """A node of somebody else's, which knows how many tokens it was made of."""

    def __init__(self, tokens: Sequence[Token] = (), *, create_root: bool = True) -> None:
        self.count = len(tokens)
        super().__init__(tokens, create_root=create_root)


def told(node: Any) -> object:
    """All that a node holds, and whether its children know whose they are."""
    pair = node.nester_tokens
    return (
        *(node.token, pair and (id(pair.opening), id(pair.closing)), getattr(node, "count", None)),
        [(child.parent is node, type(child), told(child)) for child in node.children],
    )


def made(way: Any, found: list[Token], kind: type[SyntaxTreeNode] = SyntaxTreeNode) -> object:
    """What comes of tokens: a tree, or an error."""
    with patch.object(SyntaxTreeNode, "_set_children_from_tokens", way):
        try:
            return told(kind(found))
        except ValueError as error:
            return str(error)


@given(tokens())
def test_any_tokens(found: list[Token]) -> None:
    """Whatever is nested in whatever, and what is not."""
    assert made(_set_children_from_tokens(STOCK), found) == made(STOCK, found)


@given(st.text("*_`[]()>- \n1.|ab!", max_size=80))
def test_tokens_of_texts(text: str) -> None:
    """The tokens of any text, which are nested as they should be."""
    found = MarkdownIt("js-default").parse(text)
    for kind in (SyntaxTreeNode, Counted):
        assert made(_set_children_from_tokens(STOCK), found, kind) == made(STOCK, found, kind)
