"""Charts of a site as SVG: bars, and a graph of links."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.reports.link_graph import LinkGraph

_COLOURS = ("#3b6fb6", "#c2571a", "#2f8f5b", "#8a4fb0", "#b03a5b", "#6b7a1f", "#1f8a8a", "#7a5230")


def bars(values: Mapping[str, int], title: str) -> str:
    """Return a bar chart of *values* as SVG; each bar shows its value as a tooltip."""
    if not values:
        return ""
    width, height, top = 800, 180, max(values.values()) or 1
    step = width / len(values)
    parts = [_head(width + 24, height + 24, title)]
    # Show as many labels, and as much of each, as fit: a letter is about 7 units wide.
    every = max(1, math.ceil(len(values) * 60 / width))
    letters = int(step * every / 7)
    for place, (label, value) in enumerate(values.items()):
        tall = value / top * (height - 20)
        x, y = place * step, height - tall
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(step - 2, 1):.1f}" height="{tall:.1f}" '
            f'rx="2" fill="{_COLOURS[0]}"><title>{escape(label)}: {value}</title></rect>'
        )
        if place % every == 0:
            text = escape(_short(label, letters))
            parts.append(f'<text x="{x:.1f}" y="{height + 16}">{text}</text>')
    return "".join([*parts, "</svg>"])


def link_picture(graph: LinkGraph, title: str) -> str:
    """Return the articles on a circle, by category, with a line for each link, as SVG."""
    size, centre = 900, 450
    radius = 300
    ordered = sorted(graph.articles.values(), key=lambda one: (one.category, one.slug))
    categories = sorted({article.category for article in ordered})
    colours = {name: _COLOURS[n % len(_COLOURS)] for n, name in enumerate(categories)}
    angles = {
        article.slug: 2 * math.pi * place / max(len(ordered), 1)
        for place, article in enumerate(ordered)
    }
    at = {
        slug: (centre + radius * math.cos(angle), centre + radius * math.sin(angle))
        for slug, angle in angles.items()
    }
    parts = [_head(size, size, title)]
    for link in graph.links:
        (x1, y1), (x2, y2) = at[link.source], at[link.target]
        colour = colours[graph.articles[link.source].category]
        dash = ' stroke-dasharray="4 3"' if link.is_curated else ""
        parts.append(
            f'<path d="M{x1:.1f} {y1:.1f}Q{centre} {centre} {x2:.1f} {y2:.1f}" fill="none" '
            f'stroke="{colour}" stroke-opacity=".45"{dash}>'
            f"<title>{escape(link.source)} → {escape(link.target)}</title></path>"
        )
    for article in ordered:
        (x, y), angle = at[article.slug], angles[article.slug]
        linked = len(graph.incoming(article.slug)) if len(ordered) <= 300 else 1
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + min(linked, 9):.0f}" '
            f'fill="{colours[article.category]}"><title>{escape(article.title)}: {linked} '
            "articles lead here</title></circle>"
        )
        if len(ordered) <= 80:
            name = escape(_short(article.title, 24))
            degrees, is_left = math.degrees(angle), math.cos(angle) < 0
            turn = degrees + 180 if is_left else degrees
            anchor = "end" if is_left else "start"
            lx, ly = (
                centre + (radius + 16) * math.cos(angle),
                centre + (radius + 16) * math.sin(angle),
            )
            parts.append(
                f'<text x="{lx:.1f}" y="{ly:.1f}" text-anchor="{anchor}" '
                f'dominant-baseline="middle" '
                f'transform="rotate({turn:.1f} {lx:.1f} {ly:.1f})">{name}'
                "</text>"
            )
    return "".join([*parts, "</svg>"])


def _short(title: str, letters: int) -> str:
    return title if len(title) <= letters else title[: letters - 1] + "…"


def _head(width: int, height: int, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="11" '
        f'fill="currentColor"><title>{escape(title)}</title>'
    )
