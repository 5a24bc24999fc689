"""What the books of a site are: ``kb_books`` put to the catalog, once in a build."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError
from sphinx.util import logging

from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.core.books import Book, definitions, make_book
from sphinx_knowledge_base.core.problems import did_you_mean

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


def on_builder_inited(app: Sphinx) -> None:
    """Refuse what ``kb_books`` and ``kb_book`` cannot mean, in every build.

    :raises ConfigError: ``kb_books`` makes no sense.
    :raises SystemExit: there is no such book.  Somebody has just typed that name (``make pdf
        BOOK=...``): what an error says Sphinx prints as the end of a traceback.
    """
    settings = project_of(app.env).settings
    try:
        known = definitions(settings.books)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    if settings.book and settings.book not in known:
        meant = did_you_mean(settings.book, known)
        sys.exit(f"There is no book {settings.book!r}{meant}; known: {', '.join(known)} (kb_book)")


def books_of(env: BuildEnvironment) -> tuple[Book, ...]:
    """Return the books that are to be made: all of the site's, or the one of ``kb_book``.

    A book without articles is none; that and a book of an unknown term are warnings.
    """
    settings = project_of(env).settings
    catalog = catalog_of(env)
    found = []
    for name, definition in definitions(settings.books).items():
        if settings.book not in {"", name}:
            continue
        try:
            book = make_book(name, definition, catalog, env.config.project, _reference(env))
        except ValueError as error:
            logger.warning(str(error), type="kb", subtype="book")
            continue
        for page in sorted(set(book.pages) - env.found_docs):
            message = f"kb_books[{name!r}]: there is no page {page!r}"
            message += did_you_mean(page, env.found_docs)
            logger.warning(message, type="kb", subtype="book")
        if not book.parts:
            logger.warning("kb_books[%r] holds no article", name, type="kb", subtype="book")
            continue
        found.append(book)
    return tuple(found)


def _reference(env: BuildEnvironment) -> list[str]:
    """Return the pages that every book needs: glossaries, who the authors are."""
    catalog = catalog_of(env)
    explaining = {
        docname
        for (kind, _), (docname, _) in env.domains.standard_domain.objects.items()
        if kind == "term"
    }
    explaining = {docname for docname in explaining if catalog.article_at(docname) is None}
    authors = catalog.routes.taxonomy("authors")
    return [*sorted(explaining), *([authors] if catalog.of("authors") else [])]


def edition_of(book: Book) -> datetime:
    """Return the date of an edition: the one that ``SOURCE_DATE_EPOCH`` sets, or the book's own.

    The clock is not asked: a book is the same on every day.
    """
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC)
    return book.edition or datetime(1980, 1, 1, tzinfo=UTC)
