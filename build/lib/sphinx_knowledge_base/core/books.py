"""Books: which articles a book holds, in which parts and in which order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sphinx_knowledge_base.core.catalog.catalog import term_keys
from sphinx_knowledge_base.core.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Article, Taxonomy, Term

#: What a book can be made of, and the taxonomy in which its value is looked up.
SELECTIONS: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tag": "tags",
    "audience": "audiences",
    "author": "authors",
    "series": "series",
}

#: A book's name is the name of its files, in a shell and in an address.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class Definition(BaseModel):
    """One entry of ``kb_books``: what a site says of a book."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    title: str = ""
    subtitle: str = ""
    notice: str = ""
    """What readers must know first; it stands on the back of the title page."""
    pages: tuple[str, ...] = Field(default=(), strict=False)
    """Docnames of further pages, behind the articles."""
    category: str = ""
    tag: str = ""
    audience: str = ""
    author: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The articles of one category, in the order in which they are read."""

    category: Term
    docname: str
    """The category's own page, which introduces the part."""
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """One book: what is on its title page, and what is in it."""

    name: str
    """The stem of its files."""
    title: str
    subtitle: str
    notice: str
    parts: tuple[Part, ...]
    pages: tuple[str, ...]
    """Docnames of what stands behind the articles."""

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles in reading order."""
        return tuple(article for part in self.parts for article in part.articles)

    @property
    def order(self) -> tuple[str, ...]:
        """The documents that the book holds, in reading order."""
        return (
            *(
                docname
                for part in self.parts
                for docname in (part.docname, *(article.docname for article in part.articles))
            ),
            *self.pages,
        )

    @property
    def docnames(self) -> frozenset[str]:
        """The documents that the book holds."""
        return frozenset(self.order)

    @property
    def edition(self) -> datetime | None:
        """When the newest of its articles was written or revised: the date of the edition."""
        dates = [date for one in self.articles for date in (one.published, one.updated) if date]
        return max(dates, default=None)


def definitions(written: Mapping[str, object]) -> dict[str, Definition]:
    """Return what ``kb_books`` says, checked.

    :raises ValueError: a name cannot be a file's, or a key or value makes no sense.
    """
    found = {}
    for name, entry in written.items():
        if not _NAME.fullmatch(name):
            msg = f"kb_books: {name!r} is no name: letters, digits, - and _ make the file's name"
            raise ValueError(msg)
        try:
            found[name] = Definition.model_validate(entry)
        except ValidationError as error:
            flaw = error.errors()[0]
            key = ".".join(map(str, flaw["loc"]))
            hint = ""
            if flaw["type"] == "extra_forbidden":
                hint = did_you_mean(key, Definition.model_fields)
            msg = f"kb_books[{name!r}]: {key or 'the entry'}: {flaw['msg']}{hint}"
            raise ValueError(msg) from None
    return found


def make_book(
    name: str, definition: Definition, catalog: Catalog, title: str, pages: Sequence[str] = ()
) -> Book:
    """Make one book of the catalog.

    :param title: The title of a book that is given none.
    :param pages: Docnames of the pages that every book has behind its articles.
    :raises ValueError: the book is to be made of a term that does not exist.
    """
    chosen = {article.slug for article in catalog.articles}
    for key, taxonomy in SELECTIONS.items():
        label = getattr(definition, key)
        if not label:
            continue
        term = catalog.find_term(taxonomy, label)
        if term is None:
            known = [one.title for one in catalog.of(taxonomy)]
            msg = f"kb_books[{name!r}]: there is no {key} {label!r}{did_you_mean(label, known)}"
            raise ValueError(msg)
        chosen &= {article.slug for article in catalog.members[taxonomy, term.key]}
    return Book(
        name=name,
        title=definition.title or title,
        subtitle=definition.subtitle,
        notice=definition.notice,
        parts=tuple(_parts(catalog, chosen)),
        pages=tuple(dict.fromkeys((*pages, *definition.pages))),
    )


def holds(definition: Definition, article: Article, catalog: Catalog) -> bool:
    """Tell whether the book of *definition* holds *article*, without making the book."""
    for key, taxonomy in SELECTIONS.items():
        label = getattr(definition, key)
        if label and catalog.find_key(taxonomy, label) not in term_keys(article, taxonomy):
            return False
    return True


def pdf_of_article(article: Article) -> str:
    """Return the stem of an article's own PDF."""
    return f"article-{article.slug}"


def _parts(catalog: Catalog, chosen: set[str]) -> Iterator[Part]:
    for category in catalog.of("categories"):
        articles = [
            article
            for article in reversed(catalog.members["categories", category.key])
            if article.slug in chosen
        ]
        if articles:
            docname = catalog.routes.term("categories", category.slug)
            yield Part(category, docname, tuple(_in_reading_order(catalog, articles)))


def _in_reading_order(catalog: Catalog, articles: Sequence[Article]) -> Iterator[Article]:
    """Yield *articles* as they were written, each series in one run from its beginning."""
    waiting = {article.slug for article in articles}
    for article in articles:
        run = catalog.members["series", article.series] if article.series else (article,)
        for one in run:
            if one.slug in waiting:
                waiting.remove(one.slug)
                yield one
