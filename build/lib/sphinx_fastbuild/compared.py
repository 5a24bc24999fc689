"""Files that are shown compared with others: documents depend on both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.directives.code import LiteralInclude

if TYPE_CHECKING:
    from docutils import nodes


class NoteComparedFile(LiteralInclude):
    """``literalinclude`` that notes the file of its option ``diff``, as Sphinx does not."""

    def run(self) -> list[nodes.Node]:
        if "diff" in self.options:
            self.env.note_dependency(self.env.relfn2path(self.options["diff"])[0])
        return super().run()
