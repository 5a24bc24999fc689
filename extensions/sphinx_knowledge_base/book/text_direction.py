"""The direction of a text: left to right, or right to left."""

from __future__ import annotations

import re

#: Letters of scripts from right to left, as a range for regular expressions.
RTL_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"

_FIRST_LETTER = re.compile(f"([{RTL_LETTERS}])|[^\\W\\d_]")


def is_rtl(text: str) -> bool:
    """Return whether *text* runs from right to left: whether its first letter does.

    These are the rules P2 and P3 of the Unicode Bidirectional Algorithm.
    """
    found = _FIRST_LETTER.search(text)
    return found is not None and found[1] is not None
