"""Formulas in LaTeX: with text of all scripts, and never wider than the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sphinx_knowledge_base.site.content.mathml.rewriting import rewritten

if TYPE_CHECKING:
    from collections.abc import Callable

#: Characters that maths fonts lack: letters beyond ASCII and Greek, symbols, emoji.
_TEXT = (
    "[\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u1fff\u2600-\u27bf\u2e80-\ua9ff"
    "\uac00-\ud7ff\uf900-\ufaff\ufb1d-\ufefc\uff00-\uffef\U0001f000-\U0001faff"
    "\U00020000-\U0003ffff]+"
)
_PHRASE = re.compile(f"{_TEXT}(?: +{_TEXT})*")

#: Commands for the number and the label, which belong outside the box that scales a formula.
_NUMBERING = re.compile(r"\\(?:tag\*?|label)\s*\{[^{}]*\}|\\(?:notag|nonumber)(?![A-Za-z])")

#: Environments for displayed formulas, with the equivalents within a formula.
_WITHIN: Final = {
    **dict.fromkeys(("align", "alignat", "eqnarray", "flalign", "split"), "aligned"),
    **dict.fromkeys(("gather", "multline"), "gathered"),
    "equation": "",
}
_ENVIRONMENT = re.compile(
    r"\\(?P<kind>begin|end)\s*\{(?P<name>[a-z]+)\*?\}(?P<columns>(?<=at\})\s*\{\d+\}|(?<=at\*\})\s*\{\d+\})?"
)


def inline(formula: str) -> str:
    """Return *formula* for a line of text."""
    return rf"\({_ENVIRONMENT.sub(_within, rewritten(_NUMBERING.sub('', formula)))}\)"


def _within(found: re.Match[str]) -> str:
    name = _WITHIN.get(found["name"])
    if name is None:
        return found[0]
    return rf"\{found['kind']}{{{name}}}" if name else ""


def with_text(formula: str, encode: Callable[[str], str]) -> str:
    r"""Return *formula* with phrases that maths fonts cannot show in ``\text``.

    :param encode: Converts plain text to LaTeX.
    """
    return _PHRASE.sub(lambda found: rf"{{\text{{{encode(found[0])}}}}}", formula)


def displayed(formula: str, label: str, *, numbered: bool) -> str:
    """Return *formula* on a separate line, scaled down if it is wider than the line.

    As everywhere in Sphinx, a row ends with two backslashes or a blank line.

    :param label: Its label for references; empty if it has none.
    :param numbered: Whether it gets a number even without a label.
    """
    whole = _ENVIRONMENT.sub(_within, rewritten(_NUMBERING.sub("", formula)))
    rows = [row.strip() for row in re.split(r"\n\s*\n", whole)]
    content = "\\\\\n".join(filter(None, rows))
    if not content:
        return ""
    numbering = _NUMBERING.findall(formula)
    if label:
        numbering.append(rf"\label{{{label}}}")
    name = "equation" if label or numbered else "equation*"
    fitted = rf"\kbfit{{\begin{{aligned}}{content}\end{{aligned}}}}"
    return f"\\begin{{{name}}}\n{fitted}{''.join(numbering)}\n\\end{{{name}}}"
