"""Hide the code of a Markdown body from translators, which must change only its text."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies.directive_fences import with_fences
from sphinx_knowledge_base.importers.code_blocks import code_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

#: Code points of the private use areas; hardly any text uses them.
_MARKS = tuple(
    tuple(map(chr, range(first, first + 4))) for first in (0xE0F0, 0xF0F0, 0xFF0F0, 0x10F0F0)
)

_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_DIRECTIVE = re.compile(r"\{([\w:.+-]+)\}")
_CODE_DIRECTIVES = frozenset(
    {
        *("code", "code-block", "sourcecode", "code-cell", "literalinclude", "parsed-literal"),
        *("math", "raw", "eval-rst", "include", "mermaid", "graphviz", "plantuml", "image"),
        *("doctest", "testcode", "bibliography", "toctree", "articles", "tableofcontents"),
        *("csv-table", "postlist", "embed", "iframe", "bokeh"),
    }
)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


class Masked:
    """A body whose code is replaced by marks that no translator mistakes for text."""

    def __init__(self, text: str, *, indented: bool = True, directives: bool = False) -> None:
        """Hide the code of *text*.

        :param indented: Whether four spaces make code; in MDX they do not.
        :param directives: Whether fences can be directives, whose content is not code.
        """
        self._has_directives = directives
        marks = next(marks for marks in _MARKS if not any(mark in text for mark in marks))
        self.open, self.close, self.begin, self.end = marks
        self._hidden: list[str] = []
        self._mark = re.compile(f"{self.open}(\\d+){self.close}")
        self.text = self._hide_spans(self._hide_blocks(text, indented=indented))

    def hide(self, text: str) -> str:
        """Return a mark that stands for *text* from now on."""
        self._hidden.append(text)
        return f"{self.open}{len(self._hidden) - 1}{self.close}"

    def first_lines(self) -> list[str]:
        """Return the first line of each piece of code, which says what it is."""
        return [piece.partition("\n")[0] for piece in self._hidden]

    def again(self, text: str) -> str:
        """Hide the code of *text* too, and return *text* with its marks."""
        return self._hide_spans(self._hide_blocks(text, indented=False))

    def shown(self, text: str) -> str:
        """Return *text* with every mark replaced by the code that it stands for."""
        while self.open in text:
            text = self._mark.sub(lambda mark: self._hidden[int(mark[1])], text)
        return text

    def dedent(self, text: str) -> str:
        """Return *text* without the indentation that all its lines share, those of code too."""
        lines = [line for line in self.shown(text).split("\n") if line.strip()]
        first = textwrap.dedent("\n".join(lines)).partition("\n")[0]
        margin = lines[0].removesuffix(first) if lines else ""
        if not margin:
            return text
        for mark in self._mark.finditer(text):
            piece = self._hidden[int(mark[1])]
            bare = piece.replace(f"\n{margin}", "\n")
            begins_line = text[: mark.start()].rpartition("\n")[2] == ""
            self._hidden[int(mark[1])] = bare.removeprefix(margin) if begins_line else bare
        return re.sub(rf"^{margin}", "", text, flags=re.MULTILINE)

    def indent(self, text: str, margin: str) -> str:
        """Return *text* with *margin* before all its lines but the first, those of code too."""
        for mark in self._mark.finditer(text):
            piece = self._hidden[int(mark[1])]
            self._hidden[int(mark[1])] = piece.replace("\n", f"\n{margin}")
        return text.replace("\n", f"\n{margin}")

    def result(self, fix: Callable[[str], str]) -> str:
        """Return the body with its code, each piece as *fix* leaves it."""
        self._hidden = [fix(piece) for piece in self._hidden]
        return with_fences(self.shown(self.text), self.begin, self.end)

    def _hide_blocks(self, text: str, *, indented: bool) -> str:
        lines = text.split("\n")
        if (
            "`" not in text
            and "~~~" not in text
            and not re.search(r"^(?: {4}|\t)", text, re.MULTILINE)
        ):
            return text
        for block in reversed(code_blocks(lines, indented=indented)):
            first, last = block.first, block.last
            if not block.is_fence:
                while last > first and not lines[last - 1].strip():
                    last -= 1
            if self._has_directives and _is_prose(block.info):
                inner = "\n".join(lines[first + 1 : last - 1])
                lines[first + 1 : last - 1] = [self._hide_blocks(inner, indented=indented)]
                continue
            # The characters before a fence on its line belong to the list or quote around it.
            before = ""
            if not block.is_fence:
                before = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
                lines[first] = lines[first].lstrip()
            elif found := re.search(r"`{3,}|~{3,}", lines[first]):
                before = lines[first][: found.start()]
                if before.strip() and not set(before) <= set("> \t"):
                    lines[first] = lines[first][found.start() :]
                else:
                    before = ""
            lines[first:last] = [before + self.hide("\n".join(lines[first:last]))]
        return "\n".join(lines)

    def _hide_spans(self, text: str) -> str:
        if "`" not in text:
            return text
        parts, start = [], 0
        for end in [*(found.end() for found in _PARAGRAPH_END.finditer(text)), len(text)]:
            paragraph = text[start:end]
            if "`" in paragraph:
                paragraph = _CODE_SPAN.sub(lambda span: self.hide(span[0]), paragraph)
            parts.append(paragraph)
            start = end
        return "".join(parts)


def is_code_directive(name: str) -> bool:
    """Tell whether the content of this directive is no Markdown."""
    return name in _CODE_DIRECTIVES


def _is_prose(info: str) -> bool:
    """Tell whether a fence is a directive of MyST whose content is Markdown."""
    found = _DIRECTIVE.match(info.strip())
    return found is not None and found[1] not in _CODE_DIRECTIVES


def fence(content: str, info: str = "", *, mark: str = "`") -> str:
    """Return *content* as a fenced block that nothing in it can close."""
    longest = max((len(run) for run in re.findall(f"{mark}+", content)), default=0)
    bar = mark * max(3, longest + 1)
    return f"{bar}{info}\n{content.strip(chr(10))}\n{bar}"


def code_span(text: str) -> str:
    """Return *text* as code within a line."""
    text = " ".join(text.split("\n"))
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    bar = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{bar}{pad}{text}{pad}{bar}"
