"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_knowledge_base.exports.feeds.addresses import entry_id, feed_url, home_url
from sphinx_knowledge_base.exports.feeds.model import authors_of
from sphinx_knowledge_base.exports.images.share_image import share_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.exports.context import ExportContext
    from sphinx_knowledge_base.exports.feeds.model import Entry, Feed


def write_feed(context: ExportContext, feed: Feed, entries: Sequence[bytes]) -> bytes:
    """Return *feed* with *entries* from :func:`write_entry`."""
    value: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": home_url(context, feed),
        "feed_url": feed_url(context, feed, "json"),
    }
    if feed.description:
        value["description"] = feed.description
    value["language"] = context.site.language
    value["authors"] = [{"name": context.site.organization, "url": context.addresses.base}]
    value["items"] = []
    before = _json(value).removesuffix("]\n}").encode()
    return before + b"\n  " + b",\n  ".join(entries) + b"\n ]\n}\n"


def write_entry(context: ExportContext, entry: Entry, html: str) -> bytes:
    """Return an article as an item of ``items``.

    :param html: The article's full text; empty in feeds of excerpts.
    """
    article, catalog = entry.article, context.catalog
    item: dict[str, Any] = {
        "id": entry_id(context, article),
        "url": context.addresses.page(article.docname),
        "title": article.title,
        "summary": article.excerpt,
    }
    # The specification requires one of the two.
    if html:
        item["content_html"] = html
    else:
        item["content_text"] = article.excerpt
    if (image := share_image(context, article)) is not None:
        item["image"] = image.url
    item |= {
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [
            {"name": author.name, "url": author.url} for author in authors_of(context, article)
        ],
        "tags": [
            term.title
            for taxonomy in ("categories", "tags")
            for term in catalog.terms_of(article, taxonomy)
        ],
        "language": context.site.language,
    }
    return _json(item).replace("\n", "\n  ").encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
