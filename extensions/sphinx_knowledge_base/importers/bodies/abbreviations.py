"""Abbreviations as kramdown and Python-Markdown define them: ``*[HTML]: HyperText``."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context

_DEFINITION = re.compile(
    r"^ {0,3}\*\[(?P<short>[^\]\n]+)\]:[ \t]*(?P<long>[^\n]*)$\n?", re.MULTILINE
)
#: Where no word is explained: headings, tags, addresses, names of links, and directives.
_SKIPPED = r"^[ \t>]*#[^\n]*|<[^<>]*>|\]\([^()\n]*\)|\]\[[^\[\]\n]*\]|^[ \t>]*\[[^\[\]\n]+\]:[^\n]*"


def abbreviations(context: Context, text: str) -> str:
    """Return *text* with abbreviations explained wherever they stand."""
    if "*[" not in text:
        return text
    known: dict[str, str] = {}

    def definition(found: re.Match[str]) -> str:
        known.setdefault(found["short"], found["long"].strip())
        context.translated("abbreviation", found[0].strip(), f"{found['short']} {found['long']}")
        return ""

    text = _DEFINITION.sub(definition, text)
    if not known:
        return text
    words = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))

    def explained(found: re.Match[str]) -> str:
        short = found["short"]
        if short is None or not known[short]:
            return found[0]
        context.added.append(known[short])
        return f'<abbr title="{escape(known[short])}">{short}</abbr>'

    pattern = rf"{_SKIPPED}|(?<![\w{{}}])(?P<short>{words})(?![\w{{}}])"
    return re.sub(pattern, explained, text, flags=re.MULTILINE)
