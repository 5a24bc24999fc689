"""A base class."""

from __future__ import annotations


class Shape:
    """Anything with an area."""
