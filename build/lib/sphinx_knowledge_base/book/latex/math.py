"""Formulas on paper: in them text of all scripts, and no line that is wider than the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a font for maths has no characters for: letters but those of ASCII and Greek, emoji, signs.
_TEXT = (
    "[\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u1fff\u2600-\u27bf\u2e80-\ua9ff"
    "\uac00-\ud7ff\uf900-\ufaff\ufb1d-\ufefc\uff00-\uffef\U0001f000-\U0001faff"
    "\U00020000-\U0003ffff]+"
)
_PHRASE = re.compile(f"{_TEXT}(?: +{_TEXT})*")

#: What belongs to the line of a formula and not into a box: its number and name.
_OF_THE_LINE = re.compile(r"\\(?:tag\*?|label)\s*\{[^{}]*\}|\\(?:notag|nonumber)(?![A-Za-z])")


def with_text(formula: str, encode: Callable[[str], str]) -> str:
    r"""Return *formula* with the phrases that are no maths as ``\text``.

    :param encode: Makes LaTeX of plain text.
    """
    return _PHRASE.sub(lambda found: rf"{{\text{{{encode(found[0])}}}}}", formula)


def displayed(formula: str, label: str, *, numbered: bool) -> str:
    """Return *formula* on a line of its own, made smaller where it is wider than that.

    Rows end with two backslashes or a blank line, as everywhere in Sphinx.

    :param label: Its name for references; empty if it has none.
    """
    rows = [row.strip() for row in re.split(r"\n\s*\n", _OF_THE_LINE.sub("", formula))]
    content = "\\\\\n".join(filter(None, rows))
    if not content:
        return ""
    of_the_line = _OF_THE_LINE.findall(formula)
    if label:
        of_the_line.append(rf"\label{{{label}}}")
    name = "equation" if label or numbered else "equation*"
    fitted = rf"\kbfit{{\begin{{aligned}}{content}\end{{aligned}}}}"
    return f"\\begin{{{name}}}\n{fitted}{''.join(of_the_line)}\n\\end{{{name}}}"
