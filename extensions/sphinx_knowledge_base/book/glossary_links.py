"""Links to the glossary, in books that do not contain it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.book.book_builder import BUILDERS

if TYPE_CHECKING:
    from typing import Any


class UnlinkGlossaryTerms(SphinxPostTransform):
    """Replace links to a glossary on the web by their text.

    A web address at every term that the glossary explains would disturb the reader.
    """

    builders = BUILDERS
    # After references are resolved (10), before addresses are put into footnotes (400).
    default_priority = 20

    def run(self, **kwargs: Any) -> None:
        for reference in list(self.document.findall(nodes.reference)):
            is_term = any("std-term" in one["classes"] for one in reference.findall(nodes.inline))
            if is_term and "://" in reference.get("refuri", ""):
                reference.replace_self(reference.children)
