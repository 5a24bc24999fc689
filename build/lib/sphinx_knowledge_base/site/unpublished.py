"""Files of articles that are not published: nothing may carry them into the output.

A page can lead to such a file with a link, and it can read it with a directive.  Either is
reported where it stands, and of the article nothing remains.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.site.domain import KnowledgeBaseDomain, Mention
from sphinx_knowledge_base.site.read_dependencies import files_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def on_include_read(app: Sphinx, path: Path, docname: str, content: list[str]) -> None:
    """Let a document that includes the file of a withheld article read nothing there."""
    file = (Path(app.srcdir) / path).resolve()
    if file in withheld_files(app.env):
        content[0] = ""
        _emptied(app.env).add(file)


class UnlinkWithheldFiles(SphinxTransform):
    """Leave of a link to the file of a withheld article its text.

    A link to a file that is no document is a download to MyST, and Sphinx would copy the draft
    as its author wrote it.
    """

    # After NoteMentions, which notes what these lead to; before Sphinx collects files (880).
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
                mentions.append(Mention("withheld", target, node.line or 1))
        _note(self.env, mentions)

    def _links(self) -> Iterator[tuple[nodes.Element, str]]:
        """Yield everything that names a file, and the file as it is written there."""
        for download in self.document.findall(addnodes.download_reference):
            yield download, download["reftarget"]
        for image in self.document.findall(nodes.image):
            yield image, image.get("uri", "")


class DropWithheldTexts(SphinxTransform):
    """Leave out what a directive read from the file of a withheld article.

    Directives tell Sphinx of the files that they read, and most mark with them what they make.
    Where one does not, nobody knows which part of the document is the draft, and only the title
    is kept.
    """

    # First of all: no other transform shall see these texts, nor any domain (850).
    default_priority = 1

    def apply(self, **kwargs: Any) -> None:
        read = files_read(self.env, self.document)
        found = {file.resolve() for file in read} & withheld_files(self.env) if read else set()
        for file in sorted(found):
            marked = [node for node in self.document.findall(nodes.Element) if _is_of(node, file)]
            for node in marked:
                _outermost(node).parent.remove(_outermost(node))
            if not marked and file not in _emptied(self.env):
                self._keep_title()
        lost = [Mention("left out", file.name, self._line(file)) for file in sorted(found)]
        _note(self.env, lost)

    def _keep_title(self) -> None:
        section = next(self.document.findall(nodes.section), None)
        self.document.children.clear()
        self.document.nametypes.clear()  # what labels are made of
        if section is not None:
            self.document += nodes.section("", section[0], ids=section["ids"])

    def _line(self, file: Path) -> int:
        """Return the line of the document that names a file: a directive's own is not known."""
        text = Path(self.env.doc2path(self.env.docname)).read_text("utf-8", "replace")
        lines = enumerate(text.splitlines(), 1)
        return next((number for number, line in lines if file.name in line), 1)


def _is_of(node: nodes.Element, file: Path) -> bool:
    """Tell whether a directive made *node* of the text of *file*."""
    return "source" in node and Path(node["source"]).resolve() == file


def _outermost(node: nodes.Element) -> nodes.Element:
    """Return *node*, or the container that Sphinx puts around code with a caption."""
    around = node.parent
    return around if around.get("literal_block") else node


def withheld_files(env: BuildEnvironment) -> set[Path]:
    """Return the files of withheld articles: resolved, since a folder can be a symbolic link."""
    return {(Path(env.srcdir) / path).resolve() for path in catalog_of(env).withheld}


def _emptied(env: BuildEnvironment) -> set[Path]:
    """Return the files that were emptied on their way into the document that is being read."""
    return cast("set[Path]", env.temp_data.setdefault("kb_emptied", set()))


def _note(env: BuildEnvironment, mentions: Iterable[Mention]) -> None:
    domain = cast("KnowledgeBaseDomain", env.get_domain("kb"))
    before = domain.mentions.get(env.docname, ())
    domain.mentions[env.docname] = (*before, *mentions)
