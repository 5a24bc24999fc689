"""Which articles readers find today: not drafts, not future ones, not expired ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sphinx_knowledge_base.core.model import Hidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sphinx_knowledge_base.core.model import Body, Source
    from sphinx_knowledge_base.core.reading.schema import FrontMatter


def why_hidden(fm: FrontMatter, now: datetime) -> Literal["", "draft", "future", "expired"]:
    """Return why an article is not published at the moment *now*; empty if it is."""
    if fm.draft:
        return "draft"
    if fm.published_at and fm.published_at > now:
        return "future"
    return "expired" if fm.expires_at and fm.expires_at <= now else ""


def hidden(articles: Iterable[tuple[Source, FrontMatter, Body]], now: datetime) -> Iterator[Hidden]:
    """Yield those of *articles*, which are right, that are not published at the moment *now*."""
    for source, fm, _ in articles:
        if reason := why_hidden(fm, now):
            date = {"future": fm.published_at, "expired": fm.expires_at}.get(reason)
            yield Hidden(source.path, fm.slug, fm.title, reason, date)
