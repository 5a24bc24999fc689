"""Tables and plots of what was measured, for the guide."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
GUIDE = HERE.parent / "guide"
TABLES = GUIDE / "performance.tables.txt"
PLOTS = HERE.parent / "_static"

#: What one step of a round is called in the tables.
TITLES = {
    "cold": "cold build",
    "nothing": "nothing to do",
    "floor": "loading Sphinx and its environment, no build",
    "check": "`kb check`, the first time",
    "recheck": "`kb check` again",
    "body": "one edited body",
    "quick": "one edited body, search index left as it is",
    "tag": "one edited tag",
    "new": "one new article",
    "clone": "fresh clone, cache restored, one edit",
}

#: Colours that are told apart by the colour-blind (Okabe and Ito), for light and for dark pages.
COLOURS = (
    "#0072b2",
    "#56b4e9",
    "#e69f00",
    "#d55e00",
    "#cc79a7",
    "#8a6fc0",
    "#009e73",
    "#888888",
    "#8c6d31",
)

Results = dict[str, list[dict[str, Any]]]


def write(results: Results) -> None:
    """Write the tables and the plots of *results*."""
    TABLES.write_text("\n".join(tables(results)) + "\n", encoding="utf-8")
    for name, ink in (("light", "#333333"), ("dark", "#dddddd")):
        (PLOTS / f"performance-{name}.svg").write_text(plot(results, ink), encoding="utf-8")


def tables(results: Results) -> Iterator[str]:
    """Yield the lines of the tables: one for each number of articles."""
    cpus = len(os.sched_getaffinity(0))
    rounds = sorted(set(_rounds(results)))
    number = " to ".join(map(str, dict.fromkeys((rounds[0], rounds[-1])))) if rounds else "no"
    yield f"Measured with Python {platform.python_version()} on {cpus} cores; rounds: {number}."
    yield "Sphinx has a process for each core."
    for size in _sizes(results):
        yield ""
        yield f"### {size:,} articles"
        yield ""
        yield "| | step | cores | CPU s | wall s | peak MB |"
        yield "| --- | --- | ---: | ---: | ---: | ---: |"
        for key, runs in sorted(results.items(), key=lambda item: _order(item[0])):
            tool, of_size, step, cores = key.split()
            if int(of_size) != size:
                continue
            if runs[0]["failed"]:
                words = runs[0]["failed"].split("\n")
                reason = next((line for line in reversed(words) if line.strip()), "failed")
                yield f"| {tool} | {TITLES[step]} | {cores} | {reason[:60]} | | |"
                continue
            values = [median(results, key, what) for what in ("cpu", "wall", "peak")]
            cpu, wall, peak = values
            yield f"| {tool} | {TITLES[step]} | {cores} | {cpu:.1f} | {wall:.1f} | {peak:.0f} |"


def median(results: Mapping[str, list[dict[str, Any]]], key: str, what: str) -> float:
    """Return the median over all rounds."""
    return statistics.median(run[what] for run in results[key])


def plot(results: Results, ink: str) -> str:
    """Return a plot of cold builds on all cores: CPU seconds over articles, both logarithmic."""
    lines: dict[str, list[tuple[int, float]]] = {}
    most = max((key.split()[3] for key in results), key=int)
    for key, runs in sorted(results.items(), key=lambda item: _order(item[0])):
        tool, size, step, cores = key.split()
        if step == "cold" and cores == most and not runs[0]["failed"]:
            lines.setdefault(tool, []).append((int(size), median(results, key, "cpu")))
    width, height, left, top, right, bottom = 720, 420, 60, 20, 170, 50
    scale_x, xs = _logarithmic(
        [x for points in lines.values() for x, _ in points], left, width - right
    )
    scale_y, ys = _logarithmic(
        [y for points in lines.values() for _, y in points], height - bottom, top
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="13" fill="{ink}">',
        f'<text x="{left}" y="{height - 8}">articles</text>',
        '<text x="8" y="14">CPU seconds of a cold build</text>',
    ]
    for value in xs:
        x = scale_x(value)
        parts.append(f'<path d="M{x:.0f} {top}V{height - bottom}" stroke="{ink}" opacity=".15"/>')
        parts.append(f'<text x="{x:.0f}" y="{height - 30}" text-anchor="middle">{value:,}</text>')
    for value in ys:
        y = scale_y(value)
        parts.append(f'<path d="M{left} {y:.0f}H{width - right}" stroke="{ink}" opacity=".15"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{value:,}</text>')
    labels = sorted(lines, key=lambda tool: -lines[tool][-1][1])
    for place, tool in enumerate(labels):
        colour = COLOURS[sorted(lines).index(tool) % len(COLOURS)]
        points = [(scale_x(x), scale_y(y)) for x, y in sorted(lines[tool])]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        y = top + 14 + place * 20
        parts.append(f'<circle cx="{width - right + 18}" cy="{y - 4}" r="5" fill="{colour}"/>')
        parts.append(f'<text x="{width - right + 30}" y="{y}">{tool}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _logarithmic(values: list[float] | list[int], start: int, end: int) -> Any:
    """Return a scale from *start* to *end*, and the round values to mark on it."""
    low, high = math.log10(min(values) * 0.8), math.log10(max(values) * 1.25)
    marks = [
        one * 10**power
        for power in range(math.floor(low), math.ceil(high))
        for one in (1, 3)
        if low <= math.log10(one * 10**power) <= high and power >= 0
    ]
    return (lambda v: start + (end - start) * (math.log10(v) - low) / (high - low)), marks


def _sizes(results: Results) -> list[int]:
    return sorted({int(key.split()[1]) for key in results})


def _rounds(results: Results) -> list[int]:
    return [len(runs) for runs in results.values() if not runs[0]["failed"]]


def _order(key: str) -> tuple[int, int, str, int]:
    tool, size, step, cores = key.split()
    return int(size), list(TITLES).index(step), tool, int(cores)


if __name__ == "__main__":
    write(json.loads(Path(sys.argv[1]).read_text()))
