"""Substitutions: ``{{ name }}`` becomes a value of the article or of ``myst_substitutions``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def look_up(values: Mapping[str, Any], name: str) -> str | None:
    """Return the value called *name*, as Markdown; None if there is none.

    A name with dots looks into mappings: ``product.name``.  That is all: nothing is called, no
    attribute is read and nothing is computed, because an article's author must not run code.
    """
    if name in values:
        return _written(values[name])
    found: Any = values
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return _written(found)


def _written(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float | date) else None
