"""Put in what Liquid's ``include`` names: plain files, and the includes that many themes have."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context

_INCLUDE = re.compile(r"\s*(?P<file>\"[^\"]+\"|'[^']+'|[\w./-]+)(?P<rest>.*)", re.DOTALL)
_PARAMETER = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+))")


def include(
    context: Context, match: re.Match[str], args: str, includes: Mapping[str, str]
) -> str | None:
    """Return the text of an included file that holds only plain text or its parameters.

    :param includes: Texts by the names of their files.
    """
    found = _INCLUDE.match(args)
    if found is None:
        return None
    name = found["file"].strip("\"'")
    text = includes.get(posixpath.normpath(name))
    if text is None:
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(context.document.path), name))
        text = context.links.site.tree.text_if_any(beside) or None
    parameters = {key: a or b or c for key, a, b, c in _PARAMETER.findall(found["rest"])}
    known = _known_include(context, posixpath.basename(name).partition(".")[0], parameters)
    if known is not None:
        context.translated("{% include %}", match[0])
        return known
    if text is None:
        return None
    for key, value in parameters.items():
        given = rf"\{{\{{-?\s*include\.{re.escape(key)}\s*-?\}}\}}"
        text = re.sub(given, value.replace("\\", r"\\"), text)
    if "{%" in text or "{{" in text:
        return None
    context.translated("{% include %}", match[0])
    context.added.append(text)
    text = text.strip("\n")
    return context.masked.again(text) if context.masked else text


def _known_include(context: Context, name: str, given: Mapping[str, str]) -> str | None:
    """Translate includes that many themes define: pictures, videos, boxes."""

    def get(*names: str) -> str:
        return next((given[name] for name in names if given.get(name)), "")

    if name in {"figure", "image", "img", "picture"}:
        source = get("image_path", "src", "url", "file", "filename", "path", "image")
        if not source:
            return None
        address = context.links.picture(context, source) or source
        caption, alt = get("caption", "title", "description"), get("alt", "caption", "title")
        context.added.append(f"{caption} {alt}")
        return f"![{alt}]({address})" + (f"\n\n*{caption}*" if caption else "")
    if (
        name in {"video", "youtube", "youtubeplayer", "youtube-player"}
        and (identifier := get("id", "video"))
        and get("provider") in {"", "youtube"}
        and re.fullmatch(r"[\w-]+", identifier)
    ):
        return f"[YouTube: {identifier}](https://www.youtube.com/watch?v={identifier})"
    if name in {"note", "tip", "warning", "important", "callout", "alert", "notice"} and (
        content := get("content", "text")
    ):
        context.added.append(content)
        return "\n" + context.callout(get("type") or name, get("title"), content) + "\n"
    if name in {"toc", "table-of-contents"}:
        return ""
    return None
