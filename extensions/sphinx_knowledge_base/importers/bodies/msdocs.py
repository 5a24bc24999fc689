"""Microsoft's Markdown (https://learn.microsoft.com/contribute/content/markdown-reference)."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sphinx_knowledge_base.importers.front_matter import read_matter

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context

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
_ZONE = re.compile(r"^[ \t]*:::[ \t]*(?:zone|moniker)[ \t]+[^\n]*$", re.MULTILINE)
_LAYOUT = re.compile(r"^[ \t]*+:::[ \t]*+(?:row|column|(?:zone|moniker)-end)[^\n]*+$", re.MULTILINE)
_XREF = re.compile(r"<xref:([^<>\s?]++)[^<>]*+>|\[([^\[\]\n]*+)\]\(xref:([^()\s?]++)[^()\s]*+\)")
_SNIPPET = re.compile(
    r"\[!code-[\w-]*+\[[^\[\]]*+\]\([^()]*+\)\]|^[ \t]*:::code\b[^\n]*:::[ \t]*$", re.MULTILINE
)


def notation(context: Context, text: str) -> str:
    """Return *text* with includes, pictures, zones and references translated."""
    if "[!" not in text and ":::" not in text and "xref:" not in text:
        return text
    text = _INCLUDE.sub(lambda found: _include(context, found), text)
    text = _VIDEO.sub(lambda found: _video(context, found), text)
    text = _DIV.sub(context.gone("[!div]"), text)
    text = _IMAGE.sub(lambda found: _image(context, found), text)
    text = _SNIPPET.sub(lambda found: context.as_text("snippet", found[0].strip()), text)
    text = _ZONE.sub(lambda found: _zone(context, found), text)
    text = _LAYOUT.sub(context.gone(":::"), text)
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


def _zone(context: Context, match: re.Match[str]) -> str:
    context.by_hand("zone", match[0].strip(), "all zones are shown, one after the other")
    context.drop(match[0])
    return ""


def _reference(context: Context, match: re.Match[str]) -> str:
    name = unquote(match[1] or match[3])
    context.translated("xref", match[0], match[0])
    text = match[2] or f"`{name.rstrip('*')}`"
    context.added.append(text)
    return context.hide(text) if text.startswith("`") else text
