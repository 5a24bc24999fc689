"""The picture that stands for a page where others show a link to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.images import published_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import Publication

#: The size that social networks ask for (https://ogp.me; 1.91:1 in their documentation).
CARD_SIZE = (1200, 630)

#: The card of the site as a whole.
SITE_CARD = "_images/card.png"

#: What all networks show; none shows SVG.
_TYPES: Mapping[str, str] = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Illustration:
    """One picture with an address of its own."""

    url: str
    alt: str
    size: tuple[int, int] | None = None
    """Width and height in pixels; unknown for pictures elsewhere."""
    media_type: str | None = None


def card_path(slug: str) -> str:
    """Return the path of an article's drawn card in the output."""
    return f"_images/cards/{slug}.png"


def illustration(publication: Publication, article: Article | None) -> Illustration | None:
    """Return the picture of an article, or that of the site.

    It is what the author chose (``ogImage``, ``featuredImage``) if networks can show it, and
    otherwise a card that is drawn of the title: where a site has cards, and of what it publishes.
    """
    if article is not None and (chosen := _chosen(publication, article)) is not None:
        return chosen
    is_preview = article is not None and article.unpublished
    if is_preview or not publication.settings.makes("cards"):
        return None
    path, title = SITE_CARD, publication.site.name
    if article is not None:
        path, title = card_path(article.slug), article.title
    return Illustration(publication.addresses.file(path), title, CARD_SIZE, "image/png")


def _chosen(publication: Publication, article: Article) -> Illustration | None:
    front_matter = article.front_matter
    for source, size, alt in (
        (article.social_image, article.social_image_size, article.title),
        (article.image, article.image_size, front_matter.featured_image_alt or article.title),
    ):
        media_type = _TYPES.get(PurePosixPath(source or "").suffix.casefold())
        if source and "://" in source:
            return Illustration(source, alt, None, media_type)
        if source and media_type and size:
            url = publication.addresses.file(published_path(source))
            return Illustration(url, alt, size, media_type)
    return None
