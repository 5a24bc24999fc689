"""Files of articles that are not published: no link may carry them into the output."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.site.domain import KnowledgeBaseDomain, Mention
from sphinx_knowledge_base.site.project import catalog_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class UnlinkWithheldFiles(SphinxTransform):
    """Leave of a link to the file of a withheld article its text.

    A link to a file that is no document is a download to MyST, and Sphinx would copy the draft
    as its author wrote it.
    """

    # After NoteMentions, which begins the list that this adds to; before Sphinx collects files.
    default_priority = 871

    def apply(self, **kwargs: Any) -> None:
        found = list(self._links())
        if not found:
            return
        srcdir = Path(self.env.srcdir)
        # Resolved, as the links are: a folder of articles can be a symbolic link.
        withheld = {(srcdir / path).resolve() for path in catalog_of(self.env).withheld}
        mentions = []
        for node, target in found:
            file = Path(self.env.relfn2path(target, self.env.docname)[1])
            if file in withheld:
                text = node.children or [nodes.Text(node.get("alt", ""))]
                node.replace_self(nodes.inline("", "", *text))
                mentions.append(Mention("withheld", target, node.line or 1))
        if mentions:
            domain = cast("KnowledgeBaseDomain", self.env.get_domain("kb"))
            before = domain.mentions.get(self.env.docname, ())
            domain.mentions[self.env.docname] = (*before, *mentions)

    def _links(self) -> Iterator[tuple[nodes.Element, str]]:
        """Yield everything that names a file, and the file as it is written there."""
        for download in self.document.findall(addnodes.download_reference):
            yield download, download["reftarget"]
        for image in self.document.findall(nodes.image):
            yield image, image.get("uri", "")
