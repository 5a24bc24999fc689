"""Files that are shown compared with others (``literalinclude`` with ``diff``).

Sphinx forgets that a document reads the other file too, and puts into the page where on this
machine both of them are.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.directives.code import LiteralInclude

from sphinx_knowledge_base.site.unpublished import withheld_files

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


class ComparedFiles(LiteralInclude):
    """Note the other file, and mark what is made of one that is withheld as being of that."""

    def run(self) -> list[nodes.Node]:
        if "diff" not in self.options:
            return super().run()
        path, file = self.env.relfn2path(self.options["diff"])
        self.env.note_dependency(path)
        found = super().run()
        is_withheld = Path(file).resolve() in withheld_files(self.env)
        for block in (block for node in found for block in node.findall(nodes.literal_block)):
            text = block.astext().replace(f" {self.env.srcdir}{os.sep}", " ", 2)
            block.rawsource = text
            block[:] = [nodes.Text(text)]
            if is_withheld:
                block["source"] = file
        return found


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Put it in place, now that other extensions have had their turn."""
    app.add_directive("literalinclude", ComparedFiles, override=True)
