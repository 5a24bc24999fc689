"""The ``kb`` domain: roles that lead to articles and terms, and links written as site paths.

What exists is known from the catalog, so the domain stores nothing but which document refers to
what; there is little to merge, and a reference is judged anew in every build.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.transforms import SphinxTransform
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.catalog import Catalog
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.content.citations import marks
from sphinx_knowledge_base.site.links import (
    Destination,
    is_site_path,
    leads_somewhere,
    resolve_link,
)
from sphinx_knowledge_base.site.pages.placeholders import part
from sphinx_knowledge_base.site.read_dependencies import files_read, reading_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.digests import Facts
    from sphinx_knowledge_base.core.model import Taxonomy

#: Roles that lead to a term, and the taxonomy that it belongs to.
TERM_ROLES: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tag": "tags",
    "author": "authors",
    "audience": "audiences",
    "series": "series",
}


# Tuples are restored with the environment several times as fast as dataclasses.
class Mention(NamedTuple):
    """One reference from a document to something of the catalog."""

    kind: str
    """A role of the domain, ``citation`` for a key of the bibliography, ``path`` for a site path,
    ``file`` for a path to a source file, ``withheld`` for what led to a source file that was not
    published, ``left out`` for what a directive read from one."""
    target: str
    line: int


class UsedPart(NamedTuple):
    """One part of a document, as its directive was written."""

    kind: str
    options: dict[str, Any]
    line: int


class KnowledgeBaseDomain(Domain):
    """Articles and terms as targets of cross-references."""

    name = "kb"
    label = "Knowledge base"
    object_types = {  # noqa: RUF012 -- as Sphinx declares it
        "article": ObjType(translate("article"), "article"),
        **{role: ObjType(role, role) for role in TERM_ROLES},
    }
    roles = {  # noqa: RUF012
        name: XRefRole(warn_dangling=True, innernodeclass=nodes.inline)
        for name in ("article", *TERM_ROLES)
    }
    initial_data = {"mentions": {}, "parts": {}, "reading": {}}  # noqa: RUF012
    data_version = 2

    @property
    def mentions(self) -> dict[str, tuple[Mention, ...]]:
        """What each document refers to."""
        return cast("dict[str, tuple[Mention, ...]]", self.data["mentions"])

    @property
    def parts(self) -> dict[str, tuple[UsedPart, ...]]:
        """What each document has filled from the catalog."""
        return cast("dict[str, tuple[UsedPart, ...]]", self.data["parts"])

    @property
    def reading(self) -> dict[str, Facts]:
        """What reading each document took from the catalog."""
        return cast("dict[str, Facts]", self.data["reading"])

    def files(self, docname: str) -> frozenset[str]:
        """Return the source files that a document links to or reads."""
        mentions = self.mentions.get(docname, ())
        return frozenset(mention.target for mention in mentions if mention.kind == "file")

    def cited(self, docname: str) -> tuple[str, ...]:
        """Return the keys that a document cites, in the order of its text."""
        mentions = self.mentions.get(docname, ())
        return tuple(mention.target for mention in mentions if mention.kind == "citation")

    def clear_doc(self, docname: str) -> None:
        for stored in self.data.values():
            if isinstance(stored, dict):
                stored.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        for name in self.initial_data:
            stored, other = self.data[name], otherdata[name]
            stored.update({docname: other[docname] for docname in docnames if docname in other})

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        found = find(catalog_of(env), typ, target)
        if found is None:
            return None
        docname, title = found
        if not node.get("refexplicit"):
            contnode = nodes.inline("", title, classes=contnode["classes"])
        return make_refnode(builder, fromdocname, docname, "", contnode)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        if node.get("reftype") == "myst" and is_site_path(target):
            found = resolve_link(env, fromdocname, target)
            if found is not None:
                return [_link(builder, fromdocname, found, node, contnode)]
            if leads_somewhere(env, fromdocname, target):
                return []  # MyST finds it
            # Reported by checks; MyST would report it once more and link to an anchor of this page.
            text = contnode if node.get("refexplicit") else nodes.inline("", target)
            return [("kb:path", cast("nodes.reference", text))]
        catalog = catalog_of(env)
        return [
            (f"kb:{typ}", reference)
            for typ in self.roles
            if _is_exactly(catalog, fromdocname, typ, target)
            and (
                reference := self.resolve_xref(
                    env, fromdocname, builder, typ, target, node, contnode
                )
            )
            is not None
        ]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        # -1: the pages themselves are found by the search, under their titles.
        catalog = catalog_of(self.env)
        for article in catalog.articles:
            yield article.slug, article.title, "article", article.docname, "", -1
        for role, taxonomy in TERM_ROLES.items():
            for term in catalog.of(taxonomy):
                docname = catalog.routes.term(taxonomy, term.slug)
                yield term.key, term.title, role, docname, "", -1


def find(catalog: Catalog, typ: str, target: str) -> tuple[str, str] | None:
    """Return docname and title of what a role's target names: by slug, code, label or synonym."""
    if typ == "article":
        article = catalog.article(target)
        return (article.docname, article.title) if article else None
    taxonomy = TERM_ROLES[typ]
    term = catalog.find_term(taxonomy, target)
    return (catalog.routes.term(taxonomy, term.slug), term.title) if term else None


def _is_exactly(catalog: Catalog, fromdocname: str, typ: str, target: str) -> bool:
    """Tell whether *target* is the very name of something: ``any`` asks for no similar ones."""
    if typ == "article":
        # In a folder of articles Sphinx finds the document itself, under the same name.
        article = catalog.article(target)
        return article is not None and article.docname != docname_join(fromdocname, target)
    term = catalog.find_term(TERM_ROLES[typ], target)
    return term is not None and target in {term.key, term.title}


def _link(
    builder: Builder,
    fromdocname: str,
    found: Destination,
    node: addnodes.pending_xref,
    contnode: Element,
) -> tuple[str, nodes.reference]:
    if not node.get("refexplicit"):
        contnode = nodes.inline("", found.title or node["reftarget"])
    if found.docname is None:
        return "kb:path", nodes.reference("", "", contnode, refuri=found.uri, internal=False)
    return "kb:path", make_refnode(builder, fromdocname, found.docname, found.anchor, contnode)


#: What may refer to something, or shows something of the catalog.
_NOTED = (part, addnodes.pending_xref, addnodes.download_reference, nodes.inline)


class NoteMentions(SphinxTransform):
    """Remember what the document refers to, for the checks and for what is rebuilt."""

    # When every directive and role has spoken, just before Sphinx hands the document on (880).
    default_priority = 870
    fastbuild_needs = (nodes.document,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        domain = cast("KnowledgeBaseDomain", self.env.get_domain("kb"))
        docname = self.env.docname
        # What was left out was noted when the document had just been parsed.
        mentions = [*domain.mentions.get(docname, ())]
        found = [node for node in self.document.findall(nodes.Element) if isinstance(node, _NOTED)]
        used = [
            UsedPart(node["kind"], node["options"], node.line or 1)
            for node in found
            if isinstance(node, part)
        ]
        for node in found:
            if not isinstance(node, addnodes.pending_xref):
                continue
            line = node.line or 1
            if node["refdomain"] == "kb":
                mentions.append(Mention(node["reftype"], node["reftarget"], line))
            elif node["reftype"] != "myst":
                continue
            elif is_site_path(node["reftarget"]):
                mentions.append(Mention("path", node["reftarget"], line))
            elif node["refdomain"] == "doc":
                path = self.env.doc2path(node["reftarget"], base=False).as_posix()
                mentions.append(Mention("file", path, line))
            elif _is_file_path(node["reftarget"]):
                mentions.append(self._file(node))
        for mark in marks(found):
            mentions += [Mention("citation", key, mark.line or 1) for key in mark["keys"]]
        mentions += [
            self._file(node) for node in found if isinstance(node, addnodes.download_reference)
        ]
        for file in files_read(self.env, self.document):
            path = Path(os.path.relpath(file, self.env.srcdir)).as_posix()
            mentions.append(Mention("file", path, 1))
        domain.mentions[docname] = tuple(mentions)
        domain.parts[docname] = tuple(used)
        domain.reading[docname] = reading_facts(
            self.env, docname, domain.files(docname), domain.cited(docname)
        )

    def _file(self, node: Element) -> Mention:
        path = node["reftarget"].partition("#")[0]
        return Mention("file", self.env.relfn2path(path, self.env.docname)[0], node.line or 1)


def _is_file_path(target: str) -> bool:
    """Tell whether a link's target looks like a path to a file, be it there or not."""
    return not is_site_path(target) and target.partition("#")[0].endswith(".md")
