"""The lever ``titles``: write plain titles without a document, a translator and a copy for each.

A page shows its own title and those of the documents before, after and above it.  A title that
consists only of text becomes that text, encoded, if Sphinx's own translator writes it; any other
title is rendered as usual.  Such a title also needs no copy for its plain text: Sphinx copies every
title in every build to remove images and raw markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from docutils import nodes

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.guard.verify import EXISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

_NEW_DOCUMENT = "docutils.utils:new_document"
_TRANSLATOR = "sphinx.writers.html5:HTML5Translator"
_BUILDER = "sphinx.builders.html:StandaloneHTMLBuilder"

KNOWN: Mapping[str, str] = {
    f"{_BUILDER}.render_partial": "795038500747",
    f"{_BUILDER}.get_doc_context": "4253986829ef",
    f"{_TRANSLATOR}.visit_title": "13d80c31957b",
    f"{_TRANSLATOR}.depart_title": "0d86df7f450d",
    f"{_TRANSLATOR}.visit_Text": "0695d08eb6d1",
    _NEW_DOCUMENT: EXISTS,
}

KNOWN_PLAIN: Mapping[str, str] = {"sphinx.util.nodes:clean_astext": "f7b1c811392d"}

Parts = dict[str, str]

#: Rendered once to find out whether the settings of a site change any of these characters.
_TRIAL = """A 'quoted' "text"... -- `x` <a@b.example> & \u00e9\u200b"""


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("sphinx.domains.std:clean_astext", _clean_astext, KNOWN_PLAIN)
    if _has_stock_titles(app):
        yield Patch(f"{_BUILDER}.render_partial", _render_partial, KNOWN)


def _has_stock_titles(app: Sphinx) -> bool:
    """Return whether Sphinx's own translator writes titles, not a handler of an extension."""
    builder, handlers = app.builder, app.registry.translation_handlers
    if builder.format != "html":
        return False  # some builders have no translator at all
    # Sphinx uses the handlers for the builder, or else those for its format.
    others = {*handlers.get(builder.name, ()), *handlers.get(builder.format, ())}
    translator = app.registry.get_translator_class(builder)
    is_stock = (translator.__module__, translator.__qualname__) == (
        "sphinx.writers.html5",
        "HTML5Translator",
    )
    return is_stock and others.isdisjoint({"title", "Text"})


def _render_partial(
    stock: Callable[[Any, nodes.Node | None], Parts],
) -> Callable[[Any, nodes.Node | None], Parts]:
    new_document = lookup(_NEW_DOCUMENT)
    encoders: dict[Any, Callable[[str], str] | None] = {}

    def render_partial(self: Any, node: nodes.Node | None) -> Parts:
        if node is None or not _is_text(node) or any(node.attributes.values()):
            return stock(self, node)
        if self not in encoders:
            translator = self.create_translator(new_document("", self._settings), self)
            encode = translator.encode
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
    """Return whether *node* is a title that consists only of text."""
    return type(node) is nodes.title and all(type(child) is nodes.Text for child in node.children)


LEVER = Lever("titles", "Write plain titles without a document for each.", _patches)
