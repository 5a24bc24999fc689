"""Record the mentions and placeholders of each document in the ``kb`` domain.

:mod:`.checks` reports mentions that lead nowhere.  :mod:`.outdated` compares the records with the
catalog to decide which documents are read and written again.
"""

from __future__ import annotations

import os
import posixpath
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.core.catalog.link_targets import is_path, is_site_path, split_target
from sphinx_knowledge_base.core.source_files import MARKDOWN_SUFFIXES, has_suffix
from sphinx_knowledge_base.site.content.citations import citation_nodes
from sphinx_knowledge_base.site.content.html.addresses import html_tag
from sphinx_knowledge_base.site.domain import Mention, MentionKind, kb_domain
from sphinx_knowledge_base.site.placeholders import placeholder
from sphinx_knowledge_base.site.read_dependencies import file_lookup, files_read, read_dependencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from sphinx.environment import BuildEnvironment

#: Classes of the nodes that are recorded.
_RECORDED = (
    *(placeholder, addnodes.pending_xref, addnodes.download_reference),
    *(nodes.inline, nodes.image, html_tag),
)


class RecordMentions(SphinxTransform):
    """Record the mentions and placeholders of the document being read."""

    # After all directives and roles have run, just before Sphinx emits doctree-read (880).
    default_priority = 870
    fastbuild_needs = (nodes.document,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        domain = kb_domain(self.env)
        docname = self.env.docname
        found = [
            node for node in self.document.findall(nodes.Element) if isinstance(node, _RECORDED)
        ]
        add_mentions(self.env, self._mentions(found))
        domain.placeholders[docname] = tuple(
            (node["kind"], node["options"], node.line or 1)
            for node in found
            if isinstance(node, placeholder)
        )
        domain.read_at[docname] = time.time_ns()
        domain.read_dependencies[docname] = read_dependencies(
            self.env,
            docname,
            domain.files(docname),
            domain.cited(docname),
            file_lookup(self.env),
        )

    def _mentions(self, found: Sequence[nodes.Element]) -> Iterator[Mention]:
        for node in found:
            if isinstance(node, addnodes.pending_xref):
                yield from self._cross_reference(node)
        for citation in citation_nodes(found):
            for key in citation["keys"]:
                yield (MentionKind.CITATION, key, citation.line or 1)
        for node in found:
            if isinstance(node, addnodes.download_reference):
                yield self._file(node)
            elif isinstance(node, nodes.image):
                yield from self._awaited(node.get("uri", ""), node.line)
        for node in found:
            if isinstance(node, html_tag) and node["link"] and not node["files"]:
                yield (MentionKind.PATH, node["link"], node.line or 1)
        for file in files_read(self.env, self.document):
            path = Path(os.path.relpath(file, self.env.srcdir)).as_posix()
            yield (MentionKind.FILE, path, 1)

    def _cross_reference(self, node: addnodes.pending_xref) -> Iterator[Mention]:
        target, line = node["reftarget"], node.line or 1
        if node["refdomain"] == "kb":
            yield (node["reftype"], target, line)
        elif node["reftype"] != "myst":
            return
        elif node["refdomain"] == "doc":
            path = self.env.doc2path(target, base=False).as_posix()
            yield (MentionKind.FILE, path, line)
        elif is_path(target):
            yield (MentionKind.PATH, target, line)
            yield from self._awaited(target, line)
            if _is_file_path(target):
                yield self._file(node)

    def _awaited(self, target: str, line: int | None) -> Iterator[Mention]:
        """Yield the missing files that a site path could mean."""
        if not is_site_path(target):
            return
        path = unquote(split_target(target)[0]).lstrip("/")
        for root in self.config.kb_image_roots:
            file = posixpath.normpath(posixpath.join(root, path))
            if not file.startswith("../"):
                yield (MentionKind.FILE, file, line or 1)

    def _file(self, node: nodes.Element) -> Mention:
        path = node["reftarget"].partition("#")[0]
        file = self.env.relfn2path(path, self.env.docname)[0]
        return (MentionKind.FILE, file, node.line or 1)


def add_mentions(env: BuildEnvironment, mentions: Iterable[Mention]) -> None:
    """Record further mentions of the document being read."""
    recorded = kb_domain(env).mentions
    recorded[env.docname] = (*recorded.get(env.docname, ()), *mentions)


def _is_file_path(target: str) -> bool:
    """Return whether the target of a link looks like a path to a Markdown file, existing or not."""
    return has_suffix(target.partition("#")[0], MARKDOWN_SUFFIXES)
