"""Obsidian's links, embeds, comments and marks."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_knowledge_base.importers.source_site import PICTURES

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context

_LINK = re.compile(
    r"(?P<embed>!?)\[\[(?P<target>[^\[\]|#\n]*)(?:#(?P<heading>[^\[\]|\n]*))?(?:\\?\|(?P<label>[^\[\]\n]*))?\]\]"
)
_COMMENT = re.compile(r"%%.*?%%", re.DOTALL)
_BLOCK_ID = re.compile(r"[ \t]\^[\w-]+[ \t]*$", re.MULTILINE)
_MARK = re.compile(r"(?<![=\w])==(?=\S)([^=\n]+?)(?<=\S)==(?![=\w])")
_SIZED = re.compile(r"(!\[[^\[\]|\n]*)\|\d+(?:x\d+)?(\])")


def notation(context: Context, text: str) -> str:
    """Return *text* with links in Markdown's syntax."""

    def comment(match: re.Match[str]) -> str:
        context.translated("%% comment %%", match[0].split("\n")[0], match[0])
        return ""

    def block(match: re.Match[str]) -> str:
        context.translated("name of a block", match[0].strip())
        return ""

    text = _BLOCK_ID.sub(block, _COMMENT.sub(comment, text))
    text = _LINK.sub(lambda match: _link(context, match), text)
    text = _SIZED.sub(r"\1\2", text)
    return _MARK.sub(r"<mark>\1</mark>", text)


def _link(context: Context, match: re.Match[str]) -> str:
    links, document = context.links, context.document
    # In a table the bar is escaped.
    target, heading, label = (
        match["target"].rstrip("\\").strip(),
        (match["heading"] or "").strip(),
        match["label"],
    )
    suffix = posixpath.splitext(target)[1].casefold()
    if match["embed"] and suffix in PICTURES:
        file = links.site.file(document, f"/{quote(target)}", links.roots) or links.site.named(
            target
        )
        context.translated("![[picture]]", match[0])
        alt = label if label and not re.fullmatch(r"\d+(?:x\d+)?", label) else ""
        context.added.append(alt)
        if file is None:
            context.account.note(
                context.place(match[0]), "picture", f"is not in the source: {target}"
            )
            return f"![{alt}](/{quote(target)})"
        return f"![{alt}](/{quote(file)})"
    found = (
        document
        if not target
        else links.site.by_id.get(target.casefold().removesuffix(".md"))
        or links.site.document(document, f"/{quote(target)}", [""])
    )
    # A block or a heading inside of a heading: the last counts.
    heading = heading.rpartition("#")[2].strip()
    text = label or (
        f"{target.rpartition('/')[2]} > {heading}"
        if heading and target
        else heading or target.rpartition("/")[2]
    )
    context.drop(match[0])
    context.added.append(text)
    if found is None:
        file = links.site.named(target) if suffix and suffix != ".md" else None
        if file:
            context.count("[[file]]", "translated", match[0])
            return f"[{text}](/{quote(file)})"
        context.account.note(context.place(match[0]), "link", f"leads to a missing note: {target}")
        context.count("[[link]]", "by hand", match[0])
        return text
    anchor = f"#{quote(heading)}" if heading and not heading.startswith("^") else ""
    address = f"/{quote(found.path)}" if found is not document else ""
    if match["embed"]:
        context.by_hand("![[note]]", match[0], "a note inside of another became a link")
    else:
        context.count("[[link]]", "translated", match[0])
    return f"[{text}]({address}{anchor})" if address or anchor else text
