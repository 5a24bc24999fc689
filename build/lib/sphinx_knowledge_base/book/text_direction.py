"""The direction of text: which of it runs from right to left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"

#: What opens to the right closes from right to left; the font of these characters is one of Latin
#: letters and does not turn them around.
_MIRRORED = str.maketrans("()[]{}<>\u00ab\u00bb\u2039\u203a", ")(][}{><\u00bb\u00ab\u203a\u2039")

#: A phrase from right to left: from its first such letter to its last, what is between included.
_RTL_PHRASE = re.compile(f"[{_RTL}](?:[^A-Za-z\u00c0-\u058f\n]*[{_RTL}])?")
#: Numbers by themselves are read in order, but what is between two of them is not part of them.
_NUMBER = r"\d(?:[\d.,:/]*\d)?"
_LTR_LETTER = f"(?:(?![{_RTL}])[^\\W\\d_])"
_LTR_END = f"(?:(?![{_RTL}])\\w)"
_LTR_PHRASE = re.compile(f"(?:{_NUMBER} ?)?{_LTR_LETTER}(?:[^{_RTL}\n]*{_LTR_END})?|{_NUMBER}")
_STRONG = re.compile(f"([{_RTL}])|[^\\W\\d_]")


def is_rtl(text: str) -> bool:
    """Tell whether the first letter of *text* is of a script from right to left.

    That is how the Unicode Bidirectional Algorithm (rules P2 and P3) finds a paragraph's direction.
    """
    found = _STRONG.search(text)
    return found is not None and found[1] is not None


def to_latex(
    text: str, encode: Callable[[str], str], *, rtl: bool = False, engine: str = "xelatex"
) -> str:
    """Return *text* with its phrases of the other direction marked for LaTeX.

    :param encode: Makes LaTeX of plain text.
    :param rtl: Whether what is around *text* runs from right to left.
    :param engine: LuaLaTeX turns brackets around itself.
    """

    def encode_rtl(part: str) -> str:
        return encode(part if engine == "lualatex" else part.translate(_MIRRORED))

    around: Callable[[str], str]
    inside: Callable[[str], str]
    if rtl:
        phrase, command, around, inside = _LTR_PHRASE, r"\kbltr", encode_rtl, encode
    else:
        phrase, command, around, inside = _RTL_PHRASE, r"\kbrtl", encode, encode_rtl
    parts, at = [], 0
    for found in phrase.finditer(text):
        parts += [around(text[at : found.start()]), f"{command}{{{inside(found[0])}}}"]
        at = found.end()
    return "".join((*parts, around(text[at:])))
