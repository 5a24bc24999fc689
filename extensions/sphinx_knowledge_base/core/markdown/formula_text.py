"""Formulas as plain text, for excerpts: ``CO₂`` for ``CO_2``.

This is not a full TeX parser: unknown commands keep their letters and lose their braces.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SYMBOLS: Final[Mapping[str, str]] = {
    "times": "\u00d7",
    "cdot": "·",
    "pm": "±",
    "mp": "∓",
    "div": "÷",
    "ast": "\u2217",
    "circ": "°",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ne": "≠",
    "neq": "≠",
    "approx": "≈",
    "sim": "\u223c",
    "equiv": "≡",
    "propto": "∝",
    "infty": "∞",
    "partial": "∂",
    "nabla": "∇",
    "to": "→",
    "rightarrow": "→",
    "leftarrow": "←",
    "Rightarrow": "⇒",
    "in": "∈",
    "sum": "∑",
    "prod": "∏",
    "int": "∫",
    "sqrt": "√",
    "ldots": "…",
    "dots": "…",
    "cdots": "⋯",
    **dict.fromkeys((",", ";", ":", " ", "quad", "qquad"), " "),
    **dict.fromkeys(("left", "right", "big", "Big", "limits", "displaystyle", "!"), ""),
}

#: Commands that change how their argument looks, or mark it as words.
_WRAPPERS = re.compile(
    r"\\(?:text|mathrm|mathbf|mathit|mathsf|mathbb|mathcal|operatorname|mbox|textrm|textbf|ce"
    r"|overline|hat|bar|vec)\*?\s*\{([^{}]*)\}"
)
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)|\\(.)", re.DOTALL)
_SCRIPT = re.compile(r"([_^])[ ]*(?:\{([^{}]*)\}|([^\s{}]))")
_PLAIN = "0123456789+-=()n"
_SCRIPTS: Final[Mapping[str, dict[int, int]]] = {
    "_": str.maketrans(_PLAIN, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ"),
    "^": str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"),
}


def formula_text(tex: str) -> str:
    """Return a formula as plain text on one line."""
    before = ""
    while before != tex:  # innermost first
        before = tex
        tex = _FRACTION.sub(r"\1/\2", _WRAPPERS.sub(r"\1", tex))
    tex = _COMMAND.sub(_symbol, tex)
    tex = _SCRIPT.sub(_script, tex)
    return " ".join(re.sub(r"[{}&~]", " " if "&" in tex else "", tex).split())


def _symbol(found: re.Match[str]) -> str:
    name: str = found[1] or found[2]
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    return greek_letter(name) or name


def greek_letter(name: str) -> str:
    """Return the letter that TeX calls *name*, or an empty string."""
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {name}")
    except KeyError:
        return ""


def _script(found: re.Match[str]) -> str:
    content: str = found[2] if found[2] is not None else found[3]
    if content == "°":
        return content
    scripts = _SCRIPTS[found[1]]
    return content.translate(scripts) if set(content) <= set(_PLAIN) else content
