"""Languages of code: told to the blocks of a document without a visit to all of its nodes.

A ``highlight`` directive holds for the blocks behind it, so Sphinx visits every node in order;
where there is none, the order does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.transforms.post_transforms import code

from sphinx_fastbuild import patching, walking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {
    code.HighlightLanguageTransform.apply: "f171432a4b8a",
    code.HighlightLanguageVisitor.__init__: "cf4471ab31e0",
    code.HighlightLanguageVisitor.visit_document: "1e0b5f6a9f05",
    code.HighlightLanguageVisitor.visit_highlightlang: "de26941aec2a",
    code.HighlightLanguageVisitor.visit_literal_block: "8fb567ccd2fb",
    code.HighlightLanguageVisitor.visit_start_of_file: "24eafbf425d9",
    code.HighlightLanguageVisitor.unknown_visit: "f521f34b3be2",
}

#: Nodes that make a difference, beside documents, in all of which blocks begin with the default.
VISITED = frozenset({"literal_block", "highlightlang"})


def pull(app: Sphinx) -> None:
    """Replace the transform that tells blocks of code their language."""
    if app.config.fastbuild_transforms:
        owner = code.HighlightLanguageTransform
        patching.replace("transforms", owner, "apply", _apply, KNOWN)


def _apply(stock: Callable[..., None]) -> Callable[..., None]:
    def apply(self: code.HighlightLanguageTransform, **kwargs: Any) -> None:
        # Visitors go by the name of the class.
        visited = [node for node in walking.every(self.document) if type(node).__name__ in VISITED]
        if any(type(node).__name__ == "highlightlang" for node in visited):
            stock(self, **kwargs)
            return
        visitor = code.HighlightLanguageVisitor(self.document, self.config.highlight_language)
        visitor.visit_document(self.document)
        for block in visited:
            visitor.visit_literal_block(block)  # type: ignore[arg-type]

    return apply
