"""The motifs of the featured pictures: one idea each, drawn on a ground with seeded chance."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import TypeAlias

from pictures.shapes import (
    DAY,
    INK,
    MIST,
    NIGHT,
    SEA,
    TEAL,
    Ground,
    Point,
    arc,
    bell,
    box,
    channel_wall,
    circle,
    curve,
    level,
    mix,
    number,
    path,
    polyline,
    wave,
)

Motif: TypeAlias = Callable[[Ground, random.Random], list[str]]


def amplifier(g: Ground, r: random.Random) -> list[str]:
    """A small wave enters a ring of circles and leaves as a much taller one."""
    shapes = [
        circle(
            560,
            315,
            radius,
            stroke=g.near,
            stroke_width=2,
            fill=g.near,
            fill_opacity=0.05,
            stroke_opacity=round(0.75 - i * 0.085, 2),
        )
        for i, radius in enumerate((46, 82, 120, 160, 202, 246, 292))
    ]
    for i in range(9):
        offset = (i - 4) * 11

        def height(x: float, i: int = i) -> float:
            grown = 1 / (1 + math.exp(-(x - 600) / 50))
            return 12 + grown * (150 - abs(i - 4) * 26)

        shapes.append(
            path(
                wave(315 + offset * 0.5, height, 178, phase=i * 0.07),
                stroke=g.accent if i == 4 else g.bright,
                stroke_width=5 if i == 4 else 1.5,
                stroke_opacity=1 if i == 4 else 0.45,
                stroke_linecap="round",
            )
        )
    return [*shapes, circle(560, 315, 15, fill=g.accent)]


def lens(g: Ground, r: random.Random) -> list[str]:
    """Fine lines, and a lens under which they come apart."""
    shapes = []
    for i in range(25):
        base = 45 + i * 22.5
        points = []
        for k in range(61):
            x = -20 + k * 20.7
            pull = bell(x, 700, 150) * bell(base, 315, 175)
            points.append((x, base + (base - 315) * 0.62 * pull + 5 * math.sin(x / 90 + i * 0.8)))
        shapes.append(
            path(
                curve(points),
                stroke=g.near if i % 4 else g.bright,
                stroke_width=1.8,
                stroke_opacity=0.75,
            )
        )
    shapes += [
        circle(700, 315, 208, fill=g.bright, fill_opacity=0.07, stroke=g.bright, stroke_width=9),
        circle(700, 315, 190, fill="none", stroke=g.accent, stroke_width=2),
        path("M853 468L985 600", stroke=g.bright, stroke_width=22, stroke_linecap="round"),
    ]
    for x, y, radius in ((640, 250, 7), (742, 300, 11), (672, 372, 6), (770, 390, 8)):
        shapes.append(circle(x, y, radius, fill=g.accent))
    return shapes


def crowd(g: Ground, r: random.Random) -> list[str]:
    """A crowd of dots, in which some have changed: five of ten surely, three more perhaps."""
    shapes = []
    for column in range(20):
        for row in range(10):
            x, y = 118 + column * 50.8 + r.uniform(-3, 3), 86 + row * 51 + r.uniform(-3, 3)
            if row >= 5:
                shapes.append(
                    circle(
                        x,
                        y,
                        15,
                        fill=g.accent if row == 5 else g.bright,
                        fill_opacity=1 if row == 5 else 0.92,
                    )
                )
            elif row >= 2:
                shapes.append(
                    circle(
                        x,
                        y,
                        14,
                        fill=g.bright,
                        fill_opacity=round(0.12 + 0.14 * (row - 2) + 0.02 * (column % 3), 2),
                        stroke=g.bright,
                        stroke_width=1.5,
                    )
                )
            else:
                shapes.append(circle(x, y, 13, fill="none", stroke=g.near, stroke_width=2))
    return shapes


def horizon(g: Ground, r: random.Random) -> list[str]:
    """Hills one behind the other, under a low sun."""
    shapes = [
        circle(800, 300, radius, fill=g.accent, fill_opacity=opacity)
        for radius, opacity in ((230, 0.07), (170, 0.11), (112, 1))
    ]
    tones = (g.far, g.far, g.near, g.near, g.bright)
    for i in range(5):
        base, high = 330 + i * 58, 62 - i * 5
        a, b, c = r.uniform(0, 6), r.uniform(330, 460), r.uniform(150, 210)
        points = [
            (x, base - high * math.sin(x / b * 2 + a) - high * 0.3 * math.sin(x / c + a * 2))
            for x in range(-40, 1281, 40)
        ]
        shapes.append(
            path(
                curve(points) + "L1240 650L-40 650Z",
                fill=(g.far, TEAL, NIGHT, INK, "#081726")[i]
                if g is not DAY
                else (MIST, SEA, TEAL, NIGHT, INK)[i],
                fill_opacity=0.94,
            )
        )
        shapes.append(path(curve(points), stroke=tones[4], stroke_width=1.2, stroke_opacity=0.35))
    return shapes


def road(g: Ground, r: random.Random) -> list[str]:
    """Scattered points gather into one path that rises, and fans out where it is uncertain."""
    shapes = []
    for _ in range(150):
        x = r.triangular(20, 640, 60)
        spread = 250 * (1 - x / 760)
        y = 400 - (x / 1200) ** 1.4 * 90 + r.gauss(0, 0.45) * spread
        shapes.append(
            circle(
                x,
                y,
                r.uniform(2, 6.5),
                fill=g.near if r.random() < 0.75 else g.bright,
                fill_opacity=round(r.uniform(0.4, 0.95), 2),
            )
        )
    for i in range(9):
        lift = (i - 4) * 52
        points = [
            (440 + 90 * k, 372 - 16 * k + lift * (k / 9) ** 1.6 - 60 * math.sin(k / 9 * 2.1))
            for k in range(10)
        ]
        main = i == 4
        shapes.append(
            path(
                curve(points),
                stroke=g.accent if main else g.bright,
                stroke_width=6 if main else 2,
                stroke_opacity=1 if main else round(0.6 - abs(i - 4) * 0.1, 2),
                stroke_linecap="round",
            )
        )
    return shapes


def daylight(g: Ground, r: random.Random) -> list[str]:
    """The path of a day over calm water: its hours as dots along an arc."""
    shapes = [
        path(
            arc(600, 560, radius, -82, 82),
            stroke=g.near,
            stroke_width=1.6,
            stroke_opacity=round(0.75 - i * 0.09, 2),
        )
        for i, radius in enumerate(range(190, 500, 44))
    ]
    shapes.append(
        path(arc(600, 560, 410, -65, 39), stroke=g.bright, stroke_width=6, stroke_linecap="round")
    )
    for k in range(13):
        turn = math.radians(-90 - 78 + k * 13)
        x, y = 600 + 410 * math.cos(turn), 560 + 410 * math.sin(turn)
        shapes.append(
            circle(
                x,
                y,
                8 if k % 3 else 13,
                fill=g.bright if k % 3 else g.accent,
                stroke=g.top,
                stroke_width=3,
            )
        )
    for i in range(6):
        shapes.append(
            path(
                wave(560 + i * 14, level(9 + i), 520, phase=i * 0.5) + "L1240 660L-40 660Z",
                fill=g.near,
                fill_opacity=round(0.16 + i * 0.07, 2),
            )
        )
    return [
        *(
            circle(600, 560, radius, fill=g.accent, fill_opacity=opacity)
            for radius, opacity in ((178, 0.1), (140, 0.16), (100, 1))
        ),
        *shapes,
    ]


def membrane(g: Ground, r: random.Random) -> list[str]:
    """A cell membrane with channels; in the middle one sits a molecule."""
    shapes = []
    for k in range(49):
        x = 0 + k * 25
        if min(abs(x - c) for c in (200, 600, 1000)) < 74:
            continue
        sway = 7 * math.sin(x / 120)
        for side in (-1, 1):
            shapes.append(
                path(
                    f"M{x} {number(315 + side * 10 + sway)}v{number(side * 44)}",
                    stroke=g.near,
                    stroke_width=4,
                    stroke_opacity=0.55,
                    stroke_linecap="round",
                )
            )
            shapes.append(circle(x, 315 + side * 66 + sway, 11, fill=g.near))
    for c in (200, 600, 1000):
        for side in (-1, 1):
            shapes.append(channel_wall(c, 315, 1, side, fill=g.bright, fill_opacity=0.94))
    for c, below in ((200, 14), (600, 0), (1000, 14)):
        for _ in range(16):
            shapes.append(
                circle(
                    c + r.gauss(0, 62),
                    r.uniform(30, 175),
                    r.uniform(3.5, 7),
                    fill=g.bright,
                    fill_opacity=round(r.uniform(0.5, 0.95), 2),
                )
            )
        for k in range(below):
            shapes.append(
                circle(
                    c + r.gauss(0, 20 + k * 5),
                    330 + k * 20,
                    r.uniform(3.5, 7),
                    fill=g.bright,
                    fill_opacity=round(r.uniform(0.5, 0.95), 2),
                )
            )
    shapes += [
        circle(600, 292, radius, fill=g.accent, fill_opacity=opacity)
        for radius, opacity in ((84, 0.13), (58, 0.22), (34, 1))
    ]
    return shapes


def traces(g: Ground, r: random.Random) -> list[str]:
    """Three signals side by side, watched continuously."""
    shapes = [
        path(f"M{x} 40V590", stroke=g.near, stroke_width=1, stroke_opacity=0.22)
        for x in range(60, 1200, 60)
    ]
    beats = [(-20.0, 170.0)]
    for k in range(9):
        x = 40 + k * 134
        beats += [
            (x, 170),
            (x + 16, 156),
            (x + 30, 170),
            (x + 40, 186),
            (x + 52, 84),
            (x + 66, 214),
            (x + 78, 170),
            (x + 100, 154),
            (x + 118, 170),
        ]
    shapes.append(
        path(
            polyline([*beats, (1240, 170)]),
            stroke=g.bright,
            stroke_width=4.5,
            stroke_linejoin="round",
        )
    )
    shapes.append(
        path(wave(330, lambda x: 30 + 10 * math.sin(x / 200), 236), stroke=g.near, stroke_width=4.5)
    )
    falling = [
        (x, 455 + 80 / (1 + math.exp(-(x - 560) / 120)) + r.uniform(-9, 9))
        for x in range(-20, 1241, 60)
    ]
    shapes.append(path(curve(falling) + "L1240 660L-20 660Z", fill=g.accent, fill_opacity=0.16))
    shapes.append(path(curve(falling), stroke=g.accent, stroke_width=5.5))
    shapes.append(
        path(
            "M828 30V600",
            stroke=g.bright,
            stroke_width=2,
            stroke_dasharray="3 9",
            stroke_linecap="round",
        )
    )
    y = 330 + (30 + 10 * math.sin(828 / 200)) * math.sin(math.tau * 828 / 236)
    return [
        *shapes,
        *(circle(828, v, 11, fill=g.top, stroke=g.bright, stroke_width=4) for v in (170, y, 526)),
    ]


def nerve(g: Ground, r: random.Random) -> list[str]:
    """A nerve that branches, and burns at one end."""
    strokes: list[str] = []
    tips: list[tuple[float, float, float]] = []

    def grow(x: float, y: float, angle: float, length: float, width: float, depth: int) -> None:
        bend = angle + r.uniform(-0.28, 0.28)
        middle = (x + length * 0.5 * math.cos(bend), y + length * 0.5 * math.sin(bend))
        end = (x + length * math.cos(angle), y + length * math.sin(angle))
        heat = max(0.0, min(1.0, (end[0] - 520) / 480))
        strokes.append(
            path(
                curve([(x, y), middle, end]),
                stroke=mix(g.near, g.accent, heat),
                stroke_width=round(width, 1),
                stroke_linecap="round",
                stroke_opacity=0.92,
            )
        )
        if depth == 0:
            tips.append((*end, heat))
            return
        for side in (-1, 1):
            grow(
                *end,
                angle + side * r.uniform(0.16, 0.44),
                length * r.uniform(0.74, 0.9),
                width * 0.68,
                depth - 1,
            )

    grow(-30, 330, -0.03, 250, 17, 7)
    glow = [
        circle(950, 315, radius, fill=g.accent, fill_opacity=0.045)
        for radius in (330, 260, 190, 120)
    ]
    return [
        *glow,
        *strokes,
        *(
            circle(x, y, 3 + 4 * heat, fill=mix(g.bright, g.accent, heat * 0.8))
            for x, y, heat in tips
        ),
    ]


def voices(g: Ground, r: random.Random) -> list[str]:
    """Several voices as overlapping rings of speech, each of its own form."""
    shapes = []
    for n, (x, y, size, tone) in enumerate(
        (
            (330, 330, 190, g.near),
            (610, 270, 165, g.bright),
            (860, 355, 205, g.near),
            (600, 440, 110, g.accent),
        )
    ):
        for ring in range(8):
            a, b = r.uniform(0, 6), r.uniform(0, 6)
            points = []
            for k in range(37):
                turn = math.tau * (k % 36) / 36
                radius = (
                    size
                    * (1 - ring * 0.105)
                    * (
                        1
                        + 0.07 * math.sin(3 * turn + a * 0.15 + n)
                        + 0.035 * math.sin(5 * turn + b * 0.1)
                    )
                )
                points.append((x + radius * math.cos(turn), y + radius * math.sin(turn)))
            shapes.append(
                path(
                    curve(points) + "Z",
                    stroke=tone,
                    stroke_width=2.4 if ring else 3.2,
                    stroke_opacity=round(0.95 - ring * 0.07, 2),
                    fill=tone,
                    fill_opacity=0.035,
                )
            )
    return shapes


def steps(g: Ground, r: random.Random) -> list[str]:
    """A rate held for some hours, drawn as bars below a curve: the area is the amount."""
    shapes = []
    for k in range(24):
        x = 96 + k * 42.5
        y = 520 - 330 * (1 / (1 + math.exp(-(k - 7) / 2.6))) - 40 * math.sin(k / 4)
        shapes.append(
            box(
                x,
                y,
                31,
                540 - y,
                5,
                fill=g.accent if 9 <= k < 15 else g.near,
                fill_opacity=0.95 if 9 <= k < 15 else round(0.35 + 0.02 * k, 2),
            )
        )
    line = [
        (111 + k * 42.5, 496 - 330 * (1 / (1 + math.exp(-(k - 7) / 2.6))) - 40 * math.sin(k / 4))
        for k in range(24)
    ]
    shapes += [
        path(curve(line), stroke=g.bright, stroke_width=4.5, stroke_linecap="round"),
        path("M70 550H1130", stroke=g.bright, stroke_width=2.5, stroke_linecap="round"),
    ]
    return [
        *shapes,
        *(
            circle(x, y, 8, fill=g.top, stroke=g.bright, stroke_width=3.5)
            for x, y in (line[9], line[14])
        ),
    ]


def columns(g: Ground, r: random.Random) -> list[str]:
    """Six columns of different height, each made of layered waves."""
    shapes = []
    for n, height in enumerate((440, 300, 370, 220, 270, 170)):
        left = 126 + n * 163
        for k in range(int(height / 15)):
            y = 545 - k * 15
            sway = 5 + 3 * math.sin(k * 0.9 + n)
            points = [
                (left + i * 13.3, y + sway * math.sin(i * 0.9 + k * 0.45 + n)) for i in range(10)
            ]
            top = k >= int(height / 15) - 2
            shapes.append(
                path(
                    curve(points),
                    stroke=g.accent if top else mix(g.near, g.bright, k / 30),
                    stroke_width=7 if top else 5,
                    stroke_linecap="round",
                    stroke_opacity=1 if top else 0.85,
                )
            )
    return shapes


def dialogue(g: Ground, r: random.Random) -> list[str]:
    """Two sources of waves that meet, and what they have in common."""
    shapes = []
    for side, x in ((0, 380), (1, 820)):
        for k in range(10):
            shapes.append(
                circle(
                    x,
                    315,
                    44 + k * 42,
                    fill="none",
                    stroke=g.bright if side else g.near,
                    stroke_width=2.4,
                    stroke_opacity=round(0.95 - k * 0.085, 2),
                )
            )
        shapes.append(circle(x, 315, 26, fill=g.bright if side else g.near))
    shapes.append(
        path(
            "M600 70C716 166 716 464 600 560C484 464 484 166 600 70Z",
            fill=g.accent,
            fill_opacity=0.88,
        )
    )
    for k in range(1, 5):
        w = 116 - k * 24
        shapes.append(
            path(
                f"M600 {70 + k * 26}C{600 + w} {166 + k * 18} {600 + w} {464 - k * 18} 600 {560 - k * 26}"
                f"C{600 - w} {464 - k * 18} {600 - w} {166 + k * 18} 600 {70 + k * 26}Z",
                stroke=g.top,
                stroke_width=1.6,
                stroke_opacity=0.55,
            )
        )
    return shapes


def ledger(g: Ground, r: random.Random) -> list[str]:
    """Ruled lines with one mark a day, some days left empty, and the shape that emerges."""
    shapes = [
        path(f"M110 {y}H1090", stroke=g.near, stroke_width=1.6, stroke_opacity=0.7)
        for y in range(115, 540, 50)
    ]
    shapes.append(path("M176 70V560", stroke=g.accent, stroke_width=2.5))
    marks: list[Point] = []
    for k in range(30):
        if k in (6, 13, 22):
            continue
        x = 206 + k * 29.5
        y = (
            190
            + 255 * (1 / (1 + math.exp(-(k - 12) / 1.8)))
            - 175 * (1 / (1 + math.exp(-(k - 25) / 2.2)))
            + r.uniform(-24, 24)
        )
        marks.append((x, y))
    shapes.append(
        path(
            curve(marks[::2]),
            stroke=g.bright,
            stroke_width=2.5,
            stroke_opacity=0.6,
            stroke_dasharray="2 9",
            stroke_linecap="round",
        )
    )
    for n, (x, y) in enumerate(marks):
        treated = 10 <= n <= 12
        shapes.append(circle(x, y, 12 if treated else 9, fill=g.accent if treated else g.bright))
    return shapes


def rivers(g: Ground, r: random.Random) -> list[str]:
    """Five streams from five places that join in one."""
    shapes = []
    for n in range(5):
        y = 80 + n * 118
        for k in range(6):
            o = (k - 2.5) * 7
            points = [
                (-20, y + o * 1.6),
                (200, y + o * 1.4 + r.uniform(-4, 4)),
                (430, y + (315 - y) * 0.35 + o),
                (650, y + (315 - y) * 0.86 + o * 0.7),
                (900, 315 + (n - 2) * 7 + o * 0.4),
            ]
            shapes.append(
                path(
                    curve(points),
                    stroke=g.accent if n == 2 else mix(g.near, g.bright, n / 4),
                    stroke_width=3.2 if n == 2 else 2.6,
                    stroke_opacity=round(0.95 - abs(k - 2.5) * 0.14, 2),
                    stroke_linecap="round",
                )
            )
        shapes.append(
            circle(150, y, 20, fill=g.top, stroke=g.accent if n == 2 else g.bright, stroke_width=5)
        )
    shapes += [
        circle(930, 315, radius, fill=g.bright, fill_opacity=opacity)
        for radius, opacity in ((190, 0.07), (140, 0.11), (96, 0.18), (60, 1))
    ]
    return [*shapes, circle(930, 315, 27, fill=g.accent)]


def arches(g: Ground, r: random.Random) -> list[str]:
    """An arcade: openings in a row, one of them lit."""
    shapes = []
    for n in range(5):
        x = 150 + n * 225
        for k in range(6):
            w = 98 - k * 15
            lit = n == 3 and k == 5
            shapes.append(
                path(
                    f"M{x - w} 560V{300 - k * 2}A{w} {w} 0 0 1 {x + w} {300 - k * 2}V560",
                    stroke=g.accent if n == 3 else mix(g.near, g.bright, k / 6),
                    stroke_width=3,
                    stroke_opacity=round(0.45 + k * 0.1, 2),
                    fill=g.accent if lit else "none",
                    fill_opacity=0.95,
                )
            )
    return [
        *shapes,
        path("M20 562H1180", stroke=g.bright, stroke_width=3, stroke_linecap="round"),
        path("M20 130H1180M20 112H1180", stroke=g.near, stroke_width=2, stroke_opacity=0.8),
    ]


def roster(g: Ground, r: random.Random) -> list[str]:
    """A week of long blocks, staggered, with some room left open."""
    shapes = [
        path(f"M{x} 70V560", stroke=g.near, stroke_width=1.2, stroke_opacity=0.4)
        for x in range(120, 1100, 96)
    ]
    for row in range(5):
        y = 82 + row * 98
        x = 120 + (row % 3) * 48
        for lane in range(2):
            start, length = x + lane * 490, (384, 480, 430, 400, 470)[(row + lane) % 5] - 36 * lane
            length = min(length, 1084 - start)
            held = (row, lane) in ((1, 1), (4, 0))
            shapes.append(
                box(
                    start,
                    y,
                    length,
                    58,
                    29,
                    fill="none"
                    if held
                    else (g.accent if (row, lane) == (2, 0) else g.bright if lane else g.near),
                    fill_opacity=0.93,
                    stroke=g.bright if held else "none",
                    stroke_width=3,
                    stroke_dasharray="4 10" if held else "none",
                    stroke_linecap="round",
                )
            )
            if not held:
                shapes.append(circle(start + 29, y + 29, 13, fill=g.top))
    return shapes


def hub(g: Ground, r: random.Random) -> list[str]:
    """A network around one center."""
    inner = [
        (
            600 + 170 * math.cos(math.tau * k / 6 + 0.3) * 1.25,
            315 + 170 * math.sin(math.tau * k / 6 + 0.3),
        )
        for k in range(6)
    ]
    outer = [
        (
            600 + (330 + r.uniform(-40, 70)) * 1.35 * math.cos(math.tau * k / 22 + 0.1),
            315 + (245 + r.uniform(-40, 30)) * math.sin(math.tau * k / 22 + 0.1),
        )
        for k in range(22)
    ]
    shapes = []
    for x, y in outer:
        near = sorted(inner, key=lambda p: math.dist(p, (x, y)))[:2]
        shapes += [
            path(
                curve(
                    [
                        (x, y),
                        ((x + a) / 2 + r.uniform(-14, 14), (y + b) / 2 + r.uniform(-14, 14)),
                        (a, b),
                    ]
                ),
                stroke=g.near,
                stroke_width=1.6,
                stroke_opacity=0.6,
            )
            for a, b in near
        ]
    for i, (x, y) in enumerate(inner):
        a, b = inner[(i + 1) % 6]
        shapes += [
            path(polyline([(x, y), (a, b)]), stroke=g.near, stroke_width=2, stroke_opacity=0.55),
            path(
                polyline([(x, y), (600, 315)]), stroke=g.bright, stroke_width=4, stroke_opacity=0.9
            ),
        ]
    shapes += [circle(x, y, r.uniform(5, 12), fill=g.near) for x, y in outer]
    shapes += [circle(x, y, 25, fill=g.bright) for x, y in inner]
    return [
        *shapes,
        circle(600, 315, 88, fill=g.accent, fill_opacity=0.18),
        circle(600, 315, 56, fill=g.accent),
        circle(600, 315, 22, fill=g.top),
    ]


def years(g: Ground, r: random.Random) -> list[str]:
    """Rings like those of a tree, with a mark at each review."""
    shapes = []
    for ring in range(13):
        radius = 34 + ring * 27
        points = []
        for k in range(49):
            turn = math.tau * (k % 48) / 48
            points.append(
                (
                    600
                    + radius
                    * 1.28
                    * (1 + 0.018 * math.sin(3 * turn + ring * 0.3))
                    * math.cos(turn),
                    315 + radius * (1 + 0.03 * math.sin(2 * turn + ring * 0.24)) * math.sin(turn),
                )
            )
        shapes.append(
            path(
                curve(points) + "Z",
                stroke=mix(g.bright, g.near, ring / 12),
                stroke_width=3.2 if ring % 3 == 0 else 1.8,
                stroke_opacity=round(0.95 - ring * 0.045, 2),
            )
        )
        if ring % 3 == 0:
            turn = -0.5 + ring * 0.11
            shapes.append(
                circle(
                    600 + radius * 1.28 * math.cos(turn),
                    315 + radius * math.sin(turn),
                    12,
                    fill=g.accent,
                    stroke=g.top,
                    stroke_width=4,
                )
            )
    return [*shapes, circle(600, 315, 12, fill=g.accent)]


def prism(g: Ground, r: random.Random) -> list[str]:
    """One bright line enters a prism and comes out as several."""
    shapes = [path("M-20 400L520 312", stroke=g.bright, stroke_width=9)]
    for k in range(6):
        y = 150 + k * 76
        shapes.append(
            path(
                polyline([(520, 312), (676, 302 + k * 7), (1240, y)]),
                stroke=g.accent if k == 3 else mix(g.near, g.bright, k / 6),
                stroke_width=7,
                stroke_opacity=0.92,
                stroke_linejoin="round",
            )
        )
    for k in range(5):
        o = k * 17
        shapes.append(
            path(
                f"M600 {96 + o * 1.9}L{822 - o * 1.72} {476 - o}H{378 + o * 1.72}Z",
                stroke=g.bright,
                stroke_width=5 if k == 0 else 1.5,
                stroke_opacity=1 if k == 0 else 0.5,
                fill=g.bright,
                fill_opacity=0.05,
                stroke_linejoin="round",
            )
        )
    return shapes


def synapse(g: Ground, r: random.Random) -> list[str]:
    """A field of nerve cells, with a signal that passes and grows quiet."""
    nodes: list[Point] = []
    while len(nodes) < 46:
        spot = (r.uniform(40, 1160), r.uniform(50, 580))
        if all(math.dist(spot, other) > 92 for other in nodes):
            nodes.append(spot)
    shapes = []
    for i, (x, y) in enumerate(nodes):
        for a, b in sorted(nodes[i + 1 :], key=lambda p: math.dist(p, (x, y)))[:3]:
            if math.dist((x, y), (a, b)) < 235:
                shapes.append(
                    path(
                        curve(
                            [
                                (x, y),
                                (
                                    (x + a) / 2 + r.uniform(-22, 22),
                                    (y + b) / 2 + r.uniform(-22, 22),
                                ),
                                (a, b),
                            ]
                        ),
                        stroke=g.near,
                        stroke_width=1.7,
                        stroke_opacity=0.5,
                    )
                )
    shapes += [
        circle(
            x, y, r.uniform(5, 13), fill=g.near if r.random() < 0.7 else g.bright, fill_opacity=0.9
        )
        for x, y in nodes
    ]
    for k in range(7):

        def height(x: float, k: int = k) -> float:
            return 10 + (128 - 17 * k) * bell(x, 330, 235)

        shapes.append(
            path(
                wave(330, height, 152, phase=k * 0.05),
                stroke=g.accent if k == 0 else g.bright,
                stroke_width=6 if k == 0 else 1.8,
                stroke_opacity=1 if k == 0 else 0.5,
                stroke_linecap="round",
            )
        )
    return [
        *shapes,
        *(
            circle(
                742, 318, radius, fill=g.accent if radius == 30 else g.bright, fill_opacity=opacity
            )
            for radius, opacity in ((120, 0.08), (82, 0.13), (50, 0.25), (30, 1))
        ),
    ]
