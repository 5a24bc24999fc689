"""Cards: images that social networks show for links to the site and its articles."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache, partial
from io import BytesIO
from typing import TYPE_CHECKING

import PIL
from font_source_sans_pro import SourceSansProBold, SourceSansProSemibold
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFont

from sphinx_knowledge_base.exports.images.colours import circles, colours
from sphinx_knowledge_base.exports.images.share_image import CARD_SIZE, SITE_CARD, card_path
from sphinx_knowledge_base.exports.output_cache import cached
from sphinx_knowledge_base.exports.output_file import OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sphinx_knowledge_base.exports.context import ExportContext

#: Increase it when cards are drawn differently, so that cached ones are drawn again.
_VERSION = 4

#: Cards are drawn with a palette, in a third of the time that reducing colours afterwards takes.
#: It has three ramps of shades: from background to text, from circle to text, and from background
#: to accent.
_SHADES = 16
_CIRCLES, _ACCENT = _SHADES, 2 * _SHADES

#: Tables by how much of a pixel the text covers (0 to 255): the shade on the background, the shade
#: in the accent colour, and a mask of the pixels that are drawn at all.
_SHADE: Sequence[int] = [covered * _SHADES // 256 for covered in range(256)]
_ACCENTED: Sequence[int] = [_ACCENT + shade for shade in _SHADE]
_MASK: Sequence[int] = [255 * (shade > 0) for shade in _SHADE]

_MARGIN = 80
_SMALL = 34
_TITLE_SIZES = range(76, 39, -6)
_LINES = 5

#: Longer titles are cut before they are measured; no card has room for more characters.
_MAX_TITLE = 500


def cards(context: ExportContext, cache_folder: Path) -> Iterator[OutputFile]:
    """Yield the card of the site and of each article."""
    site, organization = context.site.name, context.site.organization
    yield _card(SITE_CARD, cache_folder, "", site, organization)
    for article in context.articles:
        (category,) = context.catalog.terms_of(article, "categories")
        yield _card(card_path(article.slug), cache_folder, category.title, article.title, site)


def _card(path: str, cache_folder: Path, category: str, title: str, site: str) -> OutputFile:
    key = repr((_VERSION, PIL.__version__, category, title, site))
    draw = partial(draw_card, category, title, site)
    return OutputFile(path, partial(cached, cache_folder, key.encode(), ".png", draw), key)


def draw_card(category: str, title: str, site: str) -> bytes:
    """Return a card as PNG: category, title and site, from top to bottom.

    If the font lacks letters of the title, the card shows the category or the site instead:
    networks show the title beside the card anyway.
    """
    width, height = CARD_SIZE
    surface = Image.new("L", CARD_SIZE)
    draw = ImageDraw.Draw(surface)
    for x, y, radius in circles(title):
        box = (x * width - radius, y * height - radius, x * width + radius, y * height + radius)
        draw.ellipse(box, outline=_CIRCLES, width=3)
    draw.rectangle((0, 0, 16, height), fill=_ACCENT + _SHADES - 1)
    above, middle, below = map(_drawable, (category, title, site))
    middle = middle or above or below
    if above != middle:
        words = _label(above)
        surface.paste(words.point(_ACCENTED), (0, _MARGIN - _SMALL), words.point(_MASK))
    if below != middle:
        ascent, _ = _font(SourceSansProSemibold, _SMALL).getmetrics()
        _add(surface, _label(below), height - _MARGIN - ascent - _SMALL)
    font, lines = _fitting(middle, width - 2 * _MARGIN)
    line_height = font.size * 1.15
    first = (height - line_height * len(lines)) / 2
    # An image only as high as the lines need, with room for accents and descenders.
    top = int(first - line_height)
    words = Image.new("L", (width, height - 2 * top))
    draw = ImageDraw.Draw(words)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, first - top + number * line_height), line, 255, font)
    _add(surface, words, top)
    surface.putpalette(_palette(*colours(category or site)))
    data = BytesIO()
    # A higher level takes half as long again and saves a seventh.
    surface.save(data, "PNG", compress_level=2)
    return data.getvalue()


@lru_cache(maxsize=64)
def _label(text: str) -> Image.Image:
    """Return small text, as wide as a card and three lines high; many cards share a label."""
    words = Image.new("L", (CARD_SIZE[0], 3 * _SMALL))
    font = _font(SourceSansProSemibold, _SMALL)
    ImageDraw.Draw(words).text((_MARGIN, _SMALL), text, 255, font)
    return words


def _add(surface: Image.Image, words: Image.Image, top: int) -> None:
    """Draw *words* in white on *surface*, *top* pixels below its upper edge."""
    box = (0, top, words.width, top + words.height)
    surface.paste(ImageChops.add(surface.crop(box), words.point(_SHADE)), box)


def _palette(background: str, accent: str) -> list[int]:
    """Return the three ramps of shades; see ``_SHADES``."""
    dark, light, white = map(ImageColor.getrgb, (background, accent, "white"))
    # A third of the way to the accent, so that circles do not disturb the text before them.
    quiet = tuple((2 * one + two) // 3 for one, two in zip(dark, light, strict=True))
    return [
        start + (end - start) * shade // (_SHADES - 1)
        for surface, above in ((dark, white), (quiet, white), (dark, light))
        for shade in range(_SHADES)
        for start, end in zip(surface, above, strict=True)
    ]


def _fitting(title: str, width: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which *title* fits, and its lines; cut a title that never fits."""
    title = title[:_MAX_TITLE]
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
    """Yield *word*, in pieces if it is wider than a line."""
    while font.getlength(word) > width:
        count = _how_many_fit(word, font, width)
        yield word[:count]
        word = word[count:]
    yield word


def _how_many_fit(text: str, font: ImageFont.FreeTypeFont, width: float) -> int:
    """Return how many characters of *text* fit into *width*; at least one."""
    lengths = range(1, len(text) + 1)
    return max(1, bisect_right(lengths, width, key=lambda n: font.getlength(text[:n])))


def _drawable(text: str) -> str:
    """Return *text* without symbols that the font lacks; empty if the font lacks a letter.

    No title is better than empty boxes.  Fonts for all scripts would be larger than everything else
    together, and complex scripts are not shaped alike on every machine.
    """
    missing = {c for c in set(text) if not c.isspace() and _glyph(c) == _glyph("\uffff")}
    if any(c.isalnum() for c in missing):
        return ""
    return " ".join("".join(c for c in text if c not in missing).split())


@cache
def _glyph(character: str) -> bytes:
    return bytes(_font(SourceSansProBold, _TITLE_SIZES[0]).getmask(character))


@cache
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    # Every Pillow has the basic layout engine, so every machine draws the same.
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
