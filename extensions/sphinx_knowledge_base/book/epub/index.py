"""The index of an e-book: tags and index entries, with links to chapters."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import unquote

from sphinx.environment.adapters.indexentries import IndexEntries

from sphinx_knowledge_base.book.contents import index_entries
from sphinx_knowledge_base.build.project import catalog_of

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.books import Book


class IndexLink(NamedTuple):
    """A link to a chapter."""

    title: str
    href: str


#: Letters with their entries: a name, links, and sub-entries of a name and links each.
Groups = list[tuple[str, list[tuple[str, list[IndexLink], list[tuple[str, list[IndexLink]]]]]]]


def entries_of(builder: Builder, book: Book) -> Groups:
    """Return the index of *book*, grouped by letter."""
    env = builder.env
    catalog = catalog_of(env)
    written = env.domains.index_domain.entries
    entries: dict[str, list[Any]] = {}
    for docname in sorted(book.docnames & env.found_docs):
        article = catalog.article_at(docname)
        tags = index_entries(env, article) if article else []
        entries[docname] = [*tags, *written.get(docname, ())]
    # Sphinx makes an index of a whole environment, so it gets one with the book's entries only.
    domains = SimpleNamespace(index_domain=SimpleNamespace(entries=entries))
    book_env = SimpleNamespace(domains=domains)
    made = IndexEntries(cast("BuildEnvironment", book_env)).create_index(builder)
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


def _links(env: BuildEnvironment, links: list[tuple[Any, Any]]) -> list[IndexLink]:
    found = {}
    for _, uri in links:
        if not uri:
            continue
        path, _, anchor = uri.partition("#")
        docname = unquote(path).removesuffix(".xhtml")
        article = catalog_of(env).article_at(docname)
        title = article.title if article else env.titles[docname].astext()
        found[docname] = IndexLink(title, f"{path}#{anchor.replace(':', '-')}" if anchor else path)
    return list(found.values())
