"""The picture of ARCHITECTURE.md: rooms as boxes, imports between them as arrows.

Inner rooms stand below outer ones, so every arrow points down; one that points up is a wall that
has been broken, and is drawn in red.  Imports that skip a row share one line for each target,
which runs along the left edge.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape

from house.rooms import House, Room, ranks, read

PACKAGES = ("sphinx_knowledge_base", "sphinx_fastbuild")

BOX, HEIGHT = 196, 112
"""Width and height of a room."""
BESIDE, GAP = 22, 64
"""Space between two rooms of a row, and between two rows."""
LANE, MARGIN, HEAD = 14, 26, 82

#: Width that the name of an extension and its description need.
_LEAST = 300

#: One colour for each target, which is readable on light and on dark ground.
COLORS = (
    "#2f6fde",
    "#1b9e77",
    "#c2571a",
    "#8e5bd0",
    "#b8860b",
    "#d0468f",
    "#4a9aa5",
    "#7f8c2b",
    "#a0522d",
)

STYLE = """\
text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.name { font-weight: 600; font-size: 15px; }
.package { font-weight: 600; font-size: 17px; }
.small { font-size: 11.5px; fill: var(--soft); }
.room { fill: var(--room); stroke: var(--edge); }
.house { fill: var(--ground); stroke: var(--edge); }
path { fill: none; stroke-width: 1.6; }
.wrong { stroke: #d11; stroke-width: 2.4; stroke-dasharray: 6 4; }
svg { --ink: #1c2733; --soft: #55636f; --ground: #f6f8fa; --room: #fff; --edge: #b9c4cd; }
@media (prefers-color-scheme: dark) {
  svg { --ink: #e6edf3; --soft: #a3b1bd; --ground: #11181f; --room: #1d2730; --edge: #46535e; }
}"""


def draw() -> str:
    """Return the picture as SVG."""
    shapes: list[str] = []
    left, height = 0.0, 0.0
    for package in PACKAGES:
        panel = _Panel(read(package), left)
        shapes += panel.shapes()
        left += panel.width + 18
        height = max(height, panel.height)
    width = left - 18
    markers = "".join(
        f'<marker id="arrow{number}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        f'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:{color};stroke:none"/>'
        "</marker>"
        for number, color in enumerate((*COLORS, "#d11"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img">\n'
        "<title>Rooms of the two extensions, and the imports between them</title>\n"
        f"<style>\n{STYLE}\n</style>\n<defs>{markers}</defs>\n" + "\n".join(shapes) + "\n</svg>\n"
    )


class _Panel:
    """One extension: where its rooms stand, and how its arrows run."""

    def __init__(self, house: House, left: float) -> None:
        self.house = house
        self.left = left
        self.rank = ranks(house)
        rows: dict[int, list[str]] = {}
        for key in house.rooms:
            rows.setdefault(self.rank[key], []).append(key)
        self.rows = [rows[number] for number in sorted(rows, reverse=True)]
        #: Targets of imports that skip a row, the innermost at the outer edge.
        self.lanes = sorted(
            {target for source, target in house.imports if self._skips(source, target)},
            key=lambda key: (self.rank[key], key),
        )
        by_rank = sorted({target for _, target in house.imports}, key=lambda k: (self.rank[k], k))
        self.color = {key: number % len(COLORS) for number, key in enumerate(by_rank)}
        most = max(map(len, self.rows))
        inner = max(most * (BOX + BESIDE) - BESIDE, _LEAST)
        self.width = 2 * MARGIN + len(self.lanes) * LANE + inner
        self.height = HEAD + len(self.rows) * (HEIGHT + GAP) - GAP + MARGIN
        self.x: dict[str, float] = {}
        self.y: dict[str, float] = {}
        start = left + MARGIN + len(self.lanes) * LANE
        for number, row in enumerate(self.rows):
            indent = (inner - len(row) * (BOX + BESIDE) + BESIDE) / 2
            for place, key in enumerate(row):
                self.x[key] = start + indent + place * (BOX + BESIDE)
                self.y[key] = HEAD + number * (HEIGHT + GAP)

    def _skips(self, source: str, target: str) -> bool:
        return self.rank[source] - self.rank[target] > 1

    def shapes(self) -> Iterator[str]:
        """Yield the frame, the rooms and the arrows."""
        yield (
            f'<rect class="house" x="{self.left + 0.5:g}" y="0.5" rx="8" '
            f'width="{self.width - 1:g}" height="{self.height - 1:g}"/>'
        )
        x = self.left + MARGIN
        yield f'<text class="package" x="{x:g}" y="30">{self.house.package}</text>'
        for line, words in enumerate(_lines(self.house.about, self.width - 2 * MARGIN)[:2]):
            yield f'<text class="small" x="{x:g}" y="{48 + 14 * line}">{escape(words)}</text>'
        for key, room in self.house.rooms.items():
            yield from self._box(key, room)
        yield from self._arrows()

    def _box(self, key: str, room: Room) -> Iterator[str]:
        x, y = self.x[key], self.y[key]
        yield f'<rect class="room" x="{x:g}" y="{y:g}" width="{BOX}" height="{HEIGHT}" rx="6"/>'
        names = textwrap.shorten(room.name, 26, placeholder=", ...") if key else "shared"
        yield f'<text class="name" x="{x + 12:g}" y="{y + 23:g}">{escape(names)}</text>'
        count = f"{room.modules} module{'s' if room.modules != 1 else ''}"
        place = f'x="{x + BOX - 12:g}" y="{y + 23:g}" text-anchor="end"'
        yield f'<text class="small" {place}>{count}</text>'
        lines = _lines(room.about if key else room.name, BOX - 20)
        lines += _lines(", ".join(room.folders), BOX - 20)
        for number, words in enumerate(lines[:5]):
            place = f'x="{x + 12:g}" y="{y + 41 + 15 * number:g}"'
            yield f'<text class="small" {place}>{escape(words)}</text>'

    def _arrows(self) -> Iterator[str]:
        for (source, target), count in sorted(self.house.imports.items()):
            title = f"<title>{source or 'beside'} imports {target or 'beside'}: {count}</title>"
            if self.rank[source] <= self.rank[target]:
                yield self._upward(source, target, title)
                continue
            color = COLORS[self.color[target]]
            start = self._port(source, target, top=False)
            if not self._skips(source, target):
                end = self._port(target, source, top=True)
                yield (
                    f'<path d="M{start:g} {self.y[source] + HEIGHT:g}L{end:g} '
                    f'{self.y[target] - 1:g}" stroke="{color}" '
                    f'marker-end="url(#arrow{self.color[target]})">{title}</path>'
                )
                continue
            lane = self._lane(target)
            track = self._track(source, target)
            yield (
                f'<path d="M{start:g} {self.y[source] + HEIGHT:g}V{track:g}H{lane:g}" '
                f'stroke="{color}">{title}</path>'
            )
            yield f'<circle cx="{lane:g}" cy="{track:g}" r="3" fill="{color}"/>'
        for target in self.lanes:
            first = min(
                self._track(source, one)
                for source, one in self.house.imports
                if one == target and self._skips(source, target)
            )
            last = self.y[target] - 14 - 6 * self.lanes.index(target)
            end = self.x[target] + 16
            yield (
                f'<path d="M{self._lane(target):g} {first:g}V{last:g}H{end:g}'
                f'V{self.y[target] - 1:g}" stroke="{COLORS[self.color[target]]}" '
                f'marker-end="url(#arrow{self.color[target]})"/>'
            )

    def _upward(self, source: str, target: str, title: str) -> str:
        x, bulge = self.x[source] + BOX, self.x[source] + BOX + 60
        start, end = self.y[source] + HEIGHT / 2, self.y[target] + HEIGHT / 2
        return (
            f'<path class="wrong" d="M{x:g} {start:g}C{bulge:g} {start:g} {bulge:g} {end:g} '
            f'{self.x[target] + BOX:g} {end:g}" marker-end="url(#arrow{len(COLORS)})">'
            f"{title}</path>"
        )

    def _port(self, room: str, other: str, *, top: bool) -> float:
        """Return where an arrow leaves the bottom of *room*, or meets its top."""
        if top:
            ends = [s for s, t in self.house.imports if t == room and not self._skips(s, t)]
            ends = sorted((one for one in ends if self.rank[one] > self.rank[room]), key=self._at)
        else:
            ends = [t for s, t in self.house.imports if s == room]
            ends = sorted((one for one in ends if self.rank[one] < self.rank[room]), key=self._at)
            # Those that go to the left edge leave on the left.
            ends.sort(key=lambda one: not self._skips(room, one))
        return self.x[room] + BOX * (ends.index(other) + 1) / (len(ends) + 1)

    def _at(self, key: str) -> tuple[int, float]:
        return self.rank[key], self.x[key]

    def _lane(self, target: str) -> float:
        return self.left + MARGIN - 8 + LANE * self.lanes.index(target)

    def _track(self, source: str, target: str) -> float:
        return self.y[source] + HEIGHT + 10 + 8 * self.lanes.index(target)


def _lines(text: str, width: float) -> list[str]:
    """Break *text* into lines of about *width* pixels in small type."""
    return textwrap.wrap(text, max(int(width / 5.9), 10))
