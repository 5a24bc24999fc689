"""The ``kb`` domain: roles for articles and terms, and links written as site paths.

The catalog knows every target, so the domain stores only what each document uses.  References are
resolved again in every build.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from docutils import nodes
from sphinx.domains import ObjType
from sphinx.roles import XRefRole
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode

from sphinx_knowledge_base.build.context import BuildDomain
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.link_targets import is_path
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.links import (
    Destination,
    address,
    is_document,
    is_label,
    resolve_link,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from docutils.nodes import Element
    from sphinx import addnodes
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.catalog.digests import Facts
    from sphinx_knowledge_base.core.model import Taxonomy
    from sphinx_knowledge_base.site.placeholders import PlaceholderKind

#: Roles for terms, and the taxonomy of each.
TERM_ROLES: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tag": "tags",
    "author": "authors",
    "audience": "audiences",
    "series": "series",
}


class MentionKind(StrEnum):
    """The kinds of mentions that are not roles of the domain."""

    CITATION = "citation"
    """A key of the bibliography."""
    PATH = "path"
    """A link to a site path."""
    FILE = "file"
    """A source file that the document links to or reads."""
    UNPUBLISHED_LINK = "unpublished link"
    """A link to the source file of an unpublished article."""
    UNPUBLISHED_TEXT = "unpublished text"
    """The source file of an unpublished article whose text a directive tried to read."""
    ELSEWHERE = "elsewhere"
    """A file that an article links to or reads, but may not use (`site.file_access`)."""
    OUTSIDE = "outside"
    """The same, outside the project, in an article of a trusted author."""


# Plain tuples: the environment holds very many, and stores named ones at a tenth of the speed.
#: A reference from a document to something in the catalog or the source directory: its kind (a
#: role of the domain or a :class:`MentionKind`), its target, and its line.
Mention: TypeAlias = tuple[str, str, int]

#: A placeholder of a document, as its directive was written: its kind, options and line.
PlaceholderUse: TypeAlias = "tuple[PlaceholderKind, dict[str, Any], int]"


class KnowledgeBaseDomain(BuildDomain):
    """Articles and terms as targets of cross-references."""

    label = "Knowledge base"
    object_types = {  # noqa: RUF012 -- as Sphinx declares it
        "article": ObjType(translate("article"), "article"),
        **{role: ObjType(role, role) for role in TERM_ROLES},
    }
    roles = {  # noqa: RUF012
        name: XRefRole(warn_dangling=True, innernodeclass=nodes.inline)
        for name in ("article", *TERM_ROLES)
    }
    initial_data = {  # noqa: RUF012
        "mentions": {},
        "placeholders": {},
        "read_at": {},
        "read_dependencies": {},
    }
    data_version = 6

    @property
    def mentions(self) -> dict[str, tuple[Mention, ...]]:
        """The mentions of each document."""
        return cast("dict[str, tuple[Mention, ...]]", self.data["mentions"])

    @property
    def placeholders(self) -> dict[str, tuple[PlaceholderUse, ...]]:
        """The placeholders of each document."""
        return cast("dict[str, tuple[PlaceholderUse, ...]]", self.data["placeholders"])

    @property
    def read_at(self) -> dict[str, int]:
        """When each document was read, in nanoseconds since the epoch."""
        return cast("dict[str, int]", self.data["read_at"])

    @property
    def read_dependencies(self) -> dict[str, Facts]:
        """The catalog's data that reading each document used."""
        return cast("dict[str, Facts]", self.data["read_dependencies"])

    def files(self, docname: str) -> frozenset[str]:
        """Return the source files that a document links to or reads."""
        mentions = self.mentions.get(docname, ())
        return frozenset(target for kind, target, _ in mentions if kind == MentionKind.FILE)

    def cited(self, docname: str) -> tuple[str, ...]:
        """Return the keys that a document cites, in document order."""
        mentions = self.mentions.get(docname, ())
        return tuple(target for kind, target, _ in mentions if kind == MentionKind.CITATION)

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
        found = find_target(catalog_of(env), typ, target)
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
        if node.get("reftype") == "myst" and is_path(target):
            found = resolve_link(env, fromdocname, target)
            if found is not None:
                return [_link(builder, fromdocname, found, node, contnode)]
            if is_document(env, fromdocname, target) or is_label(env, target):
                return []  # MyST resolves it
            # `checks` reports it.  MyST would report it again and link to an anchor on this page.
            text = contnode if node.get("refexplicit") else nodes.inline("", target)
            return [("kb:path", cast("nodes.reference", text))]
        catalog = catalog_of(env)
        return [
            (f"kb:{typ}", reference)
            for typ in self.roles
            if _is_exact_name(catalog, fromdocname, typ, target)
            and (
                reference := self.resolve_xref(
                    env, fromdocname, builder, typ, target, node, contnode
                )
            )
            is not None
        ]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        # Priority -1 hides objects from search, which finds their pages by title.
        catalog = catalog_of(self.env)
        for article in catalog.articles:
            yield article.slug, article.title, "article", article.docname, "", -1
        for role, taxonomy in TERM_ROLES.items():
            for term in catalog.of(taxonomy):
                docname = catalog.routes.term(taxonomy, term.slug)
                yield term.key, term.title, role, docname, "", -1


def kb_domain(env: BuildEnvironment) -> KnowledgeBaseDomain:
    """Return the ``kb`` domain of *env*."""
    return cast("KnowledgeBaseDomain", env.get_domain("kb"))


def find_target(catalog: Catalog, typ: str, target: str) -> tuple[str, str] | None:
    """Return docname and title of the target of a role, or None.

    An article is found by its slug, a term by slug, code, label or synonym.
    """
    if typ == "article":
        article = catalog.article(catalog.former_slugs.get(target, target))
        return (article.docname, article.title) if article else None
    taxonomy = TERM_ROLES[typ]
    term = catalog.find_term(taxonomy, target)
    return (catalog.routes.term(taxonomy, term.slug), term.title) if term else None


def _is_exact_name(catalog: Catalog, fromdocname: str, typ: str, target: str) -> bool:
    """Return whether *target* is exactly a slug, key or title: ``any`` must not match loosely."""
    if typ == "article":
        # From a document in the articles' folder, Sphinx already resolves a slug as a docname.
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
    if found.docname is not None:
        return "kb:path", make_refnode(builder, fromdocname, found.docname, found.anchor, contnode)
    uri = address(builder, fromdocname, found.file) if found.file else found.uri
    return "kb:path", nodes.reference("", "", contnode, refuri=uri, internal=False)
