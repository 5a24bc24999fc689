"""Translate kramdown's additions: attribute lists, tables of contents, comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies import attribute_lists
from sphinx_knowledge_base.importers.bodies.abbreviations import abbreviations
from sphinx_knowledge_base.importers.bodies.markdown_in_html import markdown_in_html
from sphinx_knowledge_base.importers.bodies.ranges import replace_between

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch

_CONTENTS = re.compile(
    r"^[ \t]*+(?:[-*+]|\d++\.)[ \t][^\n]*+\n[ \t]*+"
    r"\{:(?>[ \t]*+[.#\w -]*?\btoc\b)[^}\n]*+\}[ \t]*+$"
    r"|^[ \t]*+\{:[ \t]*+toc[^}\n]*+\}[ \t]*+$|^\[TOC\][ \t]*+$",
    re.MULTILINE | re.IGNORECASE,
)
_LIST = re.compile(r"\{:(?!:)(?:[.#:\w \t=/%;,()-]|\"[^\"\n]*+\"|'[^'\n]*+')*+\}")
_COMMENT = re.compile(r"\{::comment\}"), re.compile(r"\{:/(?:comment)?\}")
_FORMULA = re.compile(r"(?<![\\$])\$\$([^$\n]+)\$\$(?!\$)")
_UNDERLINE = re.compile(r"[ \t]*+\n {0,3}(?:=++|-{2,}+)[ \t]*+(?:\n|\Z)")
_NOMARKDOWN = re.compile(r"\{::?/?(?:nomarkdown|options|comment)[^{}\n]*+\}")


def notation(context: Context, text: str) -> str:
    """Return *text* with everything that kramdown has beyond Markdown translated."""
    text = _formulas(context, markdown_in_html(context, abbreviations(context, text)))
    return attributes(context, text)


def _formulas(context: Context, text: str) -> str:
    """Write formulas in lines as MyST does: in kramdown, they have two dollar signs too."""
    if "$$" not in text:
        return text

    def formula(found: re.Match[str]) -> str:
        context.count("formula", "translated", found[0])
        context.extensions.add("dollarmath")
        return context.hide(f"${found[1].strip()}$")

    return "\n".join(
        _FORMULA.sub(formula, line) if _FORMULA.sub("", line).strip() else line
        for line in text.split("\n")
    )


def attributes(context: Context, text: str) -> str:
    """Translate attribute lists, those in lines too, and leave out comments and contents."""
    if "{:" not in text and "[TOC]" not in text.upper():
        return text
    text = _CONTENTS.sub(context.gone("{:toc}"), text)

    def comment(stretch: Stretch) -> str:
        context.translated("{::comment}", stretch.whole)
        return ""

    text = replace_between(text, *_COMMENT, comment)
    text = _NOMARKDOWN.sub(context.gone("{:: }"), text)
    text = attribute_lists.translate(context, text, needs_colon=True)
    return _LIST.sub(
        lambda found: (
            found[0] if _is_heading_id(text, found) else attribute_lists.in_line(context, found)
        ),
        text,
    )


def _is_heading_id(text: str, found: re.Match[str]) -> bool:
    """Tell whether the list is the identifier of a heading, which is handled later."""
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    is_heading = line.lstrip().startswith("#") or _UNDERLINE.match(text, found.end())
    return bool(is_heading) and "#" in found[0]
