r"""Rewrite TeX that not all converters support.

Remove comments, and write out the chemistry of the LaTeX package mhchem (``\ce{H2O}``), as far as
articles use it: elements with numbers and charges, states, and arrows of reactions.
"""

from __future__ import annotations

import re
from typing import Final

_CE = re.compile(r"\\(?:ce|pu)\s*\{((?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+)\}")

#: Arrows, the longest first.
_ARROWS: Final = {
    "<=>>": r"\rightleftharpoons ",
    "<<=>": r"\rightleftharpoons ",
    "<=>": r"\rightleftharpoons ",
    "<-->": r"\leftrightarrow ",
    "<->": r"\leftrightarrow ",
    "->": r"\rightarrow ",
    "<-": r"\leftarrow ",
}

_TOKEN = re.compile(
    r"(?P<arrow><=>>|<<=>|<=>|<-->|<->|->|<-)"
    r"|(?P<charge>\^\{[^{}]*\}|\^[0-9]*[+-]?|(?<=[A-Za-z0-9)\]])[+-](?=\s|$|[)\]]))"
    r"|(?P<low>_\{[^{}]*\}|_\w)"
    r"|(?P<count>(?<=[A-Za-z)\]])\d+)"
    r"|(?P<letters>[A-Za-z]+)"
    r"|(?P<space>\s+)"
    r"|(?P<command>\\[A-Za-z]+|\\.)"
    r"|(?P<other>.)",
    re.DOTALL,
)


#: From a percent sign to the end of its line, with the backslashes before it.
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")


def rewritten(tex: str) -> str:
    r"""Return *tex* without comments, and with ``\ce{...}`` and ``\pu{...}`` written out."""
    tex = _COMMENT.sub(r"\1", tex)
    return _CE.sub(lambda found: f"{{{_written_out(found[1])}}}", tex)


def _written_out(formula: str) -> str:
    parts: list[str] = []
    for found in _TOKEN.finditer(formula):
        kind, text = found.lastgroup, found[0]
        if kind == "arrow":
            parts.append(_ARROWS[text])
        elif kind == "charge":
            parts.append(f"^{{{text.lstrip('^').strip('{}')}}}")
        elif kind == "low":
            parts.append(f"_{{{text[1:].strip('{}')}}}")
        elif kind == "count":
            parts.append(f"_{{{text}}}")
        elif kind == "letters":
            parts.append(rf"\mathrm{{{text}}}")
        elif kind == "space":
            parts.append(r"\,")
        else:
            parts.append(text)
    return "".join(parts)
