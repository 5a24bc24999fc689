"""Drawings that replace missing featured images."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.images import PLACEHOLDER_SIZE, placeholder_path
from sphinx_knowledge_base.exports.images.colours import circles, colours
from sphinx_knowledge_base.exports.output_file import OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_knowledge_base.core.model import Article


def placeholder_images(articles: Iterable[Article]) -> Iterator[OutputFile]:
    """Yield a drawing for each article whose featured image is missing."""
    for article in articles:
        if article.front_matter.featured_image and article.image is None:
            yield OutputFile(placeholder_path(article.slug), partial(draw_placeholder, article))


def draw_placeholder(article: Article) -> bytes:
    """Return an SVG drawing for *article*, without text."""
    background, accent = colours(article.category)
    width, height = PLACEHOLDER_SIZE
    drawn = "".join(
        f'<circle cx="{x * width:.0f}" cy="{y * height:.0f}" r="{radius}"/>'
        for x, y, radius in circles(article.title)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><rect width="100%" height="100%" fill="{background}"/>'
        f'<g fill="none" stroke="{accent}" stroke-width="3">{drawn}</g></svg>\n'
    ).encode()
