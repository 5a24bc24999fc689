"""Obsidian's links, embeds, comments and marks."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_knowledge_base.importers.source_site import PICTURES

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.model import Document

_LINK = re.compile(
    r"(?P<embed>!?)\[\[(?P<target>[^\[\]|#\n]*)(?:#(?P<heading>[^\[\]|\n]*))?(?:\\?\|(?P<label>[^\[\]\n]*))?\]\]"
)
_EMBED = re.compile(
    r"^!\[\[(?P<target>[^\[\]|#\n]*)(?:#(?P<heading>[^\[\]|\n]*))?(?:\|[^\[\]\n]*)?\]\][ \t]*$",
    re.MULTILINE,
)
#: The first sign is escaped already where MyST would read a comment of its own.
#: Addresses can hold the same signs.
_COMMENT = re.compile(r"(?P<address>\]\([^()\n]*+\))|\\?%%.*?%%", re.DOTALL)
_EMBEDDED_NOTE = re.compile(r"!(?=\[[^\[\]\n]*+\]\([^()\n]*?\.md(?:#[^()\n]*+)?\))")
_INLINE_NOTE = re.compile(r"(?<!\\)\^\[(?P<text>(?:[^\[\]\n]|\[[^\[\]\n]*\])+)\]")
_SIZE = re.compile(r"(?P<width>\d+)(?:x(?P<height>\d+))?")
_HEADING = re.compile(r"^(#{1,6})[ \t]++([^\n]*+)", re.MULTILINE)
#: Deeper than notes show each other.
_MAX_DEPTH = 4
_BLOCK_ID = re.compile(r"[ \t]\^[\w-]+[ \t]*$", re.MULTILINE)
_MARK = re.compile(r"(?<![=\w])==(?=\S)([^=\n]+?)(?<=\S)==(?![=\w])")
_SIZED = re.compile(r"(!\[[^\[\]|\n]*)\|(\d+(?:x\d+)?)(\](?:\([^()\n]*\)|\[[^\[\]\n]*\]))")


def notation(context: Context, text: str) -> str:
    """Return *text* with links in Markdown's syntax."""

    def comment(match: re.Match[str]) -> str:
        if match["address"]:
            return match[0]
        context.translated("%% comment %%", match[0].split("\n")[0], match[0])
        return ""

    def block(match: re.Match[str]) -> str:
        context.translated("name of a block", match[0].strip())
        return ""

    def embed(match: re.Match[str]) -> str:
        line = match.string[match.start() :].partition("\n")[0]
        context.by_hand("![](note)", line, "a note inside of another became a link")
        return ""

    text = _EMBEDDED_NOTE.sub(embed, text)
    text = _embeds(context, _COMMENT.sub(comment, text), context.document, 0)
    text = _BLOCK_ID.sub(block, _inline_notes(context, text))
    text = _LINK.sub(lambda match: _link(context, match), text)
    text = _SIZED.sub(lambda found: f"{found[1]}{found[3]}{_attributes(found[2])}", text)
    return _MARK.sub(r"<mark>\1</mark>", text)


def _attributes(size: str) -> str:
    """Return the size of a picture, in pixels, as MyST writes it."""
    found = _SIZE.fullmatch(size)
    if found is None:
        return ""
    height = f" height={found['height']}px" if found["height"] else ""
    return f"{{width={found['width']}px{height}}}"


def _inline_notes(context: Context, text: str) -> str:
    """Return *text* with footnotes at its end for those that stand within a line."""
    notes: list[str] = []

    def mark(match: re.Match[str]) -> str:
        name = f"inline-note-{len(notes) + 1}"
        context.count("footnote in a line", "translated", match[0])
        context.added.append(name)
        notes.append(f"[^{name}]: {match['text']}")
        return f"[^{name}]"

    text = _INLINE_NOTE.sub(mark, text)
    return "\n\n".join([text.rstrip("\n"), *notes, ""]) if notes else text


def _embeds(context: Context, text: str, shown_in: Document, depth: int) -> str:
    """Return *text* with the notes that it shows on lines of their own, each in a box."""
    if "![[" not in text or depth >= _MAX_DEPTH:
        return text

    def box(match: re.Match[str]) -> str:
        target, heading = match["target"].strip(), (match["heading"] or "").strip()
        found = _document(context, target) if target else context.document
        part = _part(found.body, heading) if found is not None else ""
        is_secret = found is not None and found.draft and not context.document.draft
        if found is None or found is shown_in or is_secret or not part:
            return match[0]
        context.translated("![[note]]", match[0])
        context.added.append(part)
        label = " > ".join(filter(None, (target.rpartition("/")[2], heading.lstrip("^"))))
        title = f"[{label}](/{quote(found.path)})"
        context.added.append(label)
        content = context.masked.again(part) if context.masked else part
        return context.callout("quote", title, _embeds(context, content, found, depth + 1))

    return _EMBED.sub(box, text)


def _document(context: Context, target: str) -> Document | None:
    """Return the note that a link names: by its name, another one, or its path."""
    links = context.links
    return links.site.by_id.get(target.casefold().removesuffix(".md")) or links.site.document(
        context.document, f"/{quote(target)}", [""]
    )


def _part(body: str, heading: str) -> str:
    """Return what a note shows below a heading, the block of a name, or all of it."""
    if not heading:
        return body.strip("\n")
    if heading.startswith("^"):
        blocks = re.split(r"\n[ \t]*\n", body)
        name = re.compile(rf"[ \t]*\{heading}[ \t]*$", re.MULTILINE)
        return next((name.sub("", one).strip("\n") for one in blocks if name.search(one)), "")
    last = heading.rpartition("#")[2].strip().casefold()
    for found in _HEADING.finditer(body):
        if found[2].rstrip(" \t").rstrip("#").rstrip(" \t").casefold() == last:
            following = _HEADING.finditer(body, found.end())
            ends = (one.start() for one in following if len(one[1]) <= len(found[1]))
            return body[found.start() : next(ends, len(body))].strip("\n")
    return ""


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
        *words, last = (label or "").split("|")
        size = _attributes(last.strip())
        alt = "|".join(words) if size else label or ""
        context.added.append(alt)
        if file is None:  # it is reported with the other pictures
            written = quote(target) if re.search(r"[<>\\]", target) else f"<{target}>"
            return f"![{alt}]({written})"
        return f"![{alt}](/{quote(file)}){size}"
    found = _document(context, target) if target else document
    # A block or a heading inside of a heading: the last counts.
    heading = heading.rpartition("#")[2].strip()
    is_block = heading.startswith("^")
    if is_block:
        place = context.place(match[0])
        message = f"leads to a block, and now to the page that has it: {match[0]}"
        context.account.note(place, "link", message)
        heading = ""
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
    anchor = f"#{quote(context.shown(heading))}" if heading else ""
    address = f"/{quote(found.path)}" if found is not document else ""
    if match["embed"]:
        context.by_hand("![[note]]", match[0], "a note inside of another became a link")
    else:
        context.count("[[link]]", "translated", match[0])
    return f"[{text}]({address}{anchor})" if address or anchor else text
