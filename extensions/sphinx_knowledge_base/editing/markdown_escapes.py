"""Texts that are put into Markdown."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~!&:])")


def escaped(text: str) -> str:
    """Return *text* as Markdown that shows it, on one line, whatever it holds."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
