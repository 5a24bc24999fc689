"""Show the source of markup that docutils rejects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.build.project import catalog_of

if TYPE_CHECKING:
    from typing import Any


class ShowRefusedMarkup(SphinxTransform):
    """Replace an error message by the source that it quotes: Sphinx would remove the message."""

    # Before sphinx.transforms.FilterSystemMessages (999).
    default_priority = 990
    fastbuild_needs = (nodes.system_message,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        if self.config.keep_warnings:
            return
        unpublished = catalog_of(self.env).unpublished_names
        for message in list(self.document.findall(nodes.system_message)):
            sources = [
                child
                for child in message
                if isinstance(child, nodes.literal_block)
                # The source of a directive that reads a draft would show its name.
                and not (unpublished and unpublished.search(child.astext()))
            ]
            for source in sources:
                source["language"] = "none"
            if sources and message.parent is not None:
                message.replace_self(sources)
