"""Drawn pictures: cards for social networks, and placeholders for pictures that are missing."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache, partial
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING

import PIL
from font_source_sans_pro import SourceSansProBold, SourceSansProSemibold
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from sphinx_knowledge_base.core.catalog.images import PLACEHOLDER_SIZE, placeholder_path
from sphinx_knowledge_base.exports.file_cache import kept
from sphinx_knowledge_base.exports.images.share_image import CARD_SIZE, SITE_CARD, card_path
from sphinx_knowledge_base.exports.writer import File

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import Publication

#: Raised when cards are drawn differently, so that kept ones are drawn anew.
_VERSION = 4

#: A card is drawn in numbers of colours, which takes a third of the time that it takes to find
#: few colours for it afterwards: shades of text on the background, on circles, and of the accent.
_SHADES = 16
_CIRCLES, _ACCENT = _SHADES, 2 * _SHADES

#: From how much of a pixel text covers to the shade that it has there, on the background and in
#: the accent; and where it is seen at all.
_SHADE: Sequence[int] = [covered * _SHADES // 256 for covered in range(256)]
_ACCENTED: Sequence[int] = [_ACCENT + shade for shade in _SHADE]
_SEEN: Sequence[int] = [255 * (shade > 0) for shade in _SHADE]

#: Pairs of background and accent; white text has a contrast of more than 7:1 on each background.
_COLOURS = (
    ("#12414f", "#3fa7b5"),
    ("#2d3a63", "#7d95d6"),
    ("#4a2f57", "#b58ccb"),
    ("#1f4a35", "#63b58c"),
    ("#5a3a22", "#d19a66"),
)
_MARGIN = 80
_SMALL = 34
_TITLE_SIZES = range(76, 39, -6)
_LINES = 5

#: Characters of a title of which a card holds but a part, however narrow they are.
_MOST = 500


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
    """Return a card as PNG: what it is about, its title and whose it is.

    A title that cannot be drawn is replaced by what can: networks show it beside the card anyway.
    """
    width, height = CARD_SIZE
    surface = Image.new("L", CARD_SIZE)
    draw = ImageDraw.Draw(surface)
    for x, y, radius in _circles(title):
        box = (x * width - radius, y * height - radius, x * width + radius, y * height + radius)
        draw.ellipse(box, outline=_CIRCLES, width=3)
    draw.rectangle((0, 0, 16, height), fill=_ACCENT + _SHADES - 1)
    above, middle, below = map(_drawable, (category, title, site))
    middle = middle or above or below
    if above != middle:
        words = _label(above)
        surface.paste(words.point(_ACCENTED), (0, _MARGIN - _SMALL), words.point(_SEEN))
    if below != middle:
        ascent, _ = _font(SourceSansProSemibold, _SMALL).getmetrics()
        _add(surface, _label(below), height - _MARGIN - ascent - _SMALL)
    font, lines = _fitting(middle, width - 2 * _MARGIN)
    line_height = font.size * 1.15
    first = (height - line_height * len(lines)) / 2
    # Only as much of the picture as the lines take, with room for what is above and below them.
    top = int(first - line_height)
    words = Image.new("L", (width, height - 2 * top))
    draw = ImageDraw.Draw(words)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, first - top + number * line_height), line, 255, font)
    _add(surface, words, top)
    surface.putpalette(_palette(*_COLOURS[_number(category or site) % len(_COLOURS)]))
    data = BytesIO()
    # More takes half as long again and gains a seventh.
    surface.save(data, "PNG", compress_level=2)
    return data.getvalue()


@lru_cache(maxsize=64)
def _label(text: str) -> Image.Image:
    """Return small text, which many cards share, as wide as a card and three lines high."""
    words = Image.new("L", (CARD_SIZE[0], 3 * _SMALL))
    font = _font(SourceSansProSemibold, _SMALL)
    ImageDraw.Draw(words).text((_MARGIN, _SMALL), text, 255, font)
    return words


def _add(surface: Image.Image, words: Image.Image, top: int) -> None:
    """Put *words* in white on *surface*, *top* pixels below its upper edge."""
    box = (0, top, words.width, top + words.height)
    surface.paste(ImageChops.add(surface.crop(box), words.point(_SHADE)), box)


def _palette(background: str, accent: str) -> list[int]:
    """Return the colours of a card: for each surface, from its own to that of what is on it."""
    dark, light, white = map(ImageColor.getrgb, (background, accent, "white"))
    # A third of the way from one to the other: behind text the circles disturb nobody.
    quiet = tuple((2 * one + two) // 3 for one, two in zip(dark, light, strict=True))
    return [
        start + (end - start) * shade // (_SHADES - 1)
        for surface, above in ((dark, white), (quiet, white), (dark, light))
        for shade in range(_SHADES)
        for start, end in zip(surface, above, strict=True)
    ]


def _fitting(title: str, width: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which *title* takes few enough lines; what is more is cut."""
    title = title[:_MOST]
    for size in _TITLE_SIZES:
        font = _font(SourceSansProBold, size)
        lines = list(_wrapped(title, font, width))
        if len(lines) <= _LINES - (size > _TITLE_SIZES[2]):
            return font, lines
    last = lines[_LINES - 1]
    end = _how_many_fit(last, font, width - font.getlength(" …"))
    return font, [*lines[: _LINES - 1], f"{last[:end]} …"]


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width:
            line = longer
            continue
        for piece in _pieces(word, font, width):
            longer = f"{line} {piece}".strip()
            if line and font.getlength(longer) > width:
                yield line
                longer = piece
            line = longer
    if line:
        yield line


def _pieces(word: str, font: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    """Yield *word*, in pieces when it is wider than a line."""
    while font.getlength(word) > width:
        count = _how_many_fit(word, font, width)
        yield word[:count]
        word = word[count:]
    yield word


def _how_many_fit(text: str, font: ImageFont.FreeTypeFont, width: float) -> int:
    """Return how many characters of *text* are no wider than *width*; at least one."""
    lengths = range(1, len(text) + 1)
    return max(1, bisect_right(lengths, width, key=lambda n: font.getlength(text[:n])))


def _drawable(text: str) -> str:
    """Return *text* without pictograms that the font lacks; nothing if it lacks a letter.

    Better no title than empty boxes.  Fonts for all scripts weigh more than all else together, and
    the letters of some change with their neighbours, which is not the same on every machine.
    """
    lacking = {c for c in set(text) if not c.isspace() and _glyph(c) == _glyph("\uffff")}
    if any(c.isalnum() for c in lacking):
        return ""
    return " ".join("".join(c for c in text if c not in lacking).split())


@cache
def _glyph(character: str) -> bytes:
    return bytes(_font(SourceSansProBold, _TITLE_SIZES[0]).getmask(character))


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
