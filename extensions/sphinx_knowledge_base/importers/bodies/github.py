"""Alerts as GitHub, Microsoft's docs and Obsidian write them: ``> [!NOTE] Title``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context

_ALERT = re.compile(
    r"^(?P<indent>[ \t]*)>[ \t]*\[!(?P<kind>[\w-]+)(?:\|[^\]\n]*)?\](?P<fold>["
    r"+-]?)(?P<title>[^\n]*)"
    r"(?P<content>(?:\n[ \t]*>[^\n]*)*)",
    re.MULTILINE,
)


def alerts(context: Context, text: str) -> str:
    """Return *text* with its alerts as admonitions."""
    if "[!" not in text:
        return text

    def admonition(match: re.Match[str]) -> str:
        indent, kind = match["indent"], match["kind"]
        lines = [re.sub(r"^[ \t]*> ?", "", line) for line in match["content"].split("\n")[1:]]
        content = "\n".join(lines)
        if context.masked and context.masked.open in content:
            # Code in a quote has its marks in each line.
            code = context.shown(match["content"]).split("\n")[1:]
            content = context.masked.again(
                "\n".join(re.sub(r"^[ \t]*> ?", "", line) for line in code)
            )
        if "[!" in content:
            content = alerts(context, content)
        head = match[0].split("\n")[0]
        context.translated("alert", head, f"[!{kind}]")
        title = match["title"].strip()
        if title and context.document.format == "markdown" and not _has_titles(context):
            title, content = "", f"{title}\n{content}"
        box = (
            context.dropdown(
                title or kind.capitalize(), content, kind=kind, is_open=match["fold"] == "+"
            )
            if match["fold"]
            else context.callout(kind, title, content)
        )
        return "\n".join(indent + line if line else "" for line in box.split("\n"))

    return _ALERT.sub(admonition, text)


def _has_titles(context: Context) -> bool:
    """Tell whether text behind the mark is a title, as in Obsidian, or the first line."""
    return context.links.system_name in {"obsidian", "hugo"}
