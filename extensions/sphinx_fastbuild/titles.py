"""Titles: rendered once, not on every page that leads to a document.

A page shows its own title and those of the documents before, after and above it.  What becomes of
a title of nothing but text depends on that text alone, as long as Sphinx's own translator writes
it; any other is rendered wherever it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
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

Parts = dict[str, str]


def pull(app: Sphinx) -> None:
    """Have builders remember the titles that they rendered."""
    if app.config.fastbuild_titles and _writes_text_alike(app):
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
        if type(node) is not nodes.title or not all(
            type(child) is nodes.Text for child in node.children
        ):
            return stock(self, node)
        key = node.pformat()  # with its attributes
        if key not in known:
            known[key] = stock(self, node)
        return known[key].copy()

    return render_partial
