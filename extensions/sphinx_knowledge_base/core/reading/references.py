"""The references in the Markdown of a document, with exact positions: links, pictures, roles.

A scan like that of `body`: a full parse costs a hundred times as much.  In rare texts it differs
from the Markdown parser, so code that reports a problem checks that place again first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base.core.slugs import is_slug, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator


# Tuples are stored and restored several times as fast as dataclasses.
class Reference(NamedTuple):
    """One reference in a text."""

    kind: str
    """``link``, ``image``, ``wiki``, or a role's name: ``kb:article``, ``doc``, ``cite``..."""
    target: str
    """The target as written, without quotes, title or brackets."""
    line: int
    """Line of the file on which *target* begins, counted from 1."""
    column: int
    """Column in characters, counted from 1."""


class Anchor(NamedTuple):
    """One place in a text that links can lead to."""

    name: str
    line: int


_FENCE = re.compile(r"^[ \t>]*(?P<mark>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>[^\n]*)$", re.MULTILINE)
_DIRECTIVE = re.compile(r"\{([\w:.+-]+)\}[ \t]*")

#: Directives whose content is not Markdown.
_VERBATIM = frozenset(
    {
        *("code", "code-block", "sourcecode", "code-cell", "literalinclude", "highlight"),
        *("parsed-literal", "doctest", "testcode", "math", "raw", "eval-rst", "csv-table"),
        *("mermaid", "graphviz", "digraph", "graph", "plantuml", "uml", "toctree"),
    }
)

#: Directives whose argument is a picture.
_PICTURES = frozenset({"figure", "image"})

#: Each alternative begins with a literal character, so the engine skips all other characters.
_TOKEN = re.compile(
    r"""<!--(?P<comment>)
    |\\(?P<escape>.)
    |\{(?P<role>[\w:.+-]+)\}(?P<ticks>`++)(?P<text>(?:[^`]|(?!(?P=ticks)(?!`))`++)+?)(?P=ticks)(?!`)
    |`(?<!``)(?P<more>`*+)
        (?P<code>(?:[^`\n]|\n(?![ \t]*\n)|(?!`(?P=more)(?!`))`++)*?)(?<!`)`(?P=more)(?!`)
    |\](?:
        \([ \t\n]*(?:<(?P<angle>[^<>\n]*)>
            |(?P<blanks>[^()<>\n"]{1,500}+)(?=(?:"[^"\n]*+")?+[ ]*+\))
            |(?P<plain>(?:[^\s()\\]|\\.|\([^\s()]*\))+))
        |(?P<definition>:)
    )
    |<(?P<auto>(?:project|path|inv):[^<>\s]*)>
    |<(?P<html>(?i:a|img|source)\s[^<>]*+)>
    |\[\[(?P<wiki>[\w./ '-]*+(?:\#[^\[\]|\n]++)?)(?:\|[^\[\]|\n]++)?\]\](?![(\[])
    |`(?P<alone>`*+)
    """,
    re.DOTALL | re.VERBOSE,
)

#: The text before and after the colon of ``[label]: target``; CommonMark limits the label.
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\]\n]{1,999}\]\Z")
_DEFINED = re.compile(r"[ \t]*(?:<(?P<angle>[^<>\n]+)>|(?P<plain>\S+))")

_PICTURE = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)\Z", re.IGNORECASE)

#: Addresses in an HTML tag.
_ADDRESS = re.compile(r"""\s(?P<name>href|src|srcset)=(["'])(?P<value>[^"']*+)\2""", re.IGNORECASE)

_BRACKET = re.compile(r"\\.|\[|\]", re.DOTALL)

#: The text in the brackets of a link is rarely longer than a paragraph.
_LONGEST_LABEL = 2000

#: The beginning of a line that readers never see.
_COMMENT = re.compile(r" {0,3}%")

_ROLE_TARGET = re.compile(r"^.*[^\\\s]\s*<(?P<target>[^<>]*)>\s*$", re.DOTALL)

_HEADING = re.compile(r"\n {0,3}(?P<marks>#{1,6})[ \t]+(?P<text>[^\n]*)")
_SETEXT = re.compile(r"\n(?P<text>[^\s#>|:`~-][^\n]*)(?=\n(?:=+|-+)[ \t]*(?:\n|\Z))")
_LABEL = re.compile(r"\n {0,3}\((?P<name>[^)\n]+)\)=[ \t]*(?=\n|\Z)")
_OPTION = re.compile(r"\n[ \t]*:(?:name|label):[ \t]*(?P<name>\S[^\n]*)")
_ATTRIBUTE = re.compile(r"\{[^{}\n#]*+\#(?P<name>[\w:.-]++)[^{}\n]*+\}")
_IDENTIFIER = re.compile(r"\b(?:id|name)=[\"'](?P<name>[^\"'\n]+)[\"']")


def references(text: str, first_line: int = 1) -> tuple[Reference, ...]:
    r"""Return the references in the Markdown *text*, in order.

    *text* has ``\n`` line ends; *first_line* is its first line's number in the file.
    """
    found: list[tuple[int, str, str]] = []
    seen = 0
    for start, end, pictures in _verbatim(text):
        found += pictures
        if start > seen:
            found += _tokens(text, seen, start)
        seen = max(seen, end)
    found += _tokens(text, seen, len(text))
    starts = [0, *(end.end() for end in re.finditer("\n", text))] if found else []
    placed = []
    for offset, kind, target in sorted(found):
        line = bisect_right(starts, offset) - 1
        placed.append(Reference(kind, target, first_line + line, offset - starts[line] + 1))
    return tuple(placed)


def _verbatim(text: str) -> Iterator[tuple[int, int, list[tuple[int, str, str]]]]:
    """Yield where code begins and ends, and the pictures of directives, in order."""
    code, start = "", 0
    directives: list[str] = []
    for line in _FENCE.finditer(text):
        mark, info = line["mark"], line["info"].strip()
        directive = _DIRECTIVE.match(info)
        if code:
            if mark.startswith(code) and not info:
                yield start, line.end(), []
                code = ""
        elif directives and not info and mark.startswith(directives[-1]):
            directives.pop()
        elif directive is not None and directive[1] not in _VERBATIM:
            directives.append(mark)
            if directive[1] in _PICTURES and (target := info[directive.end() :]):
                offset = line.start("info") + directive.end()
                yield line.start(), line.start(), [(offset, "image", target)]
        # More backticks on the line mean code within the line.  Bare colons open nothing.
        elif not (mark[0] == "`" and "`" in info) and (info or mark[0] != ":"):
            code, start = mark, line.start()
    if code:
        yield start, len(text), []


def _tokens(text: str, start: int, end: int) -> Iterator[tuple[int, str, str]]:
    place = looked = start
    line = text.rfind("\n", 0, start) + 1
    openings = _openings(text, start, end)
    last_comment_end = text.rfind("-->", start, end)
    while token := _TOKEN.search(text, place, end):
        place, group = token.end(), token.lastgroup or ""
        if group == "comment" and place <= last_comment_end:
            place = text.index("-->", place) + 3
        if group in {"comment", "escape", "code", "alone"}:
            continue
        # Only text that no other token has searched, or a line of links takes quadratic time.
        line = max(line, text.rfind("\n", looked, token.start()) + 1)
        looked = token.start()
        if _COMMENT.match(text, line, token.start()):
            continue
        if group == "text":
            yield from _role(token["role"], token["text"], token.start("text"))
        elif group == "html":
            yield from _html(token[group], token.start(group))
        elif group == "wiki" and any(wiki_target(token[group])):
            yield token.start(group), "wiki", token[group]
        elif group in {"angle", "blanks", "plain"}:
            opening = openings.get(token.start())
            target = _without_title(token[group]) if group == "blanks" else token[group]
            is_image = opening is not None and text[opening - 1 : opening] == "!"
            # Then it is not a link, and one may begin after it. Only pictures may have bare blanks.
            if opening is None or (" " in target and group == "blanks" and not is_image):
                place = token.start() + 1
                continue
            yield token.start(group), "image" if is_image else "link", target
        elif group == "auto":
            yield token.start(group), "link", token[group]
        elif _DEFINITION.match(text, line, token.start(group)) and (
            defined := _DEFINED.match(text, place, end)
        ):
            place, kind = defined.end(), defined.lastgroup or ""
            yield defined.start(kind), "link", defined[kind]


def _without_title(written: str) -> str:
    """Return the address before a title; the address of a picture may contain blanks."""
    whole = written.rstrip()
    return whole if _PICTURE.search(whole) else whole.split(maxsplit=1)[0]


def _html(tag: str, offset: int) -> Iterator[tuple[int, str, str]]:
    for found in _ADDRESS.finditer(tag):
        name, start = found["name"].lower(), offset + found.start("value")
        if name == "srcset":
            for part in found["value"].split(","):
                if words := part.split(maxsplit=1):
                    yield start + part.index(words[0]), "image", words[0]
                start += len(part) + 1
        elif name == "href" or tag[:3].lower() == "img":
            yield start, "link" if name == "href" else "image", found["value"]


def wiki_target(target: str) -> tuple[str, str]:
    """Return the slug and the anchor that ``[[folder/Title#Heading]]`` leads to."""
    path, _, heading = target.partition("#")
    name = path.strip().rpartition("/")[2]  # links in Obsidian may contain folders
    slug = name if is_slug(name) else slugify(name)
    return slug, "" if heading.startswith("^") else heading_slug(heading.strip())


def _role(name: str, text: str, offset: int) -> Iterator[tuple[int, str, str]]:
    if name in {"cite", "cite:p", "cite:t"}:
        for key in re.finditer(r"[^,\s]+", text):
            yield offset + key.start(), "cite", key.group()
        return
    if with_title := _ROLE_TARGET.match(text):
        yield offset + with_title.start("target"), name, with_title["target"]
    else:
        yield offset, name, text


def _openings(text: str, start: int, end: int) -> dict[int, int]:
    """Map the position of each closing bracket to that of its opening one."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for bracket in _BRACKET.finditer(text, start, end):
        place = bracket.start()
        if bracket[0] == "[":
            opened.append(place)
        elif bracket[0] == "]" and opened:
            opening = opened.pop()
            if place - opening <= _LONGEST_LABEL:
                found[place] = opening
    return found


def anchors(text: str, first_line: int = 1) -> Iterator[Anchor]:
    """Yield the places of *text* that links can lead to: headings, labels, identifiers.

    The anchor of a heading is its slug on GitHub (the rule of ``myst_heading_anchors``).
    """
    text = f"\n{text}"
    found: list[tuple[int, str]] = []
    for pattern in (_HEADING, _SETEXT):
        for heading in pattern.finditer(text):
            written = re.sub(r"(?<![ \t])[ \t]++#++[ \t]*$", "", heading["text"])
            found.append((heading.start() + 1, heading_slug(written)))
    for pattern in (_LABEL, _OPTION, _ATTRIBUTE, _IDENTIFIER):
        found += ((named.start("name"), named["name"].strip()) for named in pattern.finditer(text))
    used: dict[str, int] = {}
    for offset, name in sorted(found):
        repeated = used.get(name, 0)
        used[name] = repeated + 1
        line = first_line + text.count("\n", 0, offset) - 1
        yield Anchor(f"{name}-{repeated}" if repeated else name, line)


def heading_slug(markdown: str) -> str:
    """Return the anchor of a heading, as GitHub and MyST make it."""
    text = re.sub(r"\{[\w:.+-]+\}`((?:[^`<\s]++|\s++(?!<))*+)(?:\s*+<[^>`]*+>)?`", r"\1", markdown)
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*+(?:\([^()]*+\)[^()]*+)*+\)", r"\1", text)
    text = re.sub(r"(?<!\s)\s*+\{[#.][^{}]*\}\s*$", "", text)
    text = re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text)
    return re.sub(r"[^\w\u4e00-\u9fff\- ]", "", text.strip().lower()).replace(" ", "-")
