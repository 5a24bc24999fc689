"""The books of a site: selects articles from the catalog as ``kb_books`` defines."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError
from sphinx.util import logging

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.books import Book, definitions, make_book
from sphinx_knowledge_base.core.problems import did_you_mean

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)


def on_builder_inited(app: Sphinx) -> None:
    """Check ``kb_books`` and ``kb_book``, for every builder.

    :raises ConfigError: ``kb_books`` is invalid.
    :raises SystemExit: ``kb_book`` names no book.  The user has just typed that name (``make pdf
        BOOK=...``), and Sphinx would print an error with a traceback.
    """
    settings = build_of(app.env).settings
    try:
        defined = definitions(settings.books)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    if settings.book and settings.book not in defined:
        hint = did_you_mean(settings.book, defined)
        names = ", ".join(defined)
        sys.exit(f"kb_book: there is no book {settings.book!r}{hint}; kb_books defines: {names}")


def books_of(env: BuildEnvironment) -> tuple[Book, ...]:
    """Return the books to make: all of the site's, or the one that ``kb_book`` names.

    A book with an unknown term or without articles is left out, with a warning.
    """
    settings = build_of(env).settings
    catalog = catalog_of(env)
    found = []
    for name, definition in definitions(settings.books).items():
        if settings.book not in {"", name}:
            continue
        try:
            book = make_book(
                name, definition, catalog, env.config.project, _pages_of_every_book(env)
            )
        except ValueError as error:
            logger.warning(str(error), type="kb", subtype="book")
            continue
        for page in sorted(set(book.pages) - env.found_docs):
            message = f"kb_books[{name!r}]: there is no page {page!r}"
            message += did_you_mean(page, env.found_docs)
            logger.warning(message, type="kb", subtype="book")
        if not book.parts:
            if catalog.articles:  # otherwise the site is empty, not only the book
                message = f"kb_books[{name!r}] contains no article"
                logger.warning(message, type="kb", subtype="book")
            continue
        found.append(book)
    return tuple(found)


def _pages_of_every_book(env: BuildEnvironment) -> list[str]:
    """Return the docnames of pages that every book has: glossaries, and the list of authors."""
    catalog = catalog_of(env)
    glossaries = {
        docname
        for (kind, _), (docname, _) in env.domains.standard_domain.objects.items()
        if kind == "term"
    }
    glossaries = {docname for docname in glossaries if catalog.article_at(docname) is None}
    authors = catalog.routes.taxonomy("authors")
    return [*sorted(glossaries), *([authors] if catalog.of("authors") else [])]


def edition_of(book: Book) -> datetime:
    """Return the date of an edition: ``SOURCE_DATE_EPOCH``, or the date of its newest article.

    The current date is never used, so a book is the same on every day.
    """
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC)
    return book.edition or datetime(1980, 1, 1, tzinfo=UTC)
