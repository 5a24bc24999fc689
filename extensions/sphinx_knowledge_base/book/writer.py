"""The LaTeX of a book: what Sphinx's own translator leaves out for text in all scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.writers.latex import LaTeXTranslator

from sphinx_knowledge_base.book.bodies import KEY_TAKEAWAYS

if TYPE_CHECKING:
    from docutils.nodes import Element

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
#: A phrase from right to left: from its first such letter to its last, what is between included.
_RTL_PHRASE = re.compile(f"[{_RTL}](?:[^A-Za-z\u00c0-\u058f\n]*[{_RTL}])?")
_LTR_LETTER = f"(?:(?![{_RTL}])\\w)"
_LTR_PHRASE = re.compile(f"{_LTR_LETTER}(?:[^{_RTL}\n]*{_LTR_LETTER})?")
_STRONG = re.compile(f"([{_RTL}])|[^\\W\\d_]")

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

    def is_rtl(self, node: nodes.Node) -> bool:
        """Tell whether the first letter of *node* is of a script from right to left."""
        found = _STRONG.search(node.astext())
        return found is not None and found[1] is not None

    def visit_section(self, node: Element) -> None:
        super().visit_section(node)
        if KEY_TAKEAWAYS in node["classes"]:
            self.body.append(r"\kbkeep ")

    def visit_paragraph(self, node: Element) -> None:
        if self.is_rtl(node):
            self.body.append("\n\\begin{kbrtlpar}")
        super().visit_paragraph(node)

    def depart_paragraph(self, node: Element) -> None:
        super().depart_paragraph(node)
        if self.is_rtl(node):
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
        return around is not None and self.is_rtl(around)

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 -- docutils' name
        text = _VARIATION.sub("", node.astext())
        if isinstance(node.parent, nodes.literal):
            text = _CODE.sub(rf"\1{_BREAK}", text)
        rtl = self._in_rtl(node)
        phrase, command = (_LTR_PHRASE, r"\kbltr") if rtl else (_RTL_PHRASE, r"\kbrtl")
        at = 0
        for found in phrase.finditer(text):
            self.body.append(self._breakable(text[at : found.start()]))
            self.body.append(f"{command}{{{self._breakable(found[0])}}}")
            at = found.end()
        self.body.append(self._breakable(text[at:]))

    def _breakable(self, text: str) -> str:
        marked = _LONG.sub(
            lambda word: re.sub(f"(.{{{_STEP}}})(?=.)", rf"\1{_BREAK}", word[0]), text
        )
        return self.encode(marked).replace(_BREAK, r"\kbbreak{}")
