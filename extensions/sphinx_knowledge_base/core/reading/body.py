"""Facts about an article's Markdown, from scanning its lines: words, first paragraph, heading.

A full parse would take a hundred times as long, for every article in every build.  The
rules for where a paragraph, a heading or a fence begins and ends are CommonMark's
(https://spec.commonmark.org/0.31.2/); those for directives are MyST's.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import filterfalse
from typing import TYPE_CHECKING, Any, Final

from sphinx_knowledge_base.core.markdown.plain_text import plain_text
from sphinx_knowledge_base.core.model import Body

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Directives whose content is not prose.  The content of all others (notes, cards) is.
_NOT_PROSE = frozenset(
    {
        *("code", "code-block", "sourcecode", "code-cell", "literalinclude", "highlight"),
        *("parsed-literal", "doctest", "testcode", "math", "raw", "eval-rst", "include"),
        *("mermaid", "graphviz", "digraph", "graph", "plantuml", "uml", "image", "index"),
        *("toctree", "tableofcontents", "contents", "bibliography", "articles"),
    }
)

_FENCE = re.compile(r"[ \t]*(?P<fence>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>[^\n]*)")
_DIRECTIVE = re.compile(r"\{([\w:.+-]+)\}")
_OPTION = re.compile(r"[ \t]*:[\w-]+:(?:[ \t]|$)")
_ATX_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_RULE = re.compile(r" {0,3}([-*_+])(?:[ \t]*\1){2,}[ \t]*$")
#: CommonMark's kinds 1 to 6 of HTML block, and a tag alone on its line.
_HTML_BLOCK = (
    r"<[!?]|</?[A-Za-z][^<>]*>[ \t]*$|(?i:</?(?:address|article|aside|blockquote|center|details"
    r"|dialog|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr|iframe|main|nav|ol|p|pre|script|section"
    r"|style|summary|table|textarea|ul)(?![\w-]))"
)
#: The beginning of a block that is not a paragraph: indented code, a quote, a table, HTML, or the
#: definition of a link, a footnote or a term.
_OTHER_BLOCK = re.compile(rf"(?: {{4}}|\t)| {{0,3}}(?:>|\||{_HTML_BLOCK}|\[[^\]\n]+\]:|:\s)")
_TABLE_RULE = frozenset("|:- \t")
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_ORDERED = re.compile(r"(?<![ \t])[ \t]*+\d{1,9}[.)](?=[ \t])")
#: Lines that readers never see: MyST's targets, comments and attributes, definitions of links.
_IGNORED_LINE = re.compile(
    r" {0,3}(?:\([^)\n]+\)=\s*$|%|\{(?![%:{])[^}`\n]*\}\s*$|\[[^\]\n]+\]:\s*(?:<|\w+:/|[/#.])\S*)"
)
_INTERRUPTS = re.compile(rf" {{0,3}}(?:>|[-*+][ \t]|1[.)][ \t]|{_HTML_BLOCK})")

#: Parts of a line that are not words.  Each begins with a fixed character, so searching is fast.
_UNSEEN = (
    re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)"),  # a link's address
    re.compile(r"<(?:/?[A-Za-z][^<>\n]*|(?:https?|mailto):[^<>\s]*)>"),  # HTML tags, autolinks
    re.compile(r"\[\^[^\]\n]{1,80}\]:?"),  # footnote marks
    re.compile(r"\{(?:cite\}`[^`\n]*`|[\w:.+-]+\}(?=`))"),  # citations, names of roles
)
#: Characters that separate words without spaces.
_JOINS = "\u2014\u2013|/\u2026"  # em dash, en dash, ellipsis
#: Scripts without spaces between words: Han and Kana; Thai, Lao, Myanmar and Khmer.
_HAN_KANA = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SOUTH_EAST = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff"
_SPACELESS = re.compile(f"[{_HAN_KANA}]+|[{_SOUTH_EAST}]+")
_IS_SOUTH_EAST = re.compile(f"[{_SOUTH_EAST}]")

#: The beginning and the end of a formula on separate lines.
_FORMULA = re.compile(r" {0,3}(?:\$\$(?!\$)|\\\[)")
_ENDS: Final[Mapping[str, str]] = {"$$": "$$", r"\[": r"\]"}
#: More than any excerpt needs; limits the cost of a paragraph of a megabyte.
_PARAGRAPH_LIMIT = 4000


def scan_body(text: str, first_line: int, substitutions: Mapping[str, Any] | None = None) -> Body:
    """Return facts about the Markdown *text*, which begins on *first_line* of its file.

    Only prose counts as words, not code, comments, addresses or options of directives; see
    :func:`count_words`.  The first paragraph and the heading are plain text.  The heading is a
    first-level heading at the beginning: only comments and labels may precede it.

    :param substitutions: The values of ``{{ name }}``; None if that is text.
    """
    opening = text.rfind("<!--")
    if opening >= 0 and "-->" not in text[opening:]:
        # An unclosed comment is text, as on the page.
        text = f"{text[:opening]}&lt;!--{text[opening + 4 :]}"
    scan = _Scan(first_line, substitutions)
    for line in text.split("\n"):
        scan.line(line)
    scan.end_paragraph()
    return Body(
        line=first_line,
        words=count_words("\n".join(scan.visible)),
        first_paragraph=scan.first_paragraph,
        heading=scan.heading,
        heading_line=scan.heading_line,
    )


def count_words(text: str) -> int:
    """Return the number of words in Markdown *text* that has no code and no comments.

    Words are separated by spaces, dashes and slashes, and have a letter or a digit.  In scripts
    without spaces, two Han or Kana characters count as one word, and so do five characters of Thai,
    Lao, Myanmar or Khmer.  At the 250 words a minute of Latin scripts this gives the usual 500
    characters a minute for Chinese and Japanese.  Korean has spaces.
    """
    for unseen in _UNSEEN:
        text = unseen.sub(" ", text)
    for join in _JOINS:
        text = text.replace(join, " ")
    spaceless = 0
    if not text.isascii():
        for run in _SPACELESS.findall(text):
            per_word = 5 if _IS_SOUTH_EAST.match(run) else 2
            spaceless += -(-len(run) // per_word)
        if spaceless:
            text = _SPACELESS.sub(" ", text)
    runs = text.split()
    marks = [
        run
        for run in filterfalse(str.isalnum, runs)
        # Most of them are words with a comma.
        if not run[0].isalnum() and not any(map(str.isalnum, run))
    ]
    return len(runs) - len(marks) + spaceless


def excerpt_from(paragraph: str, limit: int = 200) -> str:
    """Return the beginning of *paragraph*, cut at a word, with an ellipsis if it was cut.

    *limit* counts characters, without the ellipsis.  If there is no space near the limit, as in
    Chinese, the cut is between characters, but never before a combining mark.
    """
    if len(paragraph) <= limit:
        return paragraph
    head = paragraph[: limit + 1]
    end = max(head.rfind(" "), head.rfind("\u3000"))
    if end < limit // 2:
        end = limit
        while end > 1 and (
            unicodedata.category(paragraph[end])[0] == "M"
            or "\u200d" in paragraph[end - 1 : end + 1]
        ):
            end -= 1
    return paragraph[:end].rstrip(" \u3000,;:.!?-\u2013\u2014(\u3001\u3002\uff0c") + "…"


class _Scan:
    """A scan of a body, line by line."""

    def __init__(self, first_line: int, substitutions: Mapping[str, Any] | None) -> None:
        self.substitutions = substitutions
        self.number = first_line - 1
        self.visible: list[str] = []
        self.first_paragraph = ""
        self.heading: str | None = None
        self.has_begun = False
        """Whether readers see anything before the current paragraph."""
        self.heading_line = 0
        self.paragraph: list[str] = []
        self.code = ""
        """The fence of an open block that is not prose; empty outside of one."""
        self.directives: list[str] = []
        """The fences of open directives, the innermost last."""
        self.in_comment = False
        self.options = ""
        """``:`` where options of a directive may follow; ``---`` inside a block of them."""
        self.skipping = ""
        """The kind of an open block that is not a paragraph and ends at a blank line; or empty."""
        self.in_list = False
        self.is_first_paragraph = False

    def line(self, line: str) -> None:
        """Scan the next line of the body."""
        self.number += 1
        if self.code:
            if _closes(line, self.code):
                self.code = ""
            return
        if self.in_comment or "<!--" in line:
            line = self.without_comments(line)
        if self.options and self.is_option(line):
            return
        bare = line.strip()
        if not bare:
            self.end_paragraph()
            self.skipping = ""
        elif not (bare[0] in "`~:" and self.is_fence(line)) and not self.is_ignored(line):
            self.visible.append(_ORDERED.sub("", line) if bare[0].isdecimal() else line)
            if self.directives:
                self.has_begun = True
            elif not (self.first_paragraph and self.has_begun):
                self.block_line(line)

    def is_ignored(self, line: str) -> bool:
        """Return whether readers never see *line*; comments cannot begin within a paragraph."""
        is_text = self.paragraph and line.lstrip().startswith("%")
        return not is_text and bool(_IGNORED_LINE.match(line))

    def without_comments(self, line: str) -> str:
        kept = []
        seen = 0
        while seen < len(line):
            mark = "-->" if self.in_comment else "<!--"
            found = line.find(mark, seen)
            end = found if found >= 0 else len(line)
            if not self.in_comment:
                kept.append(line[seen:end])
            if found < 0:
                break
            self.in_comment = not self.in_comment
            seen = found + len(mark)
        return "".join(kept)

    def is_option(self, line: str) -> bool:
        if self.options == "---":
            if line.strip() == "---":
                self.options = ""
            return True
        if line.strip() == "---":
            self.options = "---"
            return True
        if not _OPTION.match(line):
            self.options = ""
        return bool(self.options)

    def is_fence(self, line: str) -> bool:
        found = _FENCE.match(line)
        if found is None or (found["fence"][0] == "`" and "`" in found["info"]):
            return False
        fence, info = found["fence"], found["info"]
        self.end_paragraph()
        self.has_begun = True
        self.skipping = ""
        if self.directives and _closes(line, self.directives[-1]):
            self.directives.pop()
        elif (directive := _DIRECTIVE.match(info)) and directive[1] not in _NOT_PROSE:
            self.directives.append(fence)
            self.options = ":"
        elif info or fence[0] != ":":
            self.code = fence
        return True

    def block_line(self, line: str) -> None:
        """Scan *line*, which is outside of fences, for paragraphs and headings."""
        if self.skipping == "html":
            return
        has_begun, self.has_begun = self.has_begun, True
        if heading := _ATX_HEADING.match(line):
            self.end_paragraph()
            self.skipping, self.in_list = "", False
            if heading[1] == "#" and not has_begun:
                self.found_heading(_without_closing(line[heading.end() :]), self.number)
        elif self.paragraph and (underline := _SETEXT.match(line)):
            if underline[1][0] == "=" and self.is_first_paragraph:
                self.found_heading("\n".join(self.paragraph), self.number - len(self.paragraph))
            self.paragraph = []
        elif self.paragraph and "|" in line and _TABLE_RULE.issuperset(line):
            self.paragraph, self.skipping = [], "table"
        elif _RULE.match(line):
            self.end_paragraph()
        elif self.paragraph and not _INTERRUPTS.match(line):
            self.paragraph.append(line.strip(" \t") + ("  " if line.endswith("  ") else ""))
        elif not self.skipping:
            self.first_line_of_block(line, has_begun)

    def first_line_of_block(self, line: str, has_begun: bool) -> None:
        self.end_paragraph()
        if self.in_list and line.startswith(("  ", "\t")):
            self.skipping = "list"
            return
        if formula := _FORMULA.match(line):
            end = _ENDS[formula[0].strip()]
            if not line.rstrip().endswith(end) or not line[formula.end() :].strip():
                self.code = end
            return
        self.in_list = bool(_LIST_ITEM.match(line))
        if self.in_list or _OTHER_BLOCK.match(line):
            self.skipping = "html" if line.lstrip().startswith("<") else "other"
        else:
            self.is_first_paragraph = not has_begun
            self.paragraph = [line.strip(" \t")]

    def end_paragraph(self) -> None:
        """Keep the paragraph if it is the first one with text; a picture has no text."""
        if self.paragraph and not self.first_paragraph:
            paragraph = "\n".join(self.paragraph)[:_PARAGRAPH_LIMIT]
            self.first_paragraph = plain_text(paragraph, self.substitutions)
        self.paragraph = []

    def found_heading(self, markdown: str, number: int) -> None:
        self.heading = plain_text(markdown[:_PARAGRAPH_LIMIT], self.substitutions)
        self.heading_line = number


def _without_closing(heading: str) -> str:
    """Return the text of an ATX heading without the ``#`` that may close it."""
    text = heading.strip()
    opened = text.rstrip("#")
    return opened.rstrip() if not opened or opened[-1] in " \t" else text


def _closes(line: str, fence: str) -> bool:
    bare = line.strip()
    if fence in _ENDS.values():
        return bare.endswith(fence)
    return bare.startswith(fence) and not bare.strip(fence[0])
