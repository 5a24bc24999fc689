"""Block rules of CommonMark and MyST, restricted so that no text disappears.

Some rules take a line that looks like their syntax and show nothing of it.  If the author probably
did not mean that, the line stays text, and the renderer warns with a message of
:data:`READ_AS_TEXT`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from markdown_it.rules_block.html_block import html_block
from mdit_py_plugins.attrs.index import _attr_block_rule
from mdit_py_plugins.colon_fence import _rule as _colon_fence_rule
from mdit_py_plugins.field_list import _fieldlist_rule
from mdit_py_plugins.myst_blocks.index import block_break, line_comment

from sphinx_knowledge_base.core.markdown.inline_rules import emoji_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore

#: Beginnings of text lines that look like syntax, and the message for each.
READ_AS_TEXT: Final = (
    (
        re.compile("%"),
        "a line that begins with '%' within a paragraph is text; a comment needs a blank line"
        " in front of it",
    ),
    (re.compile(r"\+\+\+"), "'+++' with words after it is text"),
    (re.compile(r"^\{%.*%\}$"), "a template tag is text here: articles run nothing"),
    (
        re.compile(r"\{[:.#\w][^{}]*\}$"),
        "attributes belong in front of a block, as {.name}; here they are text",
    ),
    (re.compile("<!--"), "the comment is text, because no '-->' ends it"),
    (re.compile("^:{3,}$"), "':::' without a name is text, because it closes nothing"),
    (re.compile("<[?!]"), "the tag is text, because nothing ends it"),
    (
        re.compile(r"<(?:script|style|pre|textarea)\b", re.IGNORECASE),
        "nothing ends this tag: it ends with its paragraph, or is text",
    ),
)

#: HTML blocks that end at a mark, and that mark (kinds 1 to 5 of CommonMark 0.31.2, section 4.6).
_UNTIL_MARK: Final = (
    (re.compile(r"<(script|style|pre|textarea)(?=[\s>]|$)", re.IGNORECASE), "</{}>"),
    (re.compile("<!--"), "-->"),
    (re.compile(r"<\?"), "?>"),
    (re.compile(r"<!\[CDATA\["), "]]>"),
    (re.compile("<![A-Za-z]"), ">"),
)

_COLONS = re.compile(":{3,}")
_FIELD = re.compile(r":([^:\n]+):(?:[ \t]|$)")


def plugin(parser: MarkdownIt) -> None:
    """Replace the rules of the same names."""
    ruler = parser.block.ruler
    # No "alt": it cannot interrupt another block.
    ruler.at("myst_line_comment", line_comment)
    ruler.at(
        "myst_block_break",
        _block_break,
        {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]},
    )
    ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    rules = parser.get_all_rules()
    if "colon_fence" in rules["block"]:
        ruler.at(
            "colon_fence",
            _colon_fence,
            {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]},
        )
    if "fieldlist" in rules["block"]:
        ruler.at("fieldlist", _field_list, {"alt": ["paragraph", "reference", "blockquote"]})
    if "attr" in rules["block"]:
        ruler.at("attr", _attributes, {"alt": ["paragraph", "reference", "blockquote", "list"]})
        parser.core.ruler.before("attr", "stray_attributes", _show_stray_attributes)


def lines_read_as_text(content: str) -> Iterator[tuple[int, str]]:
    """Yield the number (from 0) of each line of a paragraph that looks like syntax, and why."""
    for number, line in enumerate(content.split("\n")):
        for start, message in READ_AS_TEXT:
            if start.match(line.strip()):
                yield number, message
                break


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


def _block_break(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read ``+++``, alone or with JSON, as MyST-NB writes it."""
    words = _line(state, start).lstrip("+ \t")
    return words[:1] in {"", "{"} and block_break(state, start, end, silent)


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a block of HTML, unless it would never end."""
    line = _line(state, start)
    if line.startswith("<"):
        for opening, closing in _UNTIL_MARK:
            if found := opening.match(line):
                mark = closing.format(*found.groups())
                first, last = state.bMarks[start] + state.tShift[start], state.eMarks[end - 1]
                if not _is_in(mark, state.src, first + found.end(), last):
                    return False
                break
    return html_block(state, start, end, silent)


def _is_in(mark: str, text: str, first: int, last: int) -> bool:
    if mark.startswith("</"):
        return bool(re.compile(re.escape(mark), re.IGNORECASE).search(text, first, last))
    return text.find(mark, first, last) >= 0


def _attributes(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a line of attributes, but not a tag of a template language (``{% ... %}``)."""
    line = _line(state, start)
    return "%" not in line and _attr_block_rule(state, start, end, silent)


def _show_stray_attributes(state: StateCore) -> None:
    """Turn attributes that no block follows into text."""
    tokens = state.tokens
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        follows = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.type != "attrs_block" or (follows is not None and follows.nesting >= 0):
            continue
        assert token.map is not None  # noqa: S101 -- a block rule has set it
        lines = state.src.split("\n")[token.map[0] : token.map[1]]
        opening = token.copy(type="paragraph_open", tag="p", nesting=1, attrs={})
        content = " ".join(lines).strip().lstrip(">-*+ ")
        inline = token.copy(type="inline", content=content, children=[], attrs={}, level=1)
        closing = token.copy(type="paragraph_close", tag="p", nesting=-1, attrs={}, map=None)
        tokens[place : place + 1] = [opening, inline, closing]


def _colon_fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read ``:::name``; read a bare ``:::`` only if it is closed, for it may be a stray end."""
    if _COLONS.fullmatch(_line(state, start)) and not _is_closed(state, start, end):
        return False
    return _colon_fence_rule(state, start, end, silent)


def _is_closed(state: StateBlock, start: int, end: int) -> bool:
    """Return whether the bare ``:::`` at *start* has its own closing line."""
    length, opened = len(_line(state, start)), 0
    for number in range(start + 1, end):
        line = _line(state, number)
        if not _COLONS.fullmatch(line):
            opened += line.startswith(":::")
        elif len(line) >= length:
            return not opened
        else:
            opened -= 1
    return False


def _field_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a field list; a paragraph that begins with an emoji (``:tada: Done``) is not one."""
    found = _FIELD.match(_line(state, start))
    if found is not None and emoji_named(found[1]):
        # Not by _line: within a field, its first line lacks the name.
        around = [
            state.src[state.bMarks[number] : state.eMarks[number]].strip()
            for number in (start - 1, start + 1)
            if 0 <= number < end
        ]
        if not any(map(_FIELD.match, around)):
            return False
    return _fieldlist_rule(state, start, end, silent)
