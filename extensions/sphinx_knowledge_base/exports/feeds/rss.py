"""RSS 2.0, as its advisory board specifies it (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from lxml import etree
from lxml.builder import ElementMaker

from sphinx_knowledge_base.exports.feeds.addresses import entry_id, feed_url, home_url
from sphinx_knowledge_base.exports.feeds.model import authors_of
from sphinx_knowledge_base.exports.feeds.xml import (
    ATOM,
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

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"

_R = ElementMaker()


def write_feed(context: ExportContext, feed: Feed, entries: Sequence[bytes]) -> bytes:
    """Return *feed* with *entries* from :func:`write_entry`."""
    site = context.site
    channel = _R.channel(
        _R.title(without_illegal(feed.title)),
        _R.link(home_url(context, feed)),
        _R.description(without_illegal(feed.description or feed.title)),
        _R.language(site.language),
        *([_R.copyright(without_illegal(site.rights))] if site.rights else []),
        _R.lastBuildDate(format_datetime(feed.updated)),
        A.link(rel="self", type="application/rss+xml", href=feed_url(context, feed, "rss")),
        note_for_browsers(),
        _R.item(),
    )
    root = _rss(version="2.0")
    root.append(channel)
    return serialize_feed(root, context, feed, b"<item/>", entries)


def _rss(**attributes: str) -> etree._Element:
    """Return an empty ``rss`` element that declares the namespaces."""
    return etree.Element("rss", attributes, {"atom": ATOM, "content": CONTENT, "dc": DUBLIN_CORE})


def write_entry(context: ExportContext, entry: Entry, html: str) -> bytes:
    """Return the ``item`` element of an article.

    :param html: The article's full text; empty in feeds of excerpts.
    """
    article, catalog = entry.article, context.catalog
    url = context.addresses.page(article.docname)
    item = _R.item(
        _R.title(without_illegal(article.title)),
        _R.link(url),
        _R.guid(entry_id(context, article), isPermaLink="false"),
        _R.pubDate(format_datetime(entry.published)),
        _R.description(without_illegal(article.excerpt)),
        *(
            _R.category(without_illegal(term.title))
            for taxonomy in ("categories", "tags")
            for term in catalog.terms_of(article, taxonomy)
        ),
    )
    # RSS's own author element takes an e-mail address, so names go into Dublin Core's.
    for author in authors_of(context, article):
        etree.SubElement(item, f"{{{DUBLIN_CORE}}}creator").text = without_illegal(author.name)
    if html:
        etree.SubElement(item, f"{{{CONTENT}}}encoded").text = html
    item.append(link_for_browsers(url))
    return serialize_entry(_rss(), item, level=2)
