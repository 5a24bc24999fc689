"""Colours and circles of drawn images; each text always gets the same ones."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Pairs of background and accent; white text has a contrast of over 7:1 on each background.
_COLOURS = (
    ("#12414f", "#3fa7b5"),
    ("#2d3a63", "#7d95d6"),
    ("#4a2f57", "#b58ccb"),
    ("#1f4a35", "#63b58c"),
    ("#5a3a22", "#d19a66"),
)


def colours(text: str) -> tuple[str, str]:
    """Return the background and the accent of *text*."""
    return _COLOURS[_number(text) % len(_COLOURS)]


def circles(text: str) -> Sequence[tuple[float, float, int]]:
    """Return the circles of *text*: x and y as fractions of width and height, radius in pixels."""
    number = _number(text)
    found = []
    for _ in range(4):
        number, x = divmod(number, 97)
        number, y = divmod(number, 89)
        number, radius = divmod(number, 83)
        found.append((0.55 + x / 97 * 0.5, y / 89, 60 + radius * 3))
    return found


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
