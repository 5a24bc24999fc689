"""Whether every word of a body arrived."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def lost(source: str, syntax: list[str], written: str) -> tuple[int, list[str]]:
    """Return how many words *source* has, and those that *written* lacks.

    :param syntax: What of the source is template syntax or an address and no text.
    """
    there = _count(source) - _count("\n".join(syntax))
    missing = there - _count(written)
    return there.total(), sorted(missing.elements())


def _count(text: str) -> Counter[str]:
    return Counter(_WORD.findall(unescape(text)))
