"""Feeds: the newest articles in Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.

One feed for the site and one for each category, tag and author.  Nothing in a feed depends on
the day of the build: a feed was updated when the newest of its articles was.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.core.catalog.routes import FEED_FILES, FEED_TAXONOMIES
from sphinx_knowledge_base.exports.feeds.formats import (
    atom,
    atom_entry,
    json_feed,
    json_item,
    rss,
    rss_item,
)
from sphinx_knowledge_base.exports.metadata.page_facts import last_change
from sphinx_knowledge_base.exports.writer import File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.article_text.texts import Texts
    from sphinx_knowledge_base.exports.context import Publication

#: How many entries are kept at a time: most articles are in several feeds.
_RECENT = 512


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed, whatever its format."""

    page: str
    """Docname of the page that lists the same articles; empty for the site's own feed."""
    title: str
    description: str
    updated: datetime
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Entry:
    """One article in a feed."""

    publication: Publication
    article: Article
    published: datetime
    updated: datetime
    html: str
    """The full text; empty in feeds of excerpts."""

    @cached_property
    def atom(self) -> bytes:
        """The entry in Atom, as this and the others stand in the file."""
        return atom_entry(self.publication, self)

    @cached_property
    def rss(self) -> bytes:
        """The item in RSS."""
        return rss_item(self.publication, self)

    @cached_property
    def json(self) -> bytes:
        """The item in JSON Feed."""
        return json_item(self.publication, self)


def feeds(publication: Publication, texts: Texts) -> Iterator[File]:
    """Yield every feed; a feed has at least one article."""
    described = list(_described(publication))
    if _is_full(publication):
        texts.prepare(chain.from_iterable(shown for _, _, _, shown in described))
    entry = lru_cache(maxsize=_RECENT)(partial(_entry, publication, texts))
    for page, title, about, shown in described:
        if shown:
            yield from _formats(publication, texts, entry, page, title, about, shown)


def _described(publication: Publication) -> Iterator[tuple[str, str, str, Sequence[Article]]]:
    """Yield the page that each feed belongs to, its title, its description and its articles."""
    catalog, site = publication.catalog, publication.site
    newest = partial(_newest, publication.settings.feed_limit)
    yield "", site.name, site.description, newest(publication.articles)
    for taxonomy in FEED_TAXONOMIES:
        for term in catalog.of(taxonomy):
            page = catalog.routes.term(taxonomy, term.slug)
            title, about = f"{term.title} - {site.name}", term.description or term.bio
            yield page, title, about, newest(publication.articles_of(term))


def _newest(limit: int, articles: Sequence[Article]) -> Sequence[Article]:
    """Return those of *articles*, the newest of which comes first, that a feed shows."""
    return list(islice((one for one in articles if one.published), limit))


def _entry(publication: Publication, texts: Texts, docname: str) -> Entry | None:
    article = publication.catalog.article_at(docname)
    if article is None or article.published is None:
        return None
    updated = last_change(article) or article.published
    html = texts.of(article).html if _is_full(publication) else ""
    return Entry(publication, article, article.published, updated, html)


def _is_full(publication: Publication) -> bool:
    return publication.settings.feed_content == "full"


def _formats(
    publication: Publication,
    texts: Texts,
    entry: Callable[[str], Entry | None],
    page: str,
    title: str,
    description: str,
    shown: Sequence[Article],
) -> Iterator[File]:
    """Yield the feed that has *shown* in each format."""
    of_each = [publication.facts_of(one) for one in shown]
    if _is_full(publication):
        of_each += map(texts.fingerprint, shown)
    made_of = digest((title, description, of_each))

    def feed() -> Feed:
        entries = tuple(found for article in shown if (found := entry(article.docname)))
        return Feed(page, title, description, max(one.updated for one in entries), entries)

    routes = publication.catalog.routes
    for kind, write in (("atom", atom), ("rss", rss), ("json", json_feed)):
        make = partial(_make, publication, feed, write)
        yield File(routes.feed(FEED_FILES[kind], page), make, made_of)


def _make(
    publication: Publication,
    feed: Callable[[], Feed],
    write: Callable[[Publication, Feed], bytes],
) -> bytes:
    return write(publication, feed())
