"""The identifiers and addresses of a feed and its entries, the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from sphinx_knowledge_base.core.catalog.output_names import FEED_FILES

if TYPE_CHECKING:
    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import ExportContext
    from sphinx_knowledge_base.exports.feeds.model import Feed


def entry_id(context: ExportContext, article: Article) -> str:
    """Return the permanent identifier of an article, as a URN.

    It depends on the host and the slug alone.  A new permalink pattern, another builder or a
    corrected date therefore does not make feed readers show an article again.
    """
    return uuid5(NAMESPACE_URL, f"https://{context.addresses.host}/{article.slug}").urn


def feed_id(context: ExportContext, feed: Feed) -> str:
    """Return the permanent identifier of a feed, as a URN."""
    return uuid5(NAMESPACE_URL, f"https://{context.addresses.host}/feed/{feed.page}").urn


def home_url(context: ExportContext, feed: Feed) -> str:
    """Return the address of the page that lists the articles of *feed*."""
    return context.addresses.page(feed.page or context.site.home)


def feed_url(context: ExportContext, feed: Feed, kind: str) -> str:
    """Return the address of *feed* itself.

    :param kind: The format, a key of ``FEED_FILES``.
    """
    return context.addresses.file(context.catalog.routes.feed(FEED_FILES[kind], feed.page))
