"""Zola's shortcodes and internal links (https://www.getzola.org/documentation/content/)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies.common_shortcodes import COMMON
from sphinx_knowledge_base.importers.bodies.shortcodes import Tag, translate

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context

_TAG = re.compile(
    r"\{\{\s*(?P<name>\w+)\s*\((?P<args>(?:[^(){}\"']|\"[^\"]*\"|'[^']*')*)\)\s*\}\}"
    r"|\{%\s*(?P<open>\w+)\s*\((?P<inner>(?:[^(){}\"']|\"[^\"]*\"|'[^']*')*)\)\s*%\}"
    r"|\{%\s*(?P<end>end)\s*%\}"
)
_ARGUMENT = re.compile(
    r"(?<!\w)(\w++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|`([^`]*+)`|([^\s,()]++))"
)
_ESCAPED = re.compile(r"\{([{%])/\*((?:(?!\*/|\{[{%]/\*).)*+)\*/([}%])\}", re.DOTALL)
_INTERNAL = re.compile(r"(?<=\()@/(?=[^\s)]+\))|(?<=: )@/(?=\S)")
_SUMMARY = re.compile(r"^[ \t]*<!--\s*more\s*-->[ \t]*$", re.MULTILINE)


def unescape(text: str) -> str:
    """Return code or text in which escaped shortcodes look as readers see them."""
    return _ESCAPED.sub(r"{\1\2\3}", text)


def shortcodes(context: Context, text: str) -> str:
    """Return *text* with its shortcodes translated, and links into ``content/`` as paths."""

    def internal(match: re.Match[str]) -> str:
        context.count("internal link", "translated", "@/")
        return "/"

    def summary(match: re.Match[str]) -> str:
        context.translated("end of the summary", match[0].strip())
        return ""

    def literal(match: re.Match[str]) -> str:
        context.count("escaped shortcode", "translated", match[0])
        return context.hide(f"`{{{match[1]}{match[2]}{match[3]}}}`")

    text = _SUMMARY.sub(summary, _INTERNAL.sub(internal, text))
    text = _ESCAPED.sub(literal, text)
    if "{{" not in text and "{%" not in text:
        return text
    tags = []
    for found in _TAG.finditer(text):
        written = context.shown(found["args"] or found["inner"] or "")
        named = {name: a or b or c or d for name, a, b, c, d in _ARGUMENT.findall(written)}
        name = found["name"] or found["open"] or ""
        tags.append(
            Tag(
                *found.span(), found[0], name, (), named,
                is_closing=bool(found["end"]), is_whole=bool(found["name"]),
            )
        )  # fmt: skip
    return translate(context, text, tags, COMMON)
