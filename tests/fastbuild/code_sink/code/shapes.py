"""Shapes."""

from __future__ import annotations

from base import Shape
from settings import LIMIT


class Square(Shape):
    """A square."""


def area(side: int = LIMIT) -> int:
    """Return the area.

    Args:
        side: Length of a side.
    """
    return side * side
