"""The strokes and shapes that every picture is made of, as pieces of SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 1200, 630

INK = "#0d2135"
NIGHT = "#12384a"
TEAL = "#17697a"
SEA = "#4f9ea0"
MIST = "#a9cfc8"
SAND = "#e6d3b3"
SHELL = "#f6eedf"
CORAL = "#e2764a"

Point: TypeAlias = tuple[float, float]
"""A place in the picture: x to the right, y downward."""


class Ground(NamedTuple):
    """The colors that a motif draws with, from the background forward."""

    top: str
    bottom: str
    far: str
    near: str
    bright: str
    accent: str = CORAL


DUSK = Ground(INK, NIGHT, TEAL, SEA, SAND)
DEEP = Ground(NIGHT, TEAL, SEA, MIST, SHELL)
DAY = Ground(SHELL, SAND, MIST, SEA, NIGHT)


def number(value: float) -> str:
    """Write a coordinate with at most one decimal, and no needless zero."""
    return f"{value:.1f}".removesuffix(".0").replace("-0.0", "0")


def attributes(values: dict[str, object]) -> str:
    """Write attributes; ``stroke_width`` becomes ``stroke-width``."""
    return "".join(
        f' {name.replace("_", "-")}="{number(value) if isinstance(value, float) and abs(value) > 1 else value}"'
        for name, value in values.items()
    )


def circle(x: float, y: float, radius: float, **style: object) -> str:
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"{attributes(style)}/>'


def box(x: float, y: float, width: float, height: float, radius: float = 0, **style: object) -> str:
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        f' rx="{number(radius)}"{attributes(style)}/>'
    )


def path(data: str, **style: object) -> str:
    return f'<path d="{data}"{attributes({"fill": "none", **style})}/>'


def curve(points: Iterable[Point]) -> str:
    """Path data of a smooth line through the points (a Catmull-Rom spline as cubic Béziers)."""
    p = list(points)
    data = f"M{number(p[0][0])} {number(p[0][1])}"
    for i in range(len(p) - 1):
        before, start, end, after = p[max(i - 1, 0)], p[i], p[i + 1], p[min(i + 2, len(p) - 1)]
        a = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        b = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        data += "C" + " ".join(f"{number(x)} {number(y)}" for x, y in (a, b, end))
    return data


def polyline(points: Iterable[Point]) -> str:
    """Path data of straight lines through the points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def arc(x: float, y: float, radius: float, start: float, end: float) -> str:
    """Path data of a clockwise arc; angles in degrees, 0 at the top."""

    def at(angle: float) -> str:
        turn = math.radians(angle - 90)
        return f"{number(x + radius * math.cos(turn))} {number(y + radius * math.sin(turn))}"

    large = int(end - start > 180)
    return f"M{at(start)}A{number(radius)} {number(radius)} 0 {large} 1 {at(end)}"


def wave(
    y: float,
    height: Callable[[float], float],
    length: float,
    *,
    start: float = -20,
    end: float = WIDTH + 20,
    phase: float = 0,
) -> str:
    """Path data of a sine wave whose height depends on x."""
    steps = max(2, int((end - start) / length * 12))
    xs = [start + (end - start) * i / steps for i in range(steps + 1)]
    return curve((x, y + height(x) * math.sin(math.tau * x / length + phase)) for x in xs)


def bell(x: float, middle: float, width: float) -> float:
    """A smooth bump of height 1 around ``middle``."""
    return math.exp(-(((x - middle) / width) ** 2))


def level(height: float) -> Callable[[float], float]:
    """A wave's height that is the same everywhere."""
    return lambda x: height


def hump(height: float, middle: float, width: float) -> Callable[[float], float]:
    """A wave's height that is greatest at ``middle`` and fades to both sides."""
    return lambda x: height * bell(x, middle, width)


def channel_wall(x: float, y: float, scale: float, side: int, **style: object) -> str:
    """One half of a receptor's channel: ``side`` -1 is its left wall, 1 its right."""
    outline = (
        (26, -120),
        (74, -125),
        (80, -65),
        (50, 0),
        (80, 65),
        (74, 125),
        (26, 120),
        (46, 70),
        (20, 30),
        (20, 0),
        (20, -30),
        (46, -70),
        (26, -120),
    )
    first, *rest = [f"{number(x + side * a * scale)} {number(y + b * scale)}" for a, b in outline]
    return path(f"M{first}C{' '.join(rest)}Z", **style)


def mix(first: str, second: str, share: float) -> str:
    """A colour between two: ``share`` 0 is the first, 1 the second."""
    share = max(0.0, min(1.0, share))
    parts = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def svg(width: int, height: int, title: str, shapes: Iterable[str], definitions: str = "") -> str:
    """Put shapes into a complete SVG document."""
    body = "\n".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img">\n'
        f"<title>{escape(title)}</title>\n{definitions}{body}\n</svg>\n"
    )
