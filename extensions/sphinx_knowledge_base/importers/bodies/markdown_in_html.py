"""HTML whose content is Markdown by an attribute: ``<div markdown="1">``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context

_OPENING = re.compile(
    r"(?P<tag><(?P<name>[a-zA-Z][\w-]*+)(?P<attributes>\s[^<>]*+)>)(?P<rest>[ \t]*+\n?)"
)
_ATTRIBUTE = re.compile(r"(?<!\S)markdown(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|\w++))?+(?!\S)")


def markdown_in_html(context: Context, text: str) -> str:
    """Return *text* with blank lines where CommonMark begins to read Markdown again."""
    if "markdown" not in text:
        return text
    names = set()

    def opening(found: re.Match[str]) -> str:
        others, count = _ATTRIBUTE.subn("", found["attributes"], count=1)
        if not count:
            return found[0]
        names.add(found["name"])
        context.translated('markdown="1"', found["tag"], "markdown 1 block span")
        gap = "\n\n" if "\n" in found["rest"] else found["rest"]
        return f"<{found['name']}{others.rstrip()}>{gap}"

    text = _OPENING.sub(opening, text)
    for name in names:
        text = re.sub(rf"(?<!\n)\n([ \t]*</{name}\s*>)", r"\n\n\1", text)
    return text
