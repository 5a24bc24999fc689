"""Report the files that a document may not use, and remove links to them.

`site.file_access` decides which files these are, and refuses to open them.  Files that a document
only links to are opened later, when they are copied into the output.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.site.domain import MentionKind
from sphinx_knowledge_base.site.file_access import Refusal, access_of, refused_files
from sphinx_knowledge_base.site.mentions import add_mentions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx_knowledge_base.site.file_access import FileAccess


class RecordRefusedFiles(SphinxTransform):
    """Record the files that directives of the document were refused."""

    # After RecordMentions (870), which begins the record.
    default_priority = 871
    fastbuild_needs = (nodes.document,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        refused = refused_files(self.env)
        add_mentions(
            self.env,
            [(kind, file.name, self._line(file)) for file, kind in sorted(refused.items())],
        )
        for file, kind in refused.items():
            if kind is Refusal.UNPUBLISHED:  # its text is included once it is published
                self.env.note_dependency(file)

    def _line(self, file: Path) -> int:
        """Return the first line that names *file*: the line of the directive is not known."""
        text = Path(self.env.doc2path(self.env.docname)).read_text("utf-8", "replace")
        lines = enumerate(text.splitlines(), 1)
        return next((number for number, line in lines if file.name in line), 1)


class UnlinkRefusedFiles(SphinxTransform):
    """Replace downloads and pictures of refused files by their text, and record these files.

    MyST turns a link to a file that is not a document into a download, so Sphinx would copy a
    draft's source into the output.
    """

    # Before Sphinx collects files (880).
    default_priority = 872
    fastbuild_needs = (addnodes.download_reference, nodes.image)

    def apply(self, **kwargs: Any) -> None:
        access = access_of(self.env)
        mentions = []
        for node, target in list(self._links()):
            why = self._why_refused(access, target)
            if why is not None:
                text = node.children or [nodes.Text(node.get("alt", ""))]
                node.replace_self(nodes.inline("", "", *text))
                is_draft = why is Refusal.UNPUBLISHED
                mentions.append(
                    (MentionKind.UNPUBLISHED_LINK if is_draft else why, target, node.line or 1)
                )
        add_mentions(self.env, mentions)

    def _links(self) -> Iterator[tuple[nodes.Element, str]]:
        """Yield each node that links to a file, and its target as written."""
        for download in self.document.findall(addnodes.download_reference):
            yield download, download["reftarget"]
        for image in self.document.findall(nodes.image):
            yield image, image.get("uri", "")

    def _why_refused(self, access: FileAccess, target: str) -> Refusal | None:
        if "://" in target or target.startswith("data:"):
            return None
        file = Path(self.env.relfn2path(target, self.env.docname)[1])
        # An asterisk means any format of an image.
        files = file.parent.glob(file.name) if target.endswith(".*") else [file]
        return next((why for one in files if (why := access.why_refused(one)) is not None), None)
