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
    StandaloneHTMLBuilder.render_partial: "10e5dce7a0cf",
    StandaloneHTMLBuilder.get_doc_context: "3e2346a8462e",
    HTML5Translator.visit_title: "2ef04de9f1d0",
    HTML5Translator.depart_title: "4a2d98f5ccd2",
    HTML5Translator.visit_Text: "cdf9eb8c215b",
}

Parts = dict[str, str]


def pull(app: Sphinx) -> None:
    """Have builders remember the titles that they rendered."""
    if app.config.fastbuild_titles:
        patching.replace("titles", StandaloneHTMLBuilder, "render_partial", _render_partial, KNOWN)


def _render_partial(
    stock: Callable[[Any, nodes.Node | None], Parts],
) -> Callable[[Any, nodes.Node | None], Parts]:
    known: dict[str, Parts] = {}

    def render_partial(self: StandaloneHTMLBuilder, node: nodes.Node | None) -> Parts:
        if not (
            type(node) is nodes.title
            and all(type(child) is nodes.Text for child in node.children)
            and _writes_text_alike(self)
        ):
            return stock(self, node)
        key = node.pformat()  # with its attributes
        if key not in known:
            known[key] = stock(self, node)
        return known[key].copy()

    return render_partial


def _writes_text_alike(builder: StandaloneHTMLBuilder) -> bool:
    """Tell whether titles are written by Sphinx, and not by what an extension put in its place."""
    registry = builder._registry  # noqa: SLF001
    return (
        registry.get_translator_class(builder) is HTML5Translator
        and not {"title", "Text"} & registry.translation_handlers.get(builder.name, {}).keys()
    )
