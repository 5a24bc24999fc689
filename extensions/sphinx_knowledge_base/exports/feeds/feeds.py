"""The newest articles of the site, and of each category, tag and author.

A feed does not depend on the day of the build: its date is that of its newest article.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.core.catalog.output_names import FEED_FILES, FEED_TAXONOMIES
from sphinx_knowledge_base.exports.feeds import atom, json_feed, rss
from sphinx_knowledge_base.exports.feeds.model import Entry, Feed
from sphinx_knowledge_base.exports.output_file import OutputFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.article_text.texts import ArticleTexts
    from sphinx_knowledge_base.exports.context import ExportContext


@dataclass(frozen=True, slots=True)
class _Format:
    """The functions that write feeds and entries in one format."""

    write_feed: Callable[[ExportContext, Feed, Sequence[bytes]], bytes]
    write_entry: Callable[[ExportContext, Entry, str], bytes]


#: By the keys of ``FEED_FILES``.
_FORMATS: Mapping[str, _Format] = {
    "atom": _Format(atom.write_feed, atom.write_entry),
    "rss": _Format(rss.write_feed, rss.write_entry),
    "json": _Format(json_feed.write_feed, json_feed.write_entry),
}

#: How many written entries are cached, in all formats: most articles are in several feeds.
_CACHED_ENTRIES = 512 * len(_FORMATS)


def feeds(context: ExportContext, texts: ArticleTexts) -> Iterator[OutputFile]:
    """Yield every feed that has an article, in each format."""
    found = [feed for feed in _feeds(context) if feed.entries]
    full_texts = context.settings.feed_content == "full"
    if full_texts:
        texts.prepare(entry.article for feed in found for entry in feed.entries)
    entries = {entry.article.docname: entry for feed in found for entry in feed.entries}

    @lru_cache(maxsize=_CACHED_ENTRIES)
    def written(kind: str, docname: str) -> bytes:
        entry = entries[docname]
        html = texts.text(entry.article).html if full_texts else ""
        return _FORMATS[kind].write_entry(context, entry, html)

    for feed in found:
        digests = [context.digest_of(entry.article) for entry in feed.entries]
        if full_texts:
            digests += [texts.digest(entry.article) for entry in feed.entries]
        cache_key = digest((feed.title, feed.description, digests))
        for kind in _FORMATS:
            path = context.catalog.routes.feed(FEED_FILES[kind], feed.page)
            yield OutputFile(path, partial(_write, context, feed, kind, written), cache_key)


def _feeds(context: ExportContext) -> Iterator[Feed]:
    """Yield the feed of the site and that of each term; a feed may have no entries."""
    catalog, site = context.catalog, context.site
    newest = partial(_newest, context.settings.feed_limit)
    yield Feed("", site.name, site.description, newest(context.articles))
    for taxonomy in FEED_TAXONOMIES:
        for term in catalog.of(taxonomy):
            page = catalog.routes.term(taxonomy, term.slug)
            title, description = f"{term.title} - {site.name}", term.description or term.bio
            yield Feed(page, title, description, newest(context.articles_of(term)))


def _newest(limit: int, articles: Sequence[Article]) -> tuple[Entry, ...]:
    """Return entries for the first *limit* of *articles*, which go from newest to oldest."""
    entries = (
        Entry(article, article.published, article.updated or article.published)
        for article in articles
        if article.published
    )
    return tuple(islice(entries, limit))


def _write(
    context: ExportContext, feed: Feed, kind: str, written: Callable[[str, str], bytes]
) -> bytes:
    """Return *feed* in one format.

    :param written: Returns an entry in a format, given the format and the article's docname.
    """
    entries = [written(kind, entry.article.docname) for entry in feed.entries]
    return _FORMATS[kind].write_feed(context, feed, entries)
