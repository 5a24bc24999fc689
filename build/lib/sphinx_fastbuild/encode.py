"""Encoding: characters that HTML or docutils give a meaning to are looked for in one go each.

``str.translate`` asks a table for every character of a text, and the text of a node is taken apart
at escapes and put together again, three times; most texts have none of either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.writers._html_base import HTMLTranslator

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {HTMLTranslator.encode: "c150b7dbd938"}
KNOWN_ESCAPES: Mapping[Any, str] = {
    nodes.Text.astext: "574567ba5392",
    nodes.unescape: "d1e01504372d",
}

#: What docutils encodes.  A translator that encodes anything else does so in its own way.
CHARACTERS: Mapping[int, str] = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord('"'): "&quot;",
    ord(">"): "&gt;",
    ord("@"): "&#64;",
}


def pull(app: Sphinx) -> None:
    """Replace the functions that encode texts and attributes, and that undo escapes in texts."""
    if app.config.fastbuild_encode:
        patching.replace("encode", nodes.Text, "astext", _astext, KNOWN_ESCAPES)
    if app.config.fastbuild_encode and HTMLTranslator.special_characters == CHARACTERS:
        patching.replace("encode", HTMLTranslator, "encode", _encode, KNOWN)


def _encode(stock: Callable[[Any, Any], str]) -> Callable[[Any, Any], str]:
    known = HTMLTranslator.special_characters

    def encode(self: HTMLTranslator, text: Any) -> str:
        if self.special_characters is not known:
            return stock(self, text)
        return (
            str(text)
            .replace("&", "&amp;")  # first of all: the others bring some along
            .replace("<", "&lt;")
            .replace('"', "&quot;")
            .replace(">", "&gt;")
            .replace("@", "&#64;")
        )

    return encode


def _astext(stock: Callable[[nodes.Text], str]) -> Callable[[nodes.Text], str]:
    def astext(self: nodes.Text) -> str:
        return stock(self) if "\x00" in self else str(self)

    return astext
