"""Microsoft's Markdown (https://learn.microsoft.com/contribute/content/markdown-reference)."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_knowledge_base.importers.bodies.ranges import replace_between
from sphinx_knowledge_base.importers.front_matter import read_matter

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch

_INCLUDE = re.compile(r"\[!INCLUDE\s*+\[[^\[\]\n]*+\]\(([^()\s]++)\)\]", re.IGNORECASE)
_VIDEO = re.compile(
    r"^>[ \t]*\[!VIDEO[ \t]+(https?://[^\]\s]+)\][ \t]*$", re.MULTILINE | re.IGNORECASE
)
_DIV = re.compile(r"^>[ \t]*\[!div[^\]\n]*\][ \t]*\n?", re.MULTILINE | re.IGNORECASE)
_IMAGE = re.compile(
    r":::image\b((?:(?!:::)[^\n])*+):::"
    r"(?:\n(?P<long>(?:(?!\n:::image\b).)*+)\n:::image-end:::)?",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?<![\w-])([\w-]++)=\"([^\"]*+)\"")
_ZONE = re.compile(r"^[ \t]*:::[ \t]*(?:zone|moniker)[ \t]+(?P<given>[^\n]*)$", re.MULTILINE)
_ZONE_END = re.compile(r"^[ \t]*+:::[ \t]*+(?:zone|moniker)-end[^\n]*+$", re.MULTILINE)
_COLUMN = (
    re.compile(r"^[ \t]*+:::[ \t]*+column(?!-)[^\n]*+\n", re.MULTILINE),
    re.compile(r"^[ \t]*+:::[ \t]*+column-end[^\n]*+$", re.MULTILINE),
)
_ROW = re.compile(r"^[ \t]*+:::[ \t]*+(?:row|column)[^\n]*+$", re.MULTILINE)
_TAB = re.compile(
    r"^#{1,6}[ \t]++\[(?P<label>[^\[\]\n]++)\]\(#tab/(?P<id>[^()\s]++)\)[ \t]*+$", re.MULTILINE
)
_TABS_END = re.compile(r"^ {0,3}(?:-[ \t]*+){3,}$|^ {0,3}(?:\*[ \t]*+){3,}$", re.MULTILINE)
_XREF = re.compile(r"<xref:([^<>\s?]++)[^<>]*+>|\[([^\[\]\n]*+)\]\(xref:([^()\s?]++)[^()\s]*+\)")
_SNIPPET = re.compile(
    r"\[!code-[\w-]*+\[[^\[\]]*+\]\([^()]*+\)\]|^[ \t]*:::code\b[^\n]*:::[ \t]*$", re.MULTILINE
)


def notation(context: Context, text: str) -> str:
    """Return *text* with includes, pictures, zones and references translated."""
    if "#tab/" in text:
        text = _tabs(context, text)
    if "[!" not in text and ":::" not in text and "xref:" not in text:
        return text
    text = _INCLUDE.sub(lambda found: _include(context, found), text)
    text = _VIDEO.sub(lambda found: _video(context, found), text)
    text = _DIV.sub(context.gone("[!div]"), text)
    text = _IMAGE.sub(lambda found: _image(context, found), text)
    text = _SNIPPET.sub(lambda found: context.as_text("snippet", found[0].strip()), text)
    text = _ZONE.sub(lambda found: _zone(context, found), text)
    text = _ZONE_END.sub(context.gone(":::"), text)
    text = replace_between(text, *_COLUMN, lambda found: _column(context, found))
    text = _ROW.sub(context.gone(":::"), text)
    return _XREF.sub(lambda found: _reference(context, found), text)


def _include(context: Context, match: re.Match[str]) -> str:
    """Return the text of the file that is included, if it is in the source."""
    target = unquote(match[1])
    bare = target.removeprefix("~/")
    beside = posixpath.join(posixpath.dirname(context.document.path), bare)
    path = bare if bare != target else posixpath.normpath(beside)
    text = read_matter(context.links.site.tree.text_if_any(path)).body.strip()
    if not text:
        return context.as_text("[!INCLUDE]", match[0])
    context.translated("[!INCLUDE]", match[0])
    context.added.append(text)
    return context.masked.again(text) if context.masked else text


def _video(context: Context, match: re.Match[str]) -> str:
    context.translated("[!VIDEO]", match[0])
    return f"[Video]({match[1]})"


def _image(context: Context, match: re.Match[str]) -> str:
    given = dict(_ATTRIBUTE.findall(match[1]))
    if "source" not in given:
        return context.as_text(":::image", match[0])
    alt, long = given.get("alt-text", ""), (match["long"] or "").strip()
    context.added.append(f"{alt} {long}")
    context.translated(":::image", match[0])
    return f"![{alt}]({given['source']})" + (f"\n\n{long}" if long else "")


def _tabs(context: Context, text: str) -> str:
    """Return *text* with its groups of tabs: headings that lead to ``#tab/``, up to a rule."""
    parts, at = [], 0
    while first := _TAB.search(text, at):
        end = _TABS_END.search(text, first.end())
        stop, after = (end.start(), end.end()) if end else (len(text), len(text))
        heads = list(_TAB.finditer(text, first.start(), stop))
        items = []
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            context.translated("tab", head[0], f"#tab/{head['id']}")
            content = text[head.end() : following.start() if following else stop].strip("\n")
            tab, _, condition = head["id"].partition("/")
            label = f"{head['label']} ({condition})" if condition else head["label"]
            context.added.append(condition)
            items.append(context.directive("tab-item", label, f":sync: {tab}\n\n{content}"))
        if end is None:
            context.by_hand("tab", first[0], "no rule ends it: it holds all that follows")
        parts += [text[at : first.start()], context.directive("tab-set", "", "\n\n".join(items))]
        at = after
    return "".join([*parts, text[at:]])


def _column(context: Context, column: Stretch) -> str:
    """Return the text of a column without the indentation that would make it code."""
    context.translated(":::column", column.whole.split("\n")[0], column.opening[0])
    context.drop(column.closing[0])
    return f"{context.dedent(column.inner)}\n"


def _zone(context: Context, match: re.Match[str]) -> str:
    """Name the readers of a zone above it."""
    context.by_hand("zone", match[0].strip(), "all zones are shown, one after the other")
    context.drop(match[0])
    names = ", ".join(value for _, value in _ATTRIBUTE.findall(match["given"]) if value)
    context.added.append(names)
    return f"\n*{names.replace(',', ', ').replace(',  ', ', ')}*\n" if names else ""


def _reference(context: Context, match: re.Match[str]) -> str:
    name = unquote(match[1] or match[3])
    place = context.count("xref", "text", match[0])
    context.account.note(place, "construct", f"xref is shown as text: {name}")
    context.drop(match[0])
    text = match[2] or f"`{name.rstrip('*')}`"
    context.added.append(text)
    return context.hide(text) if text.startswith("`") else text
