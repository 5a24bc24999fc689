"""The index of an e-book: tags and index entries, with the chapters that they lead to."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import unquote

from sphinx.environment.adapters.indexentries import IndexEntries

from sphinx_knowledge_base.book.contents import index_entries
from sphinx_knowledge_base.build.project import catalog_of

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.book.epub.builder import BookEpubBuilder
    from sphinx_knowledge_base.core.books import Book


class Link(NamedTuple):
    """Where an entry leads."""

    title: str
    href: str


#: Letters, with entries of a name, links, and names with links below it.
Groups = list[tuple[str, list[tuple[str, list[Link], list[tuple[str, list[Link]]]]]]]


def entries_of(builder: BookEpubBuilder, book: Book) -> Groups:
    """Return the index of *book* by letters."""
    env = builder.env
    catalog = catalog_of(env)
    written = env.domains.index_domain.entries
    entries: dict[str, list[Any]] = {}
    for docname in sorted(book.docnames & env.found_docs):
        article = catalog.article_at(docname)
        tags = index_entries(env, article) if article else []
        entries[docname] = [*tags, *written.get(docname, ())]
    # Sphinx makes an index of a whole environment; this one holds no more than the book.
    only = SimpleNamespace(domains=SimpleNamespace(index_domain=SimpleNamespace(entries=entries)))
    made = IndexEntries(cast("BuildEnvironment", only)).create_index(builder)
    return [
        (
            letter,
            [
                (
                    name,
                    _links(env, links),
                    [(below, _links(env, sublinks)) for below, sublinks in subentries],
                )
                for name, (links, subentries, _) in group
            ],
        )
        for letter, group in made
    ]


def _links(env: BuildEnvironment, links: list[tuple[Any, Any]]) -> list[Link]:
    found = {}
    for _, uri in links:
        if not uri:
            continue
        path, _, anchor = uri.partition("#")
        docname = unquote(path).removesuffix(".xhtml")
        article = catalog_of(env).article_at(docname)
        title = article.title if article else env.titles[docname].astext()
        found[docname] = Link(title, f"{path}#{anchor.replace(':', '-')}" if anchor else path)
    return list(found.values())
