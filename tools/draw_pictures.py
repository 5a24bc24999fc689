"""Draw the pictures of this publication as SVG files.

Run ``python tools/draw_pictures.py`` from anywhere; it needs only Python. It always writes the same
bytes: what looks random comes from a seed, which is made from the picture's name. Every picture has
a background of its own, so that it suits light and dark pages.

Featured pictures are 1200 x 630 pixels, the size that social networks ask for, and hold no text. To
add one, add an entry to ``FEATURED``: the article's slug, a title for screen readers, a ground and a
motif.
"""

from __future__ import annotations

import random
import zlib
from pathlib import Path
from typing import NamedTuple

from pictures import figures, motifs
from pictures.shapes import DAY, DEEP, DUSK, HEIGHT, WIDTH, Ground, box, svg

STATIC = Path(__file__).resolve().parent.parent / "_static" / "images"


class Picture(NamedTuple):
    """A featured picture: file stem (the article's slug), title, colors, motif."""

    name: str
    title: str
    ground: Ground
    motif: motifs.Motif


FEATURED = [
    Picture(
        "placeholder",
        "A signal passes through a field of nerve cells and grows quiet",
        DUSK,
        motifs.synapse,
    ),
    Picture(
        "central-sensitization-explained",
        "A small wave enters a ring of circles and leaves taller",
        DUSK,
        motifs.amplifier,
    ),
    Picture("reading-a-ketamine-pain-study", "Fine lines under a lens", DAY, motifs.lens),
    Picture(
        "what-a-response-rate-says",
        "A crowd of dots in which some have changed",
        DEEP,
        motifs.crowd,
    ),
    Picture(
        "from-evidence-to-expectations",
        "Scattered points gather into a path that fans out",
        DAY,
        motifs.road,
    ),
    Picture("preparing-for-infusion-day", "The arc of a day with its hours", DAY, motifs.daylight),
    Picture(
        "nmda-receptor-and-pain",
        "A row of three gates, the middle one blocked",
        DEEP,
        motifs.membrane,
    ),
    Picture(
        "monitoring-a-long-infusion", "Three signals, watched side by side", DUSK, motifs.traces
    ),
    Picture("crps-and-ketamine", "A branching nerve that glows at its far end", DUSK, motifs.nerve),
    Picture("telling-patient-stories", "Overlapping rings, like voices", DAY, motifs.voices),
    Picture("infusion-rate-arithmetic", "Bars beneath a rising curve", DUSK, motifs.steps),
    Picture(
        "evidence-by-condition",
        "Six columns of different height, made of layered waves",
        DEEP,
        motifs.columns,
    ),
    Picture("consent-conversation", "Two sets of waves meet and overlap", DUSK, motifs.dialogue),
    Picture("keeping-a-pain-diary", "Ruled lines with a mark for each day", DAY, motifs.ledger),
    Picture("routes-of-administration", "Five streams join in one", DUSK, motifs.rivers),
    Picture("questions-for-regulators", "An arcade with one lit opening", DEEP, motifs.arches),
    Picture(
        "scheduling-long-infusions",
        "Long staggered blocks on a week's calendar",
        DAY,
        motifs.roster,
    ),
    Picture("pain-centered-practice", "A network around one center", DEEP, motifs.hub),
    Picture("future-of-ketamine-pain-research", "Hills under a low sun", DUSK, motifs.horizon),
    Picture("long-term-safety", "Growth rings with marks at intervals", DUSK, motifs.years),
    Picture(
        "evaluating-clinic-claims", "A line of light taken apart by a prism", DEEP, motifs.prism
    ),
]


def featured(picture: Picture) -> str:
    """Draw one featured picture on its ground."""
    g = picture.ground
    r = random.Random(zlib.crc32(picture.name.encode()))
    definitions = (
        '<defs><linearGradient id="ground" x1="0" y1="0" x2="0.6" y2="1">'
        f'<stop offset="0" stop-color="{g.top}"/><stop offset="1" stop-color="{g.bottom}"/></linearGradient>'
        '<radialGradient id="light" cx="0.68" cy="0.3" r="0.75">'
        f'<stop offset="0" stop-color="{g.far}" stop-opacity="0.45"/>'
        f'<stop offset="1" stop-color="{g.far}" stop-opacity="0"/></radialGradient>'
        f'<clipPath id="frame"><path d="M0 0h{WIDTH}v{HEIGHT}h-{WIDTH}z"/></clipPath></defs>\n'
    )
    shapes = [
        box(0, 0, WIDTH, HEIGHT, fill="url(#ground)"),
        box(0, 0, WIDTH, HEIGHT, fill="url(#light)"),
        '<g clip-path="url(#frame)">',
        *picture.motif(g, r),
        "</g>",
    ]
    return svg(WIDTH, HEIGHT, picture.title, shapes, definitions)


def main() -> None:
    """Write every picture below ``_static/images``."""
    pictures = {f"articles/{picture.name}.svg": featured(picture) for picture in FEATURED}
    pictures |= {
        "articles/central-sensitization.svg": figures.central_sensitization(),
        "articles/duration-of-relief.svg": figures.duration_of_relief(),
        "articles/nmda-gate.svg": figures.nmda_gate(),
        "authors/editorial-team.svg": figures.editorial_emblem(),
        "authors/clinical-practice-team.svg": figures.practice_emblem(),
        "logo.svg": svg(100, 100, "A wave that grows quiet", figures.mark(100, 0, 0)),
        "favicon.svg": svg(32, 32, "A wave that grows quiet", figures.mark(32, 0, 0)),
    }
    for name, text in pictures.items():
        target = STATIC / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(pictures)} pictures written to {STATIC.relative_to(STATIC.parent.parent)}")


if __name__ == "__main__":
    main()
