"""The few drawings that carry words, the emblems of the teams, and the sign of the publication."""

from __future__ import annotations

import math
import random
from xml.sax.saxutils import escape

from pictures.shapes import (
    CORAL,
    INK,
    MIST,
    NIGHT,
    SAND,
    SEA,
    SHELL,
    TEAL,
    attributes,
    box,
    channel_wall,
    circle,
    curve,
    hump,
    number,
    path,
    polyline,
    svg,
    wave,
)

FONT = "Inter, Helvetica, Arial, sans-serif"


def label(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 22,
    anchor: str = "start",
    fill: str = INK,
    weight: int = 400,
) -> str:
    style = attributes(
        {
            "font_family": FONT,
            "font_size": size,
            "font_weight": weight,
            "text_anchor": anchor,
            "fill": fill,
        }
    )
    return f'<text x="{number(x)}" y="{number(y)}"{style}>{escape(text)}</text>'


def sheet(height: int) -> list[str]:
    """The light background of a figure."""
    return [
        box(0, 0, 1000, height, 18, fill=SHELL),
        box(1, 1, 998, height - 2, 17, fill="none", stroke=SAND, stroke_width=2),
    ]


def central_sensitization() -> str:
    """The same stimulus before and after sensitization (directions of change, no measurements)."""
    shapes = sheet(520)
    for row, (y, name, gain) in enumerate(
        ((150, "Usual processing", 1.0), (370, "Central sensitization", 3.1))
    ):
        tone = CORAL if row else TEAL
        shapes.append(label(40, y - 92, name, size=25, weight=600))
        shapes.append(
            path(
                wave(y, hump(17, 180, 75), 52, start=50, end=318),
                stroke=NIGHT,
                stroke_width=4,
                stroke_linecap="round",
            )
        )
        shapes.append(
            path(
                f"M330 {y}h44m-13 -10l13 10l-13 10",
                stroke=NIGHT,
                stroke_width=3,
                stroke_linecap="round",
                stroke_linejoin="round",
            )
        )
        shapes += [
            circle(480, y, radius, fill=tone, fill_opacity=opacity)
            for radius, opacity in (
                ((74, 0.14), (52, 0.22), (32, 0.95)) if row else ((54, 0.12), (40, 0.2), (26, 0.95))
            )
        ]
        shapes.append(
            path(
                f"M586 {y}h44m-13 -10l13 10l-13 10",
                stroke=NIGHT,
                stroke_width=3,
                stroke_linecap="round",
                stroke_linejoin="round",
            )
        )
        if row:
            for i in range(4, 0, -1):
                shapes.append(
                    path(
                        wave(y, hump(17 * gain * (1 + i * 0.22), 800, 105), 52, start=650, end=950),
                        stroke=CORAL,
                        stroke_width=1.6,
                        stroke_opacity=round(0.6 - i * 0.1, 2),
                    )
                )
        shapes.append(
            path(
                wave(y, hump(17 * gain, 800, 75 + 30 * row), 52, start=650, end=950),
                stroke=tone,
                stroke_width=4.5,
                stroke_linecap="round",
            )
        )
    shapes.append(path("M40 250H960", stroke=SAND, stroke_width=2))
    for x, text in ((180, "Stimulus"), (480, "Nervous system"), (800, "Pain signal")):
        shapes.append(label(x, 494, text, anchor="middle", size=22, fill=NIGHT))
    return svg(
        1000,
        520,
        "The same small stimulus stays small in usual processing and is amplified and spread in central sensitization",
        shapes,
    )


def duration_of_relief() -> str:
    """Reported duration of relief: only figures that the source gives; words fade out."""
    shapes = sheet(470)
    left, month = 330, 100
    gradient = (
        f'<defs><linearGradient id="fade"><stop offset="0" stop-color="{SEA}"/>'
        f'<stop offset="0.35" stop-color="{SEA}" stop-opacity="0.85"/>'
        f'<stop offset="1" stop-color="{SEA}" stop-opacity="0"/></linearGradient></defs>\n'
    )
    shapes.append(label(40, 56, "Reported duration of relief", size=25, weight=600))
    for m in range(7):
        shapes.append(path(f"M{left + m * month} 92V388", stroke=SAND, stroke_width=2))
        shapes.append(label(left + m * month, 418, str(m), anchor="middle", size=20, fill=NIGHT))
    shapes.append(label(left + 3 * month, 448, "months", anchor="middle", size=20, fill=NIGHT))
    rows = (
        ("CRPS, infusions", "1–6 months", None),
        ("Fibromyalgia", "weeks", 110),
        ("Neuropathic pain", "days to weeks", 96),
        ("A single infusion", "days to weeks", 96),
    )
    for n, (name, words, width) in enumerate(rows):
        y = 104 + n * 72
        shapes.append(label(left - 24, y + 33, name, anchor="end", size=22))
        if width is None:
            shapes += [
                box(left + month, y, 5 * month, 50, 25, fill=CORAL),
                label(
                    left + 3.5 * month,
                    y + 33,
                    words,
                    anchor="middle",
                    size=22,
                    fill=INK,
                    weight=600,
                ),
            ]
        else:
            shapes += [
                box(left, y, width, 50, 6, fill="url(#fade)"),
                label(left + 122, y + 33, words, size=22, fill=INK, weight=600),
            ]
    return svg(
        1000,
        470,
        "Reported duration of relief: CRPS 1 to 6 months; fibromyalgia weeks; "
        "neuropathic pain and a single infusion days to weeks",
        shapes,
        gradient,
    )


def nmda_gate() -> str:
    """The receptor as a gate, open and blocked, side by side."""
    r = random.Random(7)
    shapes = sheet(520)
    for c, name, tone in (
        (270, "Open: signals grow", CORAL),
        (730, "Blocked: signals stay small", TEAL),
    ):
        for k in range(-7, 8):
            x = c + k * 27
            if abs(k) < 3:
                continue
            for side in (-1, 1):
                shapes.append(
                    path(
                        f"M{x} {250 + side * 6}v{side * 26}",
                        stroke=SEA,
                        stroke_width=4,
                        stroke_linecap="round",
                        stroke_opacity=0.6,
                    )
                )
                shapes.append(circle(x, 250 + side * 44, 10, fill=SEA))
        for side in (-1, 1):
            shapes.append(channel_wall(c, 250, 0.76, side, fill=NIGHT))
        shapes.append(
            path(
                wave(110, hump(15, c, 110), 48, start=c - 200, end=c + 200),
                stroke=NIGHT,
                stroke_width=3.5,
                stroke_linecap="round",
            )
        )
        high, width = (52, 4.5) if tone == CORAL else (10, 4.5)
        shapes.append(
            path(
                wave(402, hump(high, c, 120), 48, start=c - 200, end=c + 200),
                stroke=tone,
                stroke_width=width,
                stroke_linecap="round",
            )
        )
        if tone == CORAL:
            shapes += [
                circle(c + r.uniform(-9, 9), 180 + k * 17, 4.5, fill=CORAL) for k in range(10)
            ]
        else:
            shapes += [
                circle(c, 232, 40, fill=CORAL, fill_opacity=0.18),
                circle(c, 232, 25, fill=CORAL),
            ]
        shapes.append(label(c, 490, name, anchor="middle", size=23, weight=600))
        shapes.append(label(c, 58, "Repeated pain signals", anchor="middle", size=20, fill=NIGHT))
    shapes.append(path("M500 40V480", stroke=SAND, stroke_width=2))
    return svg(
        1000,
        520,
        "An open gate beyond which signals grow, and a blocked one beyond which they stay small",
        shapes,
    )


def emblem(title: str, shapes: list[str]) -> str:
    return svg(
        320,
        320,
        title,
        [
            circle(160, 160, 160, fill=INK),
            circle(160, 160, 148, fill="none", stroke=TEAL, stroke_width=3),
            *shapes,
        ],
    )


def editorial_emblem() -> str:
    """Lines of writing that turn into a wave."""
    tones = (SAND, SAND, CORAL, MIST, MIST)

    def line(k: int) -> str:
        return wave(
            98 + k * 31, lambda x: (4 + k * 3.4) * max(0.0, (x - 130) / 130), 74, start=76, end=244
        )

    shapes = [
        path(line(k), stroke=tone, stroke_width=9, stroke_linecap="round")
        for k, tone in enumerate(tones)
    ]
    return emblem("Emblem of the editorial team: lines of writing that become waves", shapes)


def practice_emblem() -> str:
    """A ring of six around one, kept under watch."""
    spots = [
        (160 + 78 * math.sin(math.tau * k / 6), 160 - 78 * math.cos(math.tau * k / 6))
        for k in range(6)
    ]
    shapes = [path(polyline([(160, 160), spot]), stroke=SEA, stroke_width=5) for spot in spots]
    shapes += [path(polyline([*spots, spots[0]]), stroke=SEA, stroke_width=3, stroke_opacity=0.7)]
    shapes += [circle(x, y, 16, fill=SAND) for x, y in spots]
    return emblem(
        "Emblem of the clinical practice team: six points around one",
        [*shapes, circle(160, 160, 33, fill=CORAL), circle(160, 160, 12, fill=INK)],
    )


def mark(size: int, x: float, y: float) -> list[str]:
    """The sign of the publication: a wave that grows quiet, inside a ring."""
    scale = size / 100
    line = [
        (12 + k * 2, 50 - 27 * math.sin(math.tau * (k * 2) / 25) * math.exp(-k / 15))
        for k in range(39)
    ]
    placed = [(x + a * scale, y + b * scale) for a, b in line]
    return [
        box(x, y, size, size, 24 * scale, fill=INK),
        path(curve(placed), stroke=SAND, stroke_width=round(8 * scale, 1), stroke_linecap="round"),
        circle(x + 77 * scale, y + 27 * scale, 9 * scale, fill=CORAL),
    ]
