"""Keep the text of articles that are not published out of every output.

A published document can link to the source file of a withheld article, or read the file with a
directive.  Both are reported, and nothing of the article reaches the output.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.site.domain import Mention, MentionKind
from sphinx_knowledge_base.site.mentions import add_mentions
from sphinx_knowledge_base.site.read_dependencies import files_read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def on_include_read(app: Sphinx, path: Path, docname: str, content: list[str]) -> None:
    """Empty the file of a withheld article before a document includes it."""
    file = (Path(app.srcdir) / path).resolve()
    if file in withheld_files(app.env):
        content[0] = ""
        _emptied_files(app.env).add(file)


class UnlinkWithheldFiles(SphinxTransform):
    """Replace links to the files of withheld articles by their text.

    MyST makes a download of a link to a file that is not a document, and Sphinx would copy the
    draft's source into the output.
    """

    # After RecordMentions, which records these links; before Sphinx collects files (880).
    default_priority = 871
    fastbuild_needs = (addnodes.download_reference, nodes.image)

    def apply(self, **kwargs: Any) -> None:
        found = list(self._links())
        if not found:
            return
        withheld = withheld_files(self.env)
        mentions = []
        for node, target in found:
            file = Path(self.env.relfn2path(target, self.env.docname)[1])
            if file in withheld:
                text = node.children or [nodes.Text(node.get("alt", ""))]
                node.replace_self(nodes.inline("", "", *text))
                mentions.append(Mention(MentionKind.WITHHELD, target, node.line or 1))
        add_mentions(self.env, mentions)

    def _links(self) -> Iterator[tuple[nodes.Element, str]]:
        """Yield each node that links to a file, and its target as written."""
        for download in self.document.findall(addnodes.download_reference):
            yield download, download["reftarget"]
        for image in self.document.findall(nodes.image):
            yield image, image.get("uri", "")


class DropWithheldTexts(SphinxTransform):
    """Remove what a directive read from the file of a withheld article.

    Directives tell Sphinx which files they read, and most mark the nodes that they make with the
    file.  If no node is marked, the draft could be anywhere in the document, so only the title of
    the document is kept.
    """

    # First of all: no other transform and no domain (850) may see these texts.
    default_priority = 1

    def apply(self, **kwargs: Any) -> None:
        read = files_read(self.env, self.document)
        withheld = {file.resolve() for file in read} & withheld_files(self.env) if read else set()
        for file in sorted(withheld):
            marked = [
                node for node in self.document.findall(nodes.Element) if _comes_from(node, file)
            ]
            for node in marked:
                _with_caption(node).parent.remove(_with_caption(node))
            if not marked and file not in _emptied_files(self.env):
                self._keep_only_title()
        add_mentions(
            self.env,
            [
                Mention(MentionKind.LEFT_OUT, file.name, self._line(file))
                for file in sorted(withheld)
            ],
        )

    def _keep_only_title(self) -> None:
        section = next(self.document.findall(nodes.section), None)
        self.document.children.clear()
        self.document.nametypes.clear()  # Sphinx makes labels of these
        if section is not None:
            self.document += nodes.section("", section[0], ids=section["ids"])

    def _line(self, file: Path) -> int:
        """Return the first line that names *file*: the line of the directive is not known."""
        text = Path(self.env.doc2path(self.env.docname)).read_text("utf-8", "replace")
        lines = enumerate(text.splitlines(), 1)
        return next((number for number, line in lines if file.name in line), 1)


def _comes_from(node: nodes.Element, file: Path) -> bool:
    """Tell whether a directive made *node* from the text of *file*."""
    return "source" in node and Path(node["source"]).resolve() == file


def _with_caption(node: nodes.Element) -> nodes.Element:
    """Return *node*, or the container that Sphinx puts around a code block with a caption."""
    parent = node.parent
    return parent if parent.get("literal_block") else node


def withheld_files(env: BuildEnvironment) -> set[Path]:
    """Return the files of withheld articles, with symbolic links resolved."""
    return {(Path(env.srcdir) / path).resolve() for path in catalog_of(env).withheld}


def _emptied_files(env: BuildEnvironment) -> set[Path]:
    """Return the files that were emptied when the current document included them."""
    return cast("set[Path]", env.temp_data.setdefault("kb_emptied", set()))
