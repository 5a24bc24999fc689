"""Books: their articles, in parts and in reading order."""

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

#: The keys that select the articles of a book, and the taxonomy of their values.
SELECTIONS: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tag": "tags",
    "audience": "audiences",
    "author": "authors",
    "series": "series",
}

#: The name of a book is used in file names, shell commands and addresses.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class Definition(BaseModel):
    """One entry of ``kb_books``."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    title: str = ""
    subtitle: str = ""
    notice: str = ""
    """A notice to readers, printed on the back of the title page."""
    pages: tuple[str, ...] = Field(default=(), strict=False)
    """Docnames of further pages, after the articles."""
    category: str = ""
    tag: str = ""
    audience: str = ""
    author: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The articles of one category, in reading order."""

    category: Term
    docname: str
    """The page of the category, which introduces the part."""
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """One book: its title page and its content."""

    name: str
    """The stem of its file names."""
    title: str
    subtitle: str
    notice: str
    parts: tuple[Part, ...]
    pages: tuple[str, ...]
    """Docnames of the pages after the articles."""

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles in reading order."""
        return tuple(article for part in self.parts for article in part.articles)

    @property
    def order(self) -> tuple[str, ...]:
        """The docnames of the book, in reading order."""
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
        """The docnames of the book."""
        return frozenset(self.order)

    @property
    def edition(self) -> datetime | None:
        """The date of the edition: the newest date of its articles."""
        dates = [date for one in self.articles for date in (one.published, one.updated) if date]
        return max(dates, default=None)


def definitions(written: Mapping[str, object]) -> dict[str, Definition]:
    """Return the definitions in ``kb_books``, validated.

    :raises ValueError: a name cannot be a file name, or a key or value is wrong.
    """
    found = {}
    for name, entry in written.items():
        if not _NAME.fullmatch(name):
            msg = f"kb_books: the name {name!r} may contain only letters, digits, '-' and '_'"
            raise ValueError(msg)
        try:
            found[name] = Definition.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(map(str, first["loc"]))
            hint = ""
            if first["type"] == "extra_forbidden":
                hint = did_you_mean(key, Definition.model_fields)
            msg = f"kb_books[{name!r}]: {key or 'the entry'}: {first['msg']}{hint}"
            raise ValueError(msg) from None
    return found


def make_book(
    name: str, definition: Definition, catalog: Catalog, title: str, pages: Sequence[str] = ()
) -> Book:
    """Return the book of a definition.

    :param title: The title of a book whose definition has none.
    :param pages: Docnames of the pages that every book has after its articles.
    :raises ValueError: the definition names a term that does not exist.
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
    """Return whether the book of *definition* contains *article*."""
    for key, taxonomy in SELECTIONS.items():
        label = getattr(definition, key)
        if label and catalog.find_key(taxonomy, label) not in term_keys(article, taxonomy):
            return False
    return True


def pdf_of_article(article: Article) -> str:
    """Return the stem of the file name of an article's own PDF."""
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
    """Yield *articles*, oldest first, with all articles of a series together and in order."""
    waiting = {article.slug for article in articles}
    for article in articles:
        run = catalog.members["series", article.series] if article.series else (article,)
        for one in run:
            if one.slug in waiting:
                waiting.remove(one.slug)
                yield one
