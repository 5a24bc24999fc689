"""Generated pages: lists of articles and of terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.paging import paged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx_knowledge_base.core.catalog.routes import Routes
    from sphinx_knowledge_base.core.model import Article, Taxonomy, Term


@dataclass(frozen=True, slots=True)
class Page:
    """One generated page: all articles, the terms of a taxonomy, or a term's articles."""

    docname: str
    taxonomy: Taxonomy | None = None
    """None on pages that list all articles."""
    term: Term | None = None
    """None on pages that list all articles or the terms of a taxonomy."""
    number: int | None = None
    """Number of a page of older articles; None on the first page of the list."""
    articles: tuple[Article, ...] = ()
    """The articles that the page lists, newest first."""
    older: str | None = None
    """Docname of the page with the next older articles."""
    newer: str | None = None

    @property
    def first(self) -> bool:
        """Whether this is the first page of its list; navigation contains only first pages."""
        return self.number is None


def list_pages(
    articles: Sequence[Article],
    size: int,
    routes: Routes,
    taxonomy: Taxonomy | None = None,
    term: Term | None = None,
) -> Iterator[Page]:
    """Yield the pages of one list of articles.

    :param articles: The articles of the list, newest first.
    :param term: The term of the list; None for the list of all articles.
    """

    def docname(number: int | None) -> str:
        if taxonomy is None or term is None:
            return routes.articles(number)
        return routes.term(taxonomy, term.slug, number)

    # A series is short and is read from its beginning, so it has one page.
    paging = paged(articles, len(articles) if taxonomy == "series" else size)
    last = len(paging.older)
    yield Page(
        docname(None),
        taxonomy,
        term,
        articles=paging.newest,
        older=docname(last) if last else None,
    )
    for number, entries in enumerate(paging.older, 1):
        yield Page(
            docname(number),
            taxonomy,
            term,
            number,
            entries,
            older=docname(number - 1) if number > 1 else None,
            newer=docname(number + 1 if number < last else None),
        )
