"""The values of a feed, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sphinx_knowledge_base.core.model import Article


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
