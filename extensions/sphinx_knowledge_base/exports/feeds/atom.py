"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.exports.feeds.addresses import entry_id, feed_id, feed_url, home_url
from sphinx_knowledge_base.exports.feeds.model import authors_of
from sphinx_knowledge_base.exports.feeds.xml import (
    A,
    link_for_browsers,
    note_for_browsers,
    serialize_entry,
    serialize_feed,
)
from sphinx_knowledge_base.exports.xml_characters import without_illegal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.exports.context import ExportContext
    from sphinx_knowledge_base.exports.feeds.model import Entry, Feed


def write_feed(context: ExportContext, feed: Feed, entries: Sequence[bytes]) -> bytes:
    """Return *feed* with *entries* from :func:`write_entry`."""
    site = context.site
    root = A.feed(
        A.id(feed_id(context, feed)),
        A.title(without_illegal(feed.title)),
        *([A.subtitle(without_illegal(feed.description))] if feed.description else []),
        A.updated(feed.updated.isoformat()),
        A.link(rel="self", type="application/atom+xml", href=feed_url(context, feed, "atom")),
        A.link(rel="alternate", type="text/html", href=home_url(context, feed)),
        A.author(A.name(without_illegal(site.organization))),
        *([A.rights(without_illegal(site.rights))] if site.rights else []),
        A.generator("Sphinx Knowledge Base"),
        note_for_browsers(),
        A.entry(),
    )
    return serialize_feed(root, context, feed, b"<entry/>", entries)


def write_entry(context: ExportContext, entry: Entry, html: str) -> bytes:
    """Return the ``entry`` element of an article.

    :param html: The article's full text; empty in feeds of excerpts.
    """
    article, catalog = entry.article, context.catalog
    url = context.addresses.page(article.docname)
    element = A.entry(
        A.id(entry_id(context, article)),
        A.title(without_illegal(article.title)),
        A.link(rel="alternate", type="text/html", href=url),
        *(
            A.author(A.name(without_illegal(author.name)), A.uri(author.url))
            for author in authors_of(context, article)
        ),
        A.published(entry.published.isoformat()),
        A.updated(entry.updated.isoformat()),
        *(
            A.category(term=without_illegal(term.title))
            for taxonomy in ("categories", "tags")
            for term in catalog.terms_of(article, taxonomy)
        ),
        A.summary(without_illegal(article.excerpt)),
        *([A.content(html, type="html")] if html else []),
        link_for_browsers(url),
    )
    return serialize_entry(A.feed(), element, level=1)
