"""Attribute lists of blocks: ``{: .note #id }`` on a line of its own, before or after a block.

Kramdown (https://kramdown.gettalong.org/syntax.html#block-ials) and Python-Markdown's ``attr_list``
have them.  A list belongs to the block above it, or else to the one below, whichever is next to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from sphinx_knowledge_base.importers.bodies.context import Context

_LINE = re.compile(r"(?P<lead>[ \t>]*)\{(?P<colon>:?)(?!:)(?P<list>[^{}\n]*)\}[ \t]*")
_DEFINITION = re.compile(r"([\w-]+):[ \t]+(.*)")
_PART = re.compile(
    r"\.(?P<class>[\w:-]+)|\#(?P<id>[\w:.-]+)|(?P<key>[\w-]+)=(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"']+)"
    r"|(?P<name>[\w-]+)"
)
#: A picture at the end of a text, and the attributes that MyST has for it too.
_PICTURE = re.compile(r"!\[[^\[\]\n]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\])\Z")
_SIZE = re.compile(r"(?P<side>width|height)=[\"']?(?P<length>\d+)(?P<unit>px|%|em)?[\"']?")
_HEADING = re.compile(r" {0,3}#{1,6}(?=[ \t]|$)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]")

#: Words of classes that mark a box.  The general ones count if no other says what kind it is.
_GENERAL = ("note", "notice", "alert", "message", "callout", "admonition", "highlight", "new")
_BOXES = frozenset(
    {
        *("tip", "info", "warning", "danger", "important", "caution", "success", "question"),
        *("attention", "error", "hint", *_GENERAL),
    }
)
#: Attributes that tell browsers how to open or load something.
_BROWSER = frozenset({"target", "rel", "loading", "decoding", "markdown"})
#: Classes that only steer a table of contents.
_CONTENTS = frozenset({"toc", "no_toc", "no-toc"})


@dataclass(slots=True)
class Attributes:
    """What one list says."""

    classes: list[str] = field(default_factory=list)
    identifier: str = ""
    others: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Of lists that are defined elsewhere."""
    written: str = ""
    """The first line that says so."""

    @classmethod
    def read(cls, text: str) -> Attributes:
        """Return the attributes that are written between the braces."""
        read = cls()
        for part in _PART.finditer(text):
            if part["class"]:
                read.classes.append(part["class"])
            elif part["id"]:
                read.identifier = part["id"]
            elif part["key"] == "class":
                read.classes += part["value"].strip("\"'").split()
            elif part["key"] == "id":
                read.identifier = part["value"].strip("\"'")
            elif part["key"] and part["key"] not in _BROWSER:
                read.others.append(part[0])
            elif part["name"]:
                read.names.append(part["name"])
        return read

    def add(self, other: Attributes) -> None:
        """Add what another list says."""
        self.classes += other.classes
        self.identifier = self.identifier or other.identifier
        self.others += other.others

    @property
    def box(self) -> str:
        """The kind of box that the classes mark, or an empty text."""
        words = [word for name in self.classes for word in re.split(r"[-_:]+", name.casefold())]
        found = [word for word in words if word in _BOXES]
        return next((word for word in found if word not in _GENERAL), (found or [""])[0])

    @property
    def has_title(self) -> bool:
        """Whether the first line of the box is its title, as in Just the Docs."""
        return any(name.endswith("-title") for name in self.classes)

    @property
    def is_plain(self) -> bool:
        """Whether the list says nothing that gets lost without it."""
        return not self.others and set(self.classes) <= _CONTENTS


def identifiers(text: str, *, needs_colon: bool) -> tuple[str, list[str]]:
    """Return *text* with identifiers on the lines of their headings, and those of other blocks."""
    if "{" not in text or "#" not in text:
        return text, []
    lines = text.split("\n")
    others = []
    for (start, end), attributes in _by_block(lines, needs_colon=needs_colon).items():
        if not attributes.identifier or start == end:
            continue
        if _HEADING.match(lines[start]):
            lines[start] = f"{lines[start].rstrip()} {{#{attributes.identifier}}}"
        else:
            others.append(attributes.identifier)
    return "\n".join(lines), others


def translate(context: Context, text: str, *, needs_colon: bool) -> str:
    """Return *text* without lists of blocks: boxes are admonitions, and identifiers are targets.

    :param needs_colon: Whether a list begins with a colon, as kramdown's do.
    """
    if "{" not in text:
        return text
    lines = text.split("\n")
    blocks = _by_block(lines, needs_colon=needs_colon)
    for number, line in enumerate(lines):
        if found := _list_on(line, needs_colon=needs_colon):
            context.drop(line)
            lines[number] = found["lead"].rstrip()
    for (start, end), attributes in sorted(blocks.items(), reverse=True):
        lines[start:end] = _block(context, lines[start:end], attributes)
    return "\n".join(lines)


def in_line(context: Context, found: re.Match[str]) -> str:
    """Leave out the list of a link, a picture or a word, and count it; for ``re.sub``."""
    read = Attributes.read(found[0])
    size = ""
    if _PICTURE.search(found.string, 0, found.start()):
        sizes = [one for one in map(_SIZE.fullmatch, read.others) if one]
        read.others = [one for one in read.others if not _SIZE.fullmatch(one)]
        size = " ".join(f"{one['side']}={one['length']}{one['unit'] or 'px'}" for one in sizes)
    if read.is_plain:
        context.translated("{: }", found[0])
    else:
        _leave_out(context, found[0])
        context.drop(found[0])
    return f"{{{size}}}" if size else ""


def _leave_out(context: Context, written: str) -> None:
    context.by_hand("style {: }", written, "has no meaning here and was left out")


def _block(context: Context, lines: list[str], attributes: Attributes) -> list[str]:
    """Return the lines of a block as its attributes make it."""
    identifier, box = attributes.identifier, attributes.box
    if lines and _HEADING.match(lines[0]):
        box = ""  # links to the heading use MyST's identifier instead
        if identifier:
            context.count("identifier of a heading", "translated", attributes.written)
    elif lines and identifier:
        if context.links.owns(context.document, identifier):
            context.count("identifier of a block", "translated", attributes.written)
            lines = [f"({identifier})=", *lines]
        else:
            message = f"the identifier {identifier} is that of another text too, and was left out"
            context.by_hand("identifier of a block", attributes.written, message)
    is_code = context.masked is not None and any(context.masked.open in line for line in lines[:1])
    if lines and box and not (is_code and box in _GENERAL):
        context.count("{: .notice }", "translated", attributes.written)
        return _box(context, lines, attributes)
    if attributes.is_plain:
        context.count("{: }", "translated", attributes.written)
    else:
        _leave_out(context, attributes.written)
    return lines


def _box(context: Context, lines: list[str], attributes: Attributes) -> list[str]:
    target = [lines.pop(0)] if attributes.identifier and lines[0].startswith("(") else []
    if all(line.lstrip().startswith(">") for line in lines):
        lines = [re.sub(r"^ {0,3}> ?", "", line) for line in lines]
    title = lines.pop(0).strip() if attributes.has_title and len(lines) > 1 else ""
    box = context.callout(attributes.box, title, "\n".join(lines))
    return [*target, *box.split("\n")]


def _list_on(line: str, *, needs_colon: bool) -> re.Match[str] | None:
    """Return the list that a line holds and nothing else."""
    found = _LINE.fullmatch(line)
    if found is None or (needs_colon and not found["colon"]):
        return None
    return found if found["colon"] or re.match(r"[ \t]*[.#]", found["list"]) else None


def _by_block(lines: Sequence[str], *, needs_colon: bool) -> dict[tuple[int, int], Attributes]:
    """Return the attributes of blocks, by first line and the line behind the last one.

    Lists in items and quotes stand for a block without lines, which only counts what they say.
    """
    found = {
        number: one
        for number, line in enumerate(lines)
        if (one := _list_on(line, needs_colon=needs_colon))
    }
    defined: dict[str, Attributes] = {}
    for one in found.values():
        if definition := _DEFINITION.fullmatch(one["list"].strip()):
            defined[definition[1]] = Attributes.read(definition[2])
    blocks: dict[tuple[int, int], Attributes] = {}
    is_end = {number for number, one in found.items() if not _is_inside(one)}
    for number, one in found.items():
        if _DEFINITION.fullmatch(one["list"].strip()):
            continue
        block = (number, number) if _is_inside(one) else _beside(lines, number, is_end)
        attributes = Attributes.read(one["list"])
        for name in attributes.names:
            if name in defined:
                attributes.add(defined[name])
        attributes.written = one[0]
        blocks.setdefault(block, Attributes(written=one[0])).add(attributes)
    return blocks


def _is_inside(one: re.Match[str]) -> bool:
    """Tell whether a list stands in an item or a quote."""
    return ">" in one["lead"] or len(one["lead"].expandtabs(4)) > 1


def _beside(lines: Sequence[str], number: int, is_end: Container[int]) -> tuple[int, int]:
    """Return the block that the list on a line belongs to: the one above, or the one below."""
    first = number
    while first and first - 1 in is_end:
        first -= 1
    if first and lines[first - 1].strip():
        return _start(lines, first, is_end), first
    last = number + 1
    while last in is_end:
        last += 1
    return last, _end(lines, last, is_end)


def _start(lines: Sequence[str], end: int, is_end: Container[int]) -> int:
    """Return the first line of the block that ends before the line *end*."""
    start = end - 1
    if _HEADING.match(lines[start]):
        return start
    while start and start - 1 not in is_end:
        above = lines[start - 1]
        if _HEADING.match(above):
            break
        if not above.strip():
            # A list goes on above a blank line; a paragraph does not.
            before = next((n for n in range(start - 1, -1, -1) if lines[n].strip()), None)
            if not _is_of_list(lines[start]) or before is None or before in is_end:
                break
            if not _is_of_list(lines[before]):
                break
            start = before
            continue
        start -= 1
    return start


def _end(lines: Sequence[str], start: int, is_end: Container[int]) -> int:
    """Return the line behind the block that begins on the line *start*."""
    if start >= len(lines) or not lines[start].strip():
        return start
    if _HEADING.match(lines[start]):
        return start + 1
    end, is_list = start + 1, _ITEM.match(lines[start]) is not None
    while end < len(lines) and end not in is_end:
        if not lines[end].strip():
            after = next((n for n in range(end, len(lines)) if lines[n].strip()), None)
            if not is_list or after is None or after in is_end or not _is_of_list(lines[after]):
                break
            end = after
        elif _HEADING.match(lines[end]):
            break
        end += 1
    return end


def _is_of_list(line: str) -> bool:
    return line.startswith(("  ", "\t")) or _ITEM.match(line) is not None
