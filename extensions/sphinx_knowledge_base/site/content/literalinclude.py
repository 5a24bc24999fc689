"""Make ``literalinclude`` with the option ``diff`` incremental and reproducible.

Sphinx does not record the second file as a dependency, and writes the absolute paths of both files
into the page.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.directives.code import LiteralInclude

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


class LiteralIncludeWithDiff(LiteralInclude):
    """Record the second file as a dependency, and write paths relative to the source directory."""

    def run(self) -> list[nodes.Node]:
        if "diff" not in self.options:
            return super().run()
        self.env.note_dependency(self.env.relfn2path(self.options["diff"])[0])
        found = super().run()
        for block in (block for node in found for block in node.findall(nodes.literal_block)):
            text = block.astext().replace(f" {self.env.srcdir}{os.sep}", " ", 2)
            block.rawsource = text
            block[:] = [nodes.Text(text)]
        return found


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Replace ``literalinclude``, after all extensions have registered their directives."""
    app.add_directive("literalinclude", LiteralIncludeWithDiff, override=True)
