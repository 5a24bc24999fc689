"""A part of the lever ``transforms``: find the languages of code blocks without a visitor.

A ``highlight`` directive applies to the blocks after it, so Sphinx visits every node in order.
Without such a directive, the order does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.names import lookup
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.traverse import every

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TRANSFORM = "sphinx.transforms.post_transforms.code:HighlightLanguageTransform.apply"
_VISITOR = "sphinx.transforms.post_transforms.code:HighlightLanguageVisitor"

KNOWN: Mapping[str, str] = {
    _TRANSFORM: "f171432a4b8a",
    f"{_VISITOR}.__init__": "cf4471ab31e0",
    f"{_VISITOR}.visit_document": "1e0b5f6a9f05",
    f"{_VISITOR}.visit_highlightlang": "de26941aec2a",
    f"{_VISITOR}.visit_literal_block": "8fb567ccd2fb",
    f"{_VISITOR}.visit_start_of_file": "24eafbf425d9",
    f"{_VISITOR}.unknown_visit": "f521f34b3be2",
}

#: Nodes that matter besides documents: in each of them, the default language applies again.
_VISITED = frozenset({"literal_block", "highlightlang"})


def _apply(stock: Callable[..., None]) -> Callable[..., None]:
    visitor_class = lookup(_VISITOR)

    def apply(self: Any, **kwargs: Any) -> None:
        # Visitors go by the name of the class.
        visited = [node for node in every(self.document) if type(node).__name__ in _VISITED]
        if any(type(node).__name__ == "highlightlang" for node in visited):
            stock(self, **kwargs)
            return
        visitor = visitor_class(self.document, self.config.highlight_language)
        visitor.visit_document(self.document)
        for block in visited:
            visitor.visit_literal_block(block)

    return apply


PATCH = Patch(_TRANSFORM, _apply, KNOWN)
