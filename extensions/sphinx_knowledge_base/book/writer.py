"""The LaTeX of a book: what Sphinx's own translator leaves out for text in all scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.writers.latex import LaTeXTranslator

from sphinx_knowledge_base.book.bodies import KEY_TAKEAWAYS
from sphinx_knowledge_base.book.direction import is_rtl, to_latex

if TYPE_CHECKING:
    from docutils.nodes import Element

#: Parts of a word without a place to break it, and after how many characters it may break.
_LONG = re.compile(r"[!-\u2fff]{31,}")
_STEP = 8

#: In code a line may end behind what divides names.
_CODE = re.compile(r"(?<=[\w)\]])([_./:,=(\[\-]+)(?=\w)")
_BREAK = "\x00"

#: Says which form of a symbol is wanted; a font with one form has no glyph for it.
_VARIATION = re.compile("[\ufe00-\ufe0f\u200d]")


class BookTranslator(LaTeXTranslator):
    """Sphinx's translator, with text from right to left and words without an end."""

    def visit_section(self, node: Element) -> None:
        super().visit_section(node)
        if KEY_TAKEAWAYS in node["classes"]:
            self.body.append(r"\kbkeep ")

    def visit_paragraph(self, node: Element) -> None:
        if is_rtl(node.astext()):
            self.body.append("\n\\begin{kbrtlpar}")
        super().visit_paragraph(node)

    def depart_paragraph(self, node: Element) -> None:
        super().depart_paragraph(node)
        if is_rtl(node.astext()):
            self.body.append("\\end{kbrtlpar}\n")

    def visit_reference(self, node: Element) -> None:
        # The engine turns what stands between right and left around, the commands that start
        # and end a link's colour too: a link is left to right, whatever its text.
        turned = self._in_rtl(node)
        if turned:
            self.body.append(r"\kbltr{")
        try:
            super().visit_reference(node)
        except nodes.SkipNode:
            if turned:
                self.body.append("}")
            raise

    def depart_reference(self, node: Element) -> None:
        super().depart_reference(node)
        if self._in_rtl(node):
            self.body.append("}")

    def visit_footnote(self, node: Element) -> None:
        if self._in_rtl(node):
            self.body.append(r"\kbstartltr{}")
        super().visit_footnote(node)

    def depart_footnote(self, node: Element) -> None:
        super().depart_footnote(node)
        if self._in_rtl(node):
            self.body.append(r"\kbendltr{}")

    def visit_footnotemark(self, node: Element) -> None:
        if self._in_rtl(node):
            self.body.append(r"\kbstartltr{}")
        super().visit_footnotemark(node)

    def depart_footnotemark(self, node: Element) -> None:
        super().depart_footnotemark(node)
        if self._in_rtl(node):
            self.body.append(r"\kbendltr{}")

    def _in_rtl(self, node: nodes.Node) -> bool:
        """Tell whether *node* is in text that runs from right to left."""
        around = node.parent
        while around is not None and not isinstance(around, nodes.paragraph):
            if isinstance(around, nodes.reference):
                return False
            around = around.parent
        return around is not None and is_rtl(around.astext())

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 -- docutils' name
        text = _VARIATION.sub("", node.astext())
        if isinstance(node.parent, nodes.literal):
            text = _CODE.sub(rf"\1{_BREAK}", text)
        self.body.append(to_latex(text, self._breakable, rtl=self._in_rtl(node)))

    def _breakable(self, text: str) -> str:
        marked = _LONG.sub(
            lambda word: re.sub(f"(.{{{_STEP}}})(?=.)", rf"\1{_BREAK}", word[0]), text
        )
        return self.encode(marked).replace(_BREAK, r"\kbbreak{}")
