"""What is learnt of an article's Markdown without rendering it: a scan line by line.

A full parse costs a hundred times as much and would be done for every article in every build.
The rules are CommonMark's (https://spec.commonmark.org/0.31.2/) as far as they decide where a
paragraph, a heading or a fence begins and ends, and MyST's for directives.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import filterfalse

from markdown_it import MarkdownIt

from sphinx_knowledge_base.core.model import Body

#: Directives whose content is not read as prose; that of all others (notes, cards) is.
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
#: What begins a block that is no paragraph: indented code, quote, table, HTML, the definition of a
#: link, a footnote or a term.
_OTHER_BLOCK = re.compile(rf"(?: {{4}}|\t)| {{0,3}}(?:>|\||{_HTML_BLOCK}|\[[^\]\n]+\]:|:\s)")
_TABLE_RULE = frozenset("|:- \t")
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_ORDERED = re.compile(r"[ \t]*\d{1,9}[.)](?=[ \t])")
#: What a reader never sees: MyST's targets, comments and attributes, the definitions of links.
_IGNORED_LINE = re.compile(
    r" {0,3}(?:\([^)\n]+\)=\s*$|%|\{[^}`\n]*\}\s*$|\[[^\]\n]+\]:\s*(?:<|\w+:/|[/#.])\S*)"
)
_INTERRUPTS = re.compile(rf" {{0,3}}(?:>|[-*+][ \t]|1[.)][ \t]|{_HTML_BLOCK})")

#: What a line has that is no word of it.  Each begins with a character of its own, by which the
#: regular expressions engine finds it fast.
_UNSEEN = (
    re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)"),  # a link's address
    re.compile(r"<(?:/?[A-Za-z][^<>\n]*|(?:https?|mailto):[^<>\s]*)>"),  # HTML tags, autolinks
    re.compile(r"\[\^[^\]\n]{1,80}\]:?"),  # footnote marks
    re.compile(r"\{(?:cite\}`[^`\n]*`|[\w:.+-]+\}(?=`))"),  # citations, names of roles
)
#: What stands between two words without spaces.
_JOINS = "\u2014\u2013|/\u2026"  # em dash, en dash, ellipsis
#: Han and Kana; Thai, Lao, Myanmar and Khmer: scripts that put no space between words.
_HAN_KANA = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SOUTH_EAST = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff"
_SPACELESS = re.compile(f"[{_HAN_KANA}]+|[{_SOUTH_EAST}]+")
_IS_SOUTH_EAST = re.compile(f"[{_SOUTH_EAST}]")

_MARKUP = re.compile(r"[*_`\[\]<>&\\!~$^{}\n]")
#: The mark of a citation, which is a number, with the space before it.
_CITATION = re.compile(r"[ \t\n]*\{cite\}`[^`]*`")
_ROLE = re.compile(r"\{[\w:.+-]+\}(?=`)")
#: A role whose target stands behind its text: {kb:article}`text <slug>`.
_ROLE_WITH_TARGET = re.compile(r"(\{[\w:.+-]+\})(`+)([^`]*[^`\s])\s*<[^`<>]*>\2")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_ATTRIBUTES = re.compile(r"(?<=[\]`)])\{[.#%\w][^{}\n]*\}|\s*\{#[\w-]+\}$")
#: More than any excerpt needs, so that a paragraph of a megabyte costs no more than a page's.
_PARAGRAPH_LIMIT = 4000


def scan_body(text: str, first_line: int) -> Body:
    """Return what the Markdown *text*, which begins on *first_line* of its file, holds.

    Words are those that a reader sees as prose: no code, comments, addresses or options of
    directives; see :func:`count_words`.  The first paragraph and the heading are plain text.
    """
    scan = _Scan(first_line)
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

    A word is what stands between spaces, dashes and slashes and has a letter or a digit.  Where a
    script writes no spaces, two Han or Kana characters count as one word and five characters of
    Thai, Lao, Myanmar or Khmer do: at the 250 words a minute of Latin scripts that gives the 500
    characters a minute which are usual for Chinese and Japanese.  Korean has spaces.
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
    marks = [run for run in filterfalse(str.isalnum, runs) if not any(map(str.isalnum, run))]
    return len(runs) - len(marks) + spaceless


def excerpt_from(paragraph: str, limit: int = 200) -> str:
    """Return the beginning of *paragraph*, cut at a word, with an ellipsis if it was cut.

    *limit* counts characters, without the ellipsis.  Where no space is near, as in Chinese, the
    cut is before a character that is no combining mark.
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


def plain_text(markdown: str) -> str:
    """Return the text of a run of inline *markdown* as a reader sees it, in one line."""
    if not _MARKUP.search(markdown):
        return " ".join(markdown.split(" ")).strip()
    source = _CITATION.sub("", markdown)
    source = _ROLE.sub("", _ROLE_WITH_TARGET.sub(r"\1\2\3\2", source))
    source = _FOOTNOTE.sub("", _ATTRIBUTES.sub("", source))
    tokens = _inline_parser().parseInline(source)[0].children or []
    parts = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return re.sub("[ \t\n]+", " ", "".join(parts)).strip()


@cache
def _inline_parser() -> MarkdownIt:
    """Return the one parser: making it costs more than using it, and it keeps no state."""
    return MarkdownIt("commonmark")


class _Scan:
    """The state between two lines."""

    def __init__(self, first_line: int) -> None:
        self.number = first_line - 1
        self.visible: list[str] = []
        self.first_paragraph = ""
        self.heading: str | None = None
        self.heading_line = 0
        self.paragraph: list[str] = []
        self.code = ""
        """The fence that code or other text that is not prose stands in; or empty."""
        self.directives: list[str] = []
        """The fences of open directives, the innermost last."""
        self.in_comment = False
        self.options = ""
        """Where a directive's options may follow: ``:``; inside its block of them: ``---``."""
        self.skipping = ""
        """The block that is no paragraph and goes on until a blank line; or empty."""
        self.in_list = False

    def line(self, line: str) -> None:
        """Take in the next line of the body."""
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
        elif not (bare[0] in "`~:" and self.is_fence(line)) and not _IGNORED_LINE.match(line):
            self.visible.append(_ORDERED.sub("", line) if bare[0].isdecimal() else line)
            if not self.directives and not (self.first_paragraph and self.heading is not None):
                self.block_line(line)

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
        """Find out what *line*, which is in no fence, does to the paragraphs and headings."""
        if self.skipping == "html":
            return
        if heading := _ATX_HEADING.match(line):
            self.end_paragraph()
            self.skipping, self.in_list = "", False
            if heading[1] == "#":
                self.found_heading(_without_closing(line[heading.end() :]), self.number)
        elif self.paragraph and (underline := _SETEXT.match(line)):
            if underline[1][0] == "=":
                self.found_heading("\n".join(self.paragraph), self.number - len(self.paragraph))
            self.paragraph = []
        elif self.paragraph and "|" in line and _TABLE_RULE.issuperset(line):
            self.paragraph, self.skipping = [], "table"
        elif _RULE.match(line):
            self.end_paragraph()
        elif self.paragraph and not _INTERRUPTS.match(line):
            self.paragraph.append(line.strip(" \t") + ("  " if line.endswith("  ") else ""))
        elif not self.skipping:
            self.first_line_of_block(line)

    def first_line_of_block(self, line: str) -> None:
        self.end_paragraph()
        if self.in_list and line.startswith(("  ", "\t")):
            self.skipping = "list"
            return
        self.in_list = bool(_LIST_ITEM.match(line))
        if self.in_list or _OTHER_BLOCK.match(line):
            self.skipping = "html" if line.lstrip().startswith("<") else "other"
        else:
            self.paragraph = [line.strip(" \t")]

    def end_paragraph(self) -> None:
        """Keep the paragraph if it is the first one with any text: a picture has none."""
        if self.paragraph and not self.first_paragraph:
            self.first_paragraph = plain_text("\n".join(self.paragraph)[:_PARAGRAPH_LIMIT])
        self.paragraph = []

    def found_heading(self, markdown: str, number: int) -> None:
        if self.heading is None:
            self.heading = plain_text(markdown[:_PARAGRAPH_LIMIT])
            self.heading_line = number


def _without_closing(heading: str) -> str:
    """Return the text of an ATX heading without the ``#`` that may close it."""
    text = heading.strip()
    opened = text.rstrip("#")
    return opened.rstrip() if not opened or opened[-1] in " \t" else text


def _closes(line: str, fence: str) -> bool:
    bare = line.strip()
    return bare.startswith(fence) and not bare.strip(fence[0])
