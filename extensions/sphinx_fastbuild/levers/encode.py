"""The lever ``encode``: replace special characters of HTML and docutils with ``str.replace``.

``str.translate`` looks up every character of a text.  And docutils splits the text of a node at
escapes and joins it again, three times.  Most texts have no special characters and no escapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.guard.verify import EXISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx

_CHARACTERS = "docutils.writers._html_base:HTMLTranslator.special_characters"

KNOWN: Mapping[str, str] = {
    "docutils.writers._html_base:HTMLTranslator.encode": "c150b7dbd938",
    _CHARACTERS: EXISTS,
}
KNOWN_ESCAPES: Mapping[str, str] = {
    "docutils.nodes:Text.astext": "574567ba5392",
    "docutils.nodes:unescape": "d1e01504372d",
}

#: The characters that docutils encodes.  A translator with others uses its own encoding.
CHARACTERS: Mapping[int, str] = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord('"'): "&quot;",
    ord(">"): "&gt;",
    ord("@"): "&#64;",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("docutils.nodes:Text.astext", _astext, KNOWN_ESCAPES)
    yield Patch("docutils.writers._html_base:HTMLTranslator.encode", _encode, KNOWN)


def _encode(stock: Callable[[Any, Any], str]) -> Callable[[Any, Any], str]:
    known = lookup(_CHARACTERS)
    if known != CHARACTERS:
        return stock

    def encode(self: Any, text: Any) -> str:
        if self.special_characters is not known:
            return stock(self, text)
        return (
            str(text)
            .replace("&", "&amp;")  # first, because the others add ampersands
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


LEVER = Lever("encode", "Encode texts without looking up every character.", _patches)
