"""The values of a feed, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import ExportContext


@dataclass(frozen=True, slots=True)
class Author:
    """One author of an article, as all formats name them."""

    name: str
    url: str
    """Absolute address of the page that lists the author's articles."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a feed."""

    article: Article
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed."""

    page: str
    """Docname of the page that lists the same articles; empty for the site's own feed."""
    title: str
    description: str
    entries: tuple[Entry, ...]
    """From newest to oldest."""

    @property
    def updated(self) -> datetime:
        """When an entry was last changed.

        :raises ValueError: The feed has no entries.
        """
        return max(entry.updated for entry in self.entries)


def authors_of(context: ExportContext, article: Article) -> list[Author]:
    """Return the authors of *article*, in the order of its front matter."""
    routes, page = context.catalog.routes, context.addresses.page
    return [
        Author(term.title, page(routes.term("authors", term.slug)))
        for term in context.catalog.terms_of(article, "authors")
    ]
