"""Text in both directions: TeX needs a command around each phrase of the other direction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.book.text_direction import RTL_LETTERS

if TYPE_CHECKING:
    from collections.abc import Callable

#: XeTeX does not mirror these characters in right-to-left text, because they are in a font for
#: Latin letters.
_MIRRORED = str.maketrans("()[]{}<>\u00ab\u00bb\u2039\u203a", ")(][}{><\u00bb\u00ab\u203a\u2039")

#: A right-to-left phrase: from its first such letter to its last, with everything between.
_RTL_PHRASE = re.compile(f"[{RTL_LETTERS}](?:[^A-Za-z\u00c0-\u058f\n]*[{RTL_LETTERS}])?")
#: A number runs from left to right; text between two numbers belongs to neither.
_NUMBER = r"\d(?:[\d.,:/]*\d)?"
_LTR_LETTER = f"(?:(?![{RTL_LETTERS}])[^\\W\\d_])"
_LTR_END = f"(?:(?![{RTL_LETTERS}])\\w)"
_LTR_PHRASE = re.compile(
    f"(?:{_NUMBER} ?)?{_LTR_LETTER}(?:[^{RTL_LETTERS}\n]*{_LTR_END})?|{_NUMBER}"
)


def mark_phrases(
    text: str, encode: Callable[[str], str], *, rtl: bool = False, engine: str = "xelatex"
) -> str:
    """Return *text* as LaTeX, with a command around each phrase of the other direction.

    :param encode: Converts plain text to LaTeX.
    :param rtl: Whether the text around *text* runs from right to left.
    :param engine: The TeX engine; LuaLaTeX mirrors brackets itself.
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
