"""Escape texts for Markdown."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~!&:])")


def escaped(text: str) -> str:
    """Return Markdown on one line that shows *text* literally."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
