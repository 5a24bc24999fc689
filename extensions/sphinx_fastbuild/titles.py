"""Titles: rendered once, not on every page that leads to a document, and never copied for nothing.

A page shows its own title and those of the documents before, after and above it.  What becomes of
a title of nothing but text depends on that text alone, as long as Sphinx's own translator writes
it; any other is rendered wherever it is shown.  And such a title's plain text is that text:
Sphinx takes pictures and raw markup out of a copy first, for every title and in every build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
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


def pull(app: Sphinx) -> None:
    """Have builders remember the titles that they rendered, and the domain copy none."""
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
    known: dict[str, Parts] = {}

    def render_partial(self: StandaloneHTMLBuilder, node: nodes.Node | None) -> Parts:
        if node is None or not _is_text(node):
            return stock(self, node)
        key = node.pformat()  # with its attributes
        if key not in known:
            known[key] = stock(self, node)
        return known[key].copy()

    return render_partial


def _clean_astext(stock: Callable[[nodes.Element], str]) -> Callable[[nodes.Element], str]:
    def clean_astext(node: nodes.Element) -> str:
        return node.astext() if _is_text(node) else stock(node)

    return clean_astext


def _is_text(node: nodes.Node) -> bool:
    """Tell whether *node* is a title of nothing but text."""
    return type(node) is nodes.title and all(type(child) is nodes.Text for child in node.children)
