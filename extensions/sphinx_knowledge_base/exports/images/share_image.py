"""The share image, which social networks and feed readers show for a link to a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.images import published_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import ExportContext

#: The size that social networks ask for (https://ogp.me; 1.91:1 in their documentation).
CARD_SIZE = (1200, 630)

#: The card of the site as a whole.
SITE_CARD = "_images/card.png"

#: The formats that all networks show; none shows SVG.
_TYPES: Mapping[str, str] = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class ShareImage:
    """An image with an absolute address."""

    url: str
    alt: str
    size: tuple[int, int] | None = None
    """Width and height in pixels; unknown for an image on another site."""
    media_type: str | None = None


def card_path(slug: str) -> str:
    """Return the output path of an article's card."""
    return f"_images/cards/{slug}.png"


def share_image(context: ExportContext, article: Article | None) -> ShareImage | None:
    """Return the share image of an article, or of the site if *article* is None.

    It is the author's choice (``ogImage``, ``featuredImage``) if networks can show it.  Otherwise
    it is the drawn card, if the site has cards and the article is not only in a preview.
    """
    if article is not None and (chosen := _chosen(context, article)) is not None:
        return chosen
    is_preview = article is not None and article.unpublished
    if is_preview or not context.settings.makes("cards"):
        return None
    path, title = SITE_CARD, context.site.name
    if article is not None:
        path, title = card_path(article.slug), article.title
    return ShareImage(context.addresses.file(path), title, CARD_SIZE, "image/png")


def _chosen(context: ExportContext, article: Article) -> ShareImage | None:
    front_matter = article.front_matter
    for source, size, alt in (
        (article.social_image, article.social_image_size, article.title),
        (article.image, article.image_size, front_matter.featured_image_alt or article.title),
    ):
        media_type = _TYPES.get(PurePosixPath(source or "").suffix.casefold())
        if source and "://" in source:
            return ShareImage(source, alt, None, media_type)
        if source and media_type and size:
            url = context.addresses.file(published_path(source))
            return ShareImage(url, alt, size, media_type)
    return None
