"""The references of a book: one numbered list instead of one for each article."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.book.book_builder import BUILDERS, BookBuilder
from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.site.content.citations import (
    citation_nodes,
    paragraph,
    reference_list,
)
from sphinx_knowledge_base.site.css_classes import REFERENCES
from sphinx_knowledge_base.site.domain import KnowledgeBaseDomain

if TYPE_CHECKING:
    from typing import Any

    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.books import Book


class CollectReferences(SphinxPostTransform):
    """Number citations through the whole book, and remove the lists of its chapters."""

    builders = BUILDERS
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        builder = build_of(self.env).builder
        if not isinstance(builder, BookBuilder) or builder.book is None:
            return  # a single article keeps its own list
        for section in list(self.document.findall(nodes.section)):
            if REFERENCES in section["classes"]:
                section.parent.remove(section)
        numbers = {key: place for place, key in enumerate(cited(self.env, builder.book), 1)}
        for mark in list(citation_nodes(self.document.findall(nodes.inline))):
            for link in mark.findall(nodes.reference):
                number = numbers[link["key"]]
                link[:] = [nodes.Text(str(number))]
                del link["refid"]
                link["refuri"] = builder.reference_uri(self.env.docname, anchor(number))


def cited(env: BuildEnvironment, book: Book) -> list[str]:
    """Return the keys of the works that *book* cites, in the order of their first citation."""
    domain = cast("KnowledgeBaseDomain", env.get_domain("kb"))
    order = [docname for docname in book.order if docname in env.found_docs]
    keys = dict.fromkeys(key for docname in order for key in domain.cited(docname))
    return [key for key in keys if key in build_of(env).bibliography]


def chapter(env: BuildEnvironment, book: Book) -> nodes.section | None:
    """Return the chapter that lists the works that *book* cites; None if it cites none."""
    known = build_of(env).bibliography
    items = [
        nodes.list_item("", paragraph(known[key]), ids=[anchor(number)])
        for number, key in enumerate(cited(env, book), 1)
    ]
    if not items:
        return None
    section = reference_list(items)
    section["ids"] = [REFERENCES]
    return section


def anchor(number: int) -> str:
    """Return the id of an entry in the list."""
    return f"{REFERENCES}-{number}"
