"""The base class of both builders of books."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from sphinx.builders import Builder

if TYPE_CHECKING:
    from sphinx_knowledge_base.core.books import Book

#: The builders of books: one for paper, one for e-readers.
BUILDERS = ("latex", "epub")


class BookBuilder(Builder):
    """A builder that writes one book after another."""

    #: The book that is being written; None for a single article.
    book: Book | None = None

    @abstractmethod
    def reference_uri(self, docname: str, anchor: str) -> str:
        """Return the target of a link from *docname* to an entry of the book's references."""
