"""Tools."""

from __future__ import annotations


def helper() -> int:
    """Help."""
    return 1
