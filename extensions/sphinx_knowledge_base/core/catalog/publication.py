"""Decide which articles readers find today: no drafts, scheduled or expired articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sphinx_knowledge_base.core.model import Unpublished

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sphinx_knowledge_base.core.model import Body, Source
    from sphinx_knowledge_base.core.reading.schema import FrontMatter


def unpublished_reason(
    fm: FrontMatter, now: datetime
) -> Literal["", "draft", "scheduled", "expired"]:
    """Return why an article is unpublished at the moment *now*; an empty string if it is not."""
    if fm.draft:
        return "draft"
    if fm.published_at and fm.published_at > now:
        return "scheduled"
    return "expired" if fm.expires_at and fm.expires_at <= now else ""


def unpublished(
    articles: Iterable[tuple[Source, FrontMatter, Body]], now: datetime
) -> Iterator[Unpublished]:
    """Yield those valid *articles* that are unpublished at the moment *now*."""
    for source, fm, _ in articles:
        if reason := unpublished_reason(fm, now):
            date = {"scheduled": fm.published_at, "expired": fm.expires_at}.get(reason)
            yield Unpublished(source.path, fm.slug, fm.title, reason, date)


def next_due(
    articles: Iterable[tuple[Source, FrontMatter, Body]], now: datetime
) -> datetime | None:
    """Return when the next of the valid *articles* comes or goes, or None if none will."""
    dates = (date for _, fm, _ in articles for date in (fm.published_at, fm.expires_at) if date)
    return min((date for date in dates if date > now), default=None)
