"""Titles: no document, translator and copy are made for a title of nothing but text.

A page shows its own title and those of the documents before, after and above it.  What becomes of
a title of nothing but text is that text, encoded, as long as Sphinx's own translator writes it;
any other is rendered as ever.  And such a title's plain text is that text: Sphinx takes pictures
and raw markup out of a copy first, for every title and in every build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from docutils import nodes
from docutils.utils import new_document
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.domains import std
from sphinx.util.nodes import clean_astext
from sphinx.writers.html5 import HTML5Translator

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {
    StandaloneHTMLBuilder.render_partial: "795038500747",
    StandaloneHTMLBuilder.get_doc_context: "4253986829ef",
    HTML5Translator.visit_title: "13d80c31957b",
    HTML5Translator.depart_title: "0d86df7f450d",
    HTML5Translator.visit_Text: "0695d08eb6d1",
}

KNOWN_PLAIN: Mapping[Any, str] = {clean_astext: "f7b1c811392d"}

Parts = dict[str, str]

#: Rendered once to see whether a site's settings have anything else made of such characters.
_TRIAL = """A 'quoted' "text"... -- `x` <a@b.example> & \u00e9\u200b"""


def pull(app: Sphinx) -> None:
    """Have builders encode titles of nothing but text, and the domain copy none."""
    if not app.config.fastbuild_titles:
        return
    patching.replace("titles", std, "clean_astext", _clean_astext, KNOWN_PLAIN)
    if _writes_text_alike(app):
        patching.replace("titles", StandaloneHTMLBuilder, "render_partial", _render_partial, KNOWN)


def _writes_text_alike(app: Sphinx) -> bool:
    """Tell whether titles are written by Sphinx, and not by what an extension put in its place."""
    builder, handlers = app.builder, app.registry.translation_handlers
    if not isinstance(builder, StandaloneHTMLBuilder):
        return False  # some have no translator at all
    # Sphinx takes those for the builder, or else those for its format.
    others = {*handlers.get(builder.name, ()), *handlers.get(builder.format, ())}
    is_stock = app.registry.get_translator_class(builder) is HTML5Translator
    return is_stock and others.isdisjoint({"title", "Text"})


def _render_partial(
    stock: Callable[[Any, nodes.Node | None], Parts],
) -> Callable[[Any, nodes.Node | None], Parts]:
    encoders: dict[StandaloneHTMLBuilder, Callable[[str], str] | None] = {}

    def render_partial(self: StandaloneHTMLBuilder, node: nodes.Node | None) -> Parts:
        if node is None or not _is_text(node) or any(node.attributes.values()):
            return stock(self, node)
        if self not in encoders:
            translator = self.create_translator(new_document("", self._settings), self)
            encode = translator.encode  # type: ignore[attr-defined]
            tried = stock(self, nodes.title("", _TRIAL))
            encoders[self] = encode if tried == _parts(encode(_TRIAL)) else None
        encode = encoders[self]
        return _parts(encode(node.astext())) if encode else stock(self, node)

    return render_partial


def _parts(title: str) -> Parts:
    return {"fragment": "", "title": title}


def _clean_astext(stock: Callable[[nodes.Element], str]) -> Callable[[nodes.Element], str]:
    def clean_astext(node: nodes.Element) -> str:
        return node.astext() if _is_text(node) else stock(node)

    return clean_astext


def _is_text(node: nodes.Node) -> TypeGuard[nodes.title]:
    """Tell whether *node* is a title of nothing but text."""
    return type(node) is nodes.title and all(type(child) is nodes.Text for child in node.children)
