"""Tasks for editors: approaching dates, reviews, and what articles lack."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base.core.catalog.near_misses import near_duplicates
from sphinx_knowledge_base.reports.link_graph import link_graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Article

#: Search engines show about this many characters of a title.
LONGEST_TITLE = 70

#: Lists and search engines cut longer excerpts.
LONGEST_EXCERPT = 200

#: The kinds of tasks with their titles, in the order in which they are shown.
KINDS: Mapping[str, str] = {
    "draft": "Drafts",
    "scheduled": "Scheduled",
    "expiring": "Expiring",
    "expired": "Expired",
    "overdue": "Review overdue",
    "due": "Review due",
    "never reviewed": "Never reviewed",
    "no picture": "Without a featured picture",
    "no alternative text": "Picture without alternative text",
    "no excerpt": "Without an excerpt or a first paragraph",
    "long excerpt": "Excerpt too long",
    "long title": "Title too long",
    "orphan": "No article links here",
    "dead end": "Links to no article",
    "tag used once": "Tags used once",
    "tags alike": "Tags that are nearly the same",
}

#: Names for several kinds at once.
GROUPS: Mapping[str, tuple[str, ...]] = {"reviews": ("overdue", "due", "never reviewed")}


class Task(NamedTuple):
    """One thing to look at."""

    kind: str
    """A key of :data:`KINDS`."""
    slug: str
    """The title of the article or the tag."""
    title: str
    path: str
    """The article's file; empty for a tag."""
    detail: str = ""
    date: datetime | None = None


def tasks(snapshot: Snapshot, within: int) -> list[Task]:
    """Return all tasks, sorted by kind, then by date and title.

    :param within: How many days ahead dates count as near.
    """
    order = {kind: place for place, kind in enumerate(KINDS)}
    found = [*_of_articles(snapshot, within), *_of_links(snapshot), *_of_tags(snapshot)]
    far = snapshot.site.settings.rules().now + timedelta(days=365 * 1000)
    return sorted(found, key=lambda one: (order[one.kind], one.date or far, one.title))


def _of_articles(snapshot: Snapshot, within: int) -> Iterator[Task]:
    now = snapshot.site.settings.rules().now
    near = now + timedelta(days=within)
    has_reviews = any(one.front_matter.reviewed_at for one in snapshot.everything.articles)
    for article in snapshot.everything.articles:
        own = article.front_matter
        if article.unpublished:
            kind = article.unpublished
            date = {"scheduled": own.published_at, "expired": own.expires_at}.get(
                article.unpublished
            )
            yield _task(kind, article, date=date)
            continue
        if own.expires_at and own.expires_at <= near:
            yield _task("expiring", article, date=own.expires_at)
        if own.reviewed_at and own.review_every:
            due = own.review_every.after(own.reviewed_at)
            if due <= near:
                yield _task("overdue" if due <= now else "due", article, date=due)
        elif not own.reviewed_at and (own.review_every or has_reviews):
            yield _task("never reviewed", article)
        yield from _lacking(snapshot, article)


def _lacking(snapshot: Snapshot, article: Article) -> Iterator[Task]:
    own, source = article.front_matter, snapshot.documents[article.source].source
    if not own.featured_image:
        yield _task("no picture", article)
    elif source is not None and "featuredImageAlt" not in source.positions:
        # An empty text is an answer too: the picture is decorative.
        yield _task("no alternative text", article, own.featured_image)
    if not article.excerpt:
        yield _task("no excerpt", article)
    elif len(own.excerpt) > LONGEST_EXCERPT:
        yield _task("long excerpt", article, f"{len(own.excerpt)} characters")
    if len(own.title) > LONGEST_TITLE:
        yield _task("long title", article, f"{len(own.title)} characters")


def _of_links(snapshot: Snapshot) -> Iterator[Task]:
    graph = link_graph(snapshot)
    for kind, slugs in (("orphan", graph.orphans), ("dead end", graph.dead_ends)):
        for slug in slugs:
            yield _task(kind, graph.articles[slug])


def _of_tags(snapshot: Snapshot) -> Iterator[Task]:
    catalog = snapshot.catalog
    uses = Counter(key for article in catalog.articles for key in article.tags)
    for term in catalog.of("tags"):
        if uses[term.key] == 1:
            yield Task("tag used once", term.slug, term.title, "")
    for one, other in near_duplicates([term.title for term in catalog.of("tags")]):
        yield Task("tags alike", one, one, "", f"and {other}")


def _task(kind: str, article: Article, detail: str = "", date: datetime | None = None) -> Task:
    return Task(kind, article.slug, article.title, article.source, detail, date)


def as_calendar(found: list[Task], name: str) -> bytes:
    """Return the tasks that have dates as an iCalendar file (RFC 5545), a whole day each.

    It has no time of creation, so the same tasks always give the same bytes.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 -- few ask for it

    calendar = Calendar()
    calendar.add("prodid", "-//Sphinx Knowledge Base//kb status//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for task in found:
        if task.date is None:
            continue
        event = Event()
        event.add("uid", f"{task.kind.replace(' ', '-')}-{task.slug}@sphinx-knowledge-base")
        event.add("dtstamp", task.date.astimezone(UTC))
        event.add("dtstart", task.date.date())
        event.add("summary", f"{KINDS[task.kind]}: {task.title}")
        event.add("description", task.path)
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
