"""Drawn pictures: cards for social networks, and placeholders for pictures that are missing."""

from __future__ import annotations

from functools import cache, partial
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING

import PIL
from font_source_sans_pro import SourceSansProBold, SourceSansProSemibold
from PIL import Image, ImageColor, ImageDraw, ImageFont

from sphinx_knowledge_base.core.pictures import PLACEHOLDER_SIZE, placeholder_path
from sphinx_knowledge_base.publishers.files import File
from sphinx_knowledge_base.publishers.illustration import CARD_SIZE, SITE_CARD, card_path
from sphinx_knowledge_base.publishers.kept import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.publishers.publication import Publication

#: Raised when cards are drawn differently, so that kept ones are drawn anew.
_VERSION = 1

#: Pairs of background and accent; white text has a contrast of more than 7:1 on each background.
_COLOURS = (
    ("#12414f", "#3fa7b5"),
    ("#2d3a63", "#7d95d6"),
    ("#4a2f57", "#b58ccb"),
    ("#1f4a35", "#63b58c"),
    ("#5a3a22", "#d19a66"),
)
_MARGIN = 80
_TITLE_SIZES = range(76, 39, -6)
_LINES = 5


def cards(publication: Publication, cache_folder: Path) -> Iterator[File]:
    """Yield the card of the site and of each article."""
    site, whose = publication.site.name, publication.site.organization
    yield _card(SITE_CARD, cache_folder, "", site, whose)
    for article in publication.articles:
        (category,) = publication.catalog.terms_of(article, "categories")
        yield _card(card_path(article.slug), cache_folder, category.title, article.title, site)


def _card(path: str, cache_folder: Path, category: str, title: str, site: str) -> File:
    key = repr((_VERSION, PIL.__version__, category, title, site))
    draw = partial(draw_card, category, title, site)
    return File(path, partial(kept, cache_folder, key.encode(), ".png", draw), key)


def draw_card(category: str, title: str, site: str) -> bytes:
    """Return a card as PNG: what it is about, its title and whose it is."""
    background, accent = _COLOURS[_number(category or site) % len(_COLOURS)]
    image = Image.new("RGB", CARD_SIZE, background)
    draw = ImageDraw.Draw(image)
    width, height = CARD_SIZE
    quiet = _between(background, accent)
    for x, y, radius in _circles(title):
        box = (x * width - radius, y * height - radius, x * width + radius, y * height + radius)
        draw.ellipse(box, outline=quiet, width=3)
    small = _font(SourceSansProSemibold, 34)
    draw.rectangle((0, 0, 16, height), fill=accent)
    draw.text((_MARGIN, _MARGIN), _drawable(category, small), font=small, fill=accent)
    draw.text((_MARGIN, height - _MARGIN), _drawable(site, small), "white", small, anchor="ls")
    font, lines = _fitting(title, width - 2 * _MARGIN)
    line_height = font.size * 1.15
    top = (height - line_height * len(lines)) / 2
    for number, line in enumerate(lines):
        draw.text((_MARGIN, top + number * line_height), line, font=font, fill="white")
    data = BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE).save(data, "PNG")
    return data.getvalue()


def _between(colour: str, other: str) -> tuple[int, ...]:
    """Return a colour a third of the way from one to another: behind text it disturbs nobody."""
    pairs = zip(ImageColor.getrgb(colour), ImageColor.getrgb(other), strict=True)
    return tuple((2 * one + two) // 3 for one, two in pairs)


def _fitting(title: str, width: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which *title* takes few enough lines; what is more is cut."""
    for size in _TITLE_SIZES:
        font = _font(SourceSansProBold, size)
        lines = list(_wrapped(_drawable(title, font), font, width))
        if len(lines) <= _LINES - (size > _TITLE_SIZES[2]):
            return font, lines
    return font, [*lines[: _LINES - 1], f"{lines[_LINES - 1]} …"]


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for word in _pieces(text.split(), font, width):
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            yield line
            longer = word
        line = longer
    if line:
        yield line


def _pieces(words: Iterable[str], font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """Yield *words*, those that are wider than a line in pieces."""
    for word in words:
        rest = word
        while font.getlength(rest) > width:
            count = max(1, next(n for n in range(len(rest), 0, -1) if _fits(rest[:n], font, width)))
            yield rest[:count]
            rest = rest[count:]
        yield rest


def _fits(text: str, font: ImageFont.FreeTypeFont, width: int) -> bool:
    return len(text) == 1 or font.getlength(text) <= width


def _drawable(text: str, font: ImageFont.FreeTypeFont) -> str:
    """Return *text* if the font has all of its letters: better no title than empty boxes."""
    missing = bytes(font.getmask("\uffff"))
    shown = [c for c in text if not c.isspace()]
    return text if all(bytes(font.getmask(c)) != missing for c in set(shown)) else ""


@cache
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    # The layout that Pillow has everywhere, so that every machine draws the same.
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _circles(text: str) -> Sequence[tuple[float, float, int]]:
    """Return circles of which every text has its own: places in parts of the sides, and radii."""
    number = _number(text)
    circles = []
    for _ in range(4):
        number, x = divmod(number, 97)
        number, y = divmod(number, 89)
        number, radius = divmod(number, 83)
        circles.append((0.55 + x / 97 * 0.5, y / 89, 60 + radius * 3))
    return circles


def placeholders(articles: Iterable[Article]) -> Iterator[File]:
    """Yield the pictures that stand for missing ones."""
    for article in articles:
        if article.front_matter.featured_image and article.image is None:
            yield File(placeholder_path(article.slug), partial(draw_placeholder, article))


def draw_placeholder(article: Article) -> bytes:
    """Return a drawing for *article* as SVG, without words."""
    background, accent = _COLOURS[_number(article.category) % len(_COLOURS)]
    width, height = PLACEHOLDER_SIZE
    circles = "".join(
        f'<circle cx="{x * width:.0f}" cy="{y * height:.0f}" r="{radius}"/>'
        for x, y, radius in _circles(article.title)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><rect width="100%" height="100%" fill="{background}"/>'
        f'<g fill="none" stroke="{accent}" stroke-width="3">{circles}</g></svg>\n'
    ).encode()
