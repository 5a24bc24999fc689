"""``literalinclude``: a document also depends on the file of the option ``diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.directives.code import LiteralInclude

if TYPE_CHECKING:
    from docutils import nodes


class LiteralIncludeNotingDiff(LiteralInclude):
    """``literalinclude`` that records the file of its option ``diff``; Sphinx does not."""

    def run(self) -> list[nodes.Node]:
        if "diff" in self.options:
            self.env.note_dependency(self.env.relfn2path(self.options["diff"])[0])
        return super().run()
