"""Find the words of a source that its translation lacks."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def lost(source: str, syntax: list[str], written: str) -> tuple[int, list[str]]:
    """Return how many words *source* has, and those that *written* lacks.

    :param syntax: Pieces of the source that are template syntax or addresses, not text.
    """
    there = _count(source) - _count("\n".join(syntax))
    missing = there - _count(written)
    return there.total(), sorted(missing.elements())


def _count(text: str) -> Counter[str]:
    return Counter(_WORD.findall(unescape(text)))
