"""Characters that fonts for paper do not have: what says how another is to look, and emoji."""

from __future__ import annotations

import re
import unicodedata

#: Which form of a symbol is wanted, what joins several to one, tones of skin, tags of flags.
_SELECTORS = re.compile("[\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")

_EMOJI = re.compile("[\U0001f000-\U0001faff]")


def plain(text: str) -> str:
    """Return *text* without characters that only say how those before them look."""
    return _SELECTORS.sub("", text)


def with_names(latex: str) -> str:
    r"""Return *latex* with the name of each emoji behind it, as arguments of ``\kbsymbol``.

    It prints the name where the font has no picture: new emoji come every year.
    """
    return _EMOJI.sub(lambda found: rf"\kbsymbol{{{found[0]}}}{{{_name(found[0])}}}", latex)


def _name(character: str) -> str:
    return unicodedata.name(character, "emoji").lower()
