"""References: a book numbers what its chapters cite in one run, and lists it in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.build.project import project_of
from sphinx_knowledge_base.site.content.citations import LIST, marks, reference_list
from sphinx_knowledge_base.site.domain import KnowledgeBaseDomain

if TYPE_CHECKING:
    from typing import Any

    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.book.epub.builder import BookEpubBuilder
    from sphinx_knowledge_base.book.latex.builder import BookLaTeXBuilder
    from sphinx_knowledge_base.core.books import Book


class GatherReferences(SphinxPostTransform):
    """Let marks say the numbers of the book, whose list stands for those of its chapters."""

    builders = ("latex", "epub")
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        builder = cast("BookEpubBuilder | BookLaTeXBuilder", self.app.builder)
        if builder.book is None:
            return  # an article by itself keeps its own
        for section in list(self.document.findall(nodes.section)):
            if LIST in section["classes"]:
                section.parent.remove(section)
        numbers = {key: place for place, key in enumerate(cited(self.env, builder.book), 1)}
        for mark in list(marks(self.document.findall(nodes.inline))):
            for link in mark.findall(nodes.reference):
                number = numbers[link["key"]]
                link[:] = [nodes.Text(str(number))]
                del link["refid"]
                link["refuri"] = builder.reference_uri(self.env.docname, anchor(number))


def cited(env: BuildEnvironment, book: Book) -> list[str]:
    """Return the keys of all that *book* cites, in the order in which its readers meet it."""
    domain = cast("KnowledgeBaseDomain", env.get_domain("kb"))
    order = [docname for docname in book.order if docname in env.found_docs]
    keys = dict.fromkeys(key for docname in order for key in domain.cited(docname))
    return [key for key in keys if key in project_of(env).bibliography]


def chapter(env: BuildEnvironment, book: Book) -> nodes.section | None:
    """Return the chapter with all that *book* cites; None if it cites nothing."""
    known = project_of(env).bibliography
    items = [
        nodes.list_item("", known[key].paragraph(), ids=[anchor(number)])
        for number, key in enumerate(cited(env, book), 1)
    ]
    if not items:
        return None
    section = reference_list(items)
    section["ids"] = [LIST]
    return section


def anchor(number: int) -> str:
    """Return the identifier of an entry of the list."""
    return f"{LIST}-{number}"
