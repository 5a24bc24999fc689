"""A corpus of articles for measurements: the same words on every machine, for any number.

Article number *i* does not depend on how many there are, so that a site of 300 articles is the
beginning of one of 1,000.  It has what articles have: by default about 15 KB of Markdown with
headings, lists, tables, code, quotes and links to earlier articles.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = "ten thousand articles"

#: About the size of one body, unless another one is asked for.
BODY_BYTES = 15_000

CATEGORIES = (
    "Cartography", "Clockmaking", "Composting", "Grafting", "Lettering", "Masonry",
    "Navigation", "Orchards", "Pottery", "Seamanship", "Soil Science", "Weaving",
)  # fmt: skip
AUTHORS = (
    "Ada Lindqvist", "Bram Okafor", "Chiara Weiss", "Dinh Morel",
    "Editorial Team", "Farah Novak", "Goran Ito", "Hana Brandt",
)  # fmt: skip
AUDIENCES = ("beginners", "practitioners")

_WORDS = """
    above across again along anchor angle apple apron arch around ash balance bank barley basket
    beam bearing bell bench bending birch blade board boat bolt border branch brass bread brick
    bridge bright broad brush bucket build bundle candle canvas carve cedar chain chalk channel
    circle clay cliff cloth coast collar colour common copper cord corner cotton course cover
    craft crop current curve cutting deep depth ditch drain draw dried drum dust early earth east
    edge elder even every fabric fallow fence fibre field figure fine firm flat flax float floor
    flour fold form frame fresh frost fruit furrow garden gate gather gentle glass glaze grain
    grass gravel green grey grind ground growth hammer handle harbour hard harvest hazel heavy
    hedge hinge hollow horizon inner inside iron joint journey kiln knot ladder lamp land large
    layer lead leaf level light lime line linen load local long loom loose lower maple mark market
    marsh measure meadow method mild mineral mixture mould mortar moss narrow near needle north
    notch oak oil old open orchard order outer oven paper part path pattern pear peat pencil pin
    plain plane plant plate plough point pole pond press pressure prune quarry quiet rail rain
    reed rest ridge ring river road root rope rough round row salt sand scale season seed shade
    shallow shape sheet shelf shore short shovel side sieve silver simple slate slope slow smooth
    soil south spade spindle spring square stack staff stem step stone straight straw stream
    string strong summer surface table tall tar thin thread tide tile timber tool tower trace
    tray tree trench turn twine upper valley vessel vine wall warp water wax weather weft weight
    west wheel white wide willow wind winter wire wood wool work yard yarn yield
""".split()  # noqa: SIM905

_GLUE = ("and", "with", "of", "in", "under", "from", "for", "beside", "without", "into")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article before any tool's front matter and link syntax."""

    number: int
    slug: str
    title: str
    excerpt: str
    category: str
    author: str
    audience: str
    tags: tuple[str, ...]
    published: datetime
    body: str
    """Markdown without a level-one heading; a link to an article is ``@@slug@@``."""

    def with_links(self, address: Callable[[str], str]) -> str:
        """Return the body with links as a tool wants them.

        :param address: Tells what stands between the parentheses of a link to a slug.
        """
        parts = self.body.split("@@")
        return "".join(address(part) if place % 2 else part for place, part in enumerate(parts))


def corpus(count: int, body_bytes: int = BODY_BYTES) -> Iterator[Entry]:
    """Yield the first *count* articles, the oldest first.

    :param body_bytes: A body ends with the section in which it reaches this size.
    """
    for number in range(count):
        yield entry(number, body_bytes)


def slug_of(number: int) -> str:
    """Return the slug of an article without making the article."""
    rng = random.Random(f"{SEED} slug {number}")
    return f"{rng.choice(_WORDS)}-{rng.choice(_WORDS)}-{number:05}"


def entry(number: int, body_bytes: int = BODY_BYTES) -> Entry:
    """Return one article."""
    rng = random.Random(f"{SEED} {number}")
    # Few tags are used often and many seldom, as on real sites.
    tags = sorted({_WORDS[int(len(_WORDS) * 0.4 * rng.random() ** 2)] for _ in range(4)})
    return Entry(
        number,
        slug_of(number),
        f"{_phrase(rng, 4).capitalize()}: {_phrase(rng, 3)} {number}",
        _sentence(rng, 18),
        rng.choice(CATEGORIES),
        rng.choice(AUTHORS),
        rng.choice(AUDIENCES),
        tuple(tags),
        datetime(2010, 1, 1, 8, tzinfo=UTC) + timedelta(hours=12 * number),
        _body(rng, number, body_bytes),
    )


def _phrase(rng: random.Random, length: int) -> str:
    words = [rng.choice(_WORDS) for _ in range(length)]
    words.insert(length // 2, rng.choice(_GLUE))
    return " ".join(words)


def _sentence(rng: random.Random, length: int) -> str:
    words = [rng.choice(_GLUE) if place % 4 == 3 else rng.choice(_WORDS) for place in range(length)]
    text = " ".join(words).capitalize()
    match rng.randrange(12):
        case 0:
            text = text.replace(words[2], f'"{words[2]}"', 1)
        case 1:
            text = text.replace(words[3], f"{words[3]} it doesn't", 1)
        case 2:
            text = text.replace(words[2], f"{words[2]} -- or so --", 1)
        case 3:
            text = text.replace(words[4], f"*{words[4]}*", 1)
        case 4:
            text = text.replace(words[4], f"**{words[4]}**", 1)
        case 5:
            text = text.replace(words[1], f"`{words[1]}`", 1)
    return text + "."


def _paragraph(rng: random.Random, number: int) -> str:
    text = " ".join(_sentence(rng, rng.randrange(8, 20)) for _ in range(5))
    if number and rng.random() < 0.3:
        slug = slug_of(rng.randrange(max(0, number - 200), number))
        text += f" See [{_phrase(rng, 2)}](@@{slug}@@)."
    elif rng.random() < 0.1:
        text += f" Compare [{_phrase(rng, 2)}](https://example.org/{rng.choice(_WORDS)})."
    return text


def _list(rng: random.Random, number: int) -> str:
    mark = rng.choice(["- ", "1. "])
    return "\n".join(f"{mark}{_sentence(rng, 9)}" for _ in range(rng.randrange(3, 7)))


def _table(rng: random.Random, number: int) -> str:
    columns = rng.randrange(3, 5)
    rows = [[_phrase(rng, 1) for _ in range(columns)] for _ in range(rng.randrange(4, 8))]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * columns)
    return "\n".join(lines)


def _code(rng: random.Random, number: int) -> str:
    lines = [f'{rng.choice(_WORDS)} = measure("{rng.choice(_WORDS)}", {n})' for n in range(5)]
    return "\n".join(["```python", *lines, "```"])


def _quote(rng: random.Random, number: int) -> str:
    return f"> {_sentence(rng, 14)}"


def _body(rng: random.Random, number: int, body_bytes: int) -> str:
    blocks = [_paragraph(rng, number)]
    size = len(blocks[0])
    section = 0
    while size < body_bytes:
        kinds = [_paragraph, _paragraph, rng.choice([_list, _list, _table, _quote, _code])]
        heading = f"{'##' if section % 3 == 0 else '###'} {_phrase(rng, 3).capitalize()}"
        section += 1
        new = [heading, *(kind(rng, number) for kind in kinds)]
        blocks += new
        size += sum(map(len, new))
    return "\n\n".join(blocks) + "\n"
