"""Translates doctrees to LaTeX: Sphinx's translator, extended for text in all scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.writers.latex import LaTeXTranslator

from sphinx_knowledge_base.book.latex.bidirectional_text import mark_phrases
from sphinx_knowledge_base.book.latex.math import displayed, inline, with_text
from sphinx_knowledge_base.book.latex.transforms import (
    RTL,
    ancestors,
    is_in_rtl,
)
from sphinx_knowledge_base.book.latex.unsupported_characters import (
    with_emoji_names,
    without_modifiers,
)
from sphinx_knowledge_base.book.text_direction import is_rtl
from sphinx_knowledge_base.site.content.markdown.nodes import STRUCK
from sphinx_knowledge_base.site.css_classes import KEY_TAKEAWAYS

if TYPE_CHECKING:
    from docutils.nodes import Element

#: A word that is too long for a line, and the number of characters after which it may break.
_LONG = re.compile(r"[!-\u2fff]{31,}")
_STEP = 8

#: A number or name too long for a table cell; TeX hyphenates ordinary words.
_LONG_IN_CELL = re.compile(r"(?=[!-\u2fff]*[^\W\d_]*[\W\d_])[!-\u2fff]{17,}")
#: Where a line may end within a word in a table cell.
_DIVIDED_IN_CELL = re.compile(r"(?<=\w)([/_?&=]|(?<=[^\W\d])\.(?=[^\W\d]))(?=\w)")

#: Chinese, Japanese and Korean characters.  A line may end between two of them, but neither after
#: opening nor before closing punctuation.  XeTeX follows this rule by itself.
_IDEOGRAPH = (
    "\u2e80-\u2fdf\u3001-\u30ff\u3130-\u318f\u31f0-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
)
_OPENING = "\u3008\u300a\u300c\u300e\u3010\u3014\u3016\uff08\uff3b\uff5b"
_CLOSING = (
    "\u3001\u3002\u3005\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u30fb\u30fc\uff01\uff09\uff0c\uff0e"
    "\uff1a\uff1b\uff1f\uff3d\uff5d\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087"
    "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7"
)
_BETWEEN = re.compile(f"(?<=(?![{_OPENING}])[{_IDEOGRAPH}])(?=(?![{_CLOSING}])[{_IDEOGRAPH}])")

#: Where a line may end in code: after characters that separate names.
_CODE = re.compile(r"(?<=[\w)\]])([_./:,=(\[\-]+)(?=\w)")
_BREAK, _MAY_END = "\x00", "\x01"
#: A zero-width space, which the programs that sort an index ignore.
_ZERO_WIDTH_SPACE = "\u200b"


class BookTranslator(LaTeXTranslator):
    """Sphinx's translator, with text from right to left and breaks in very long words."""

    def visit_section(self, node: Element) -> None:
        super().visit_section(node)
        if KEY_TAKEAWAYS in node["classes"]:
            self.body.append(r"\kbkeep ")

    def visit_paragraph(self, node: Element) -> None:
        if _is_rtl_block(node):
            self.body.append("\n\\begin{kbrtlpar}")
        super().visit_paragraph(node)

    def depart_paragraph(self, node: Element) -> None:
        super().depart_paragraph(node)
        if _is_rtl_block(node):
            self.body.append("\\end{kbrtlpar}\n")

    def visit_title(self, node: Element) -> None:
        super().visit_title(node)
        if _is_rtl_block(node):
            self.body.append(r"\kbrtlhead{")

    def depart_title(self, node: Element) -> None:
        if _is_rtl_block(node):
            self.body.append("}")
        super().depart_title(node)

    def visit_figure(self, node: Element) -> None:
        # No text beside figures: LaTeX would leave gaps at the ends of pages.
        node.attributes.pop("align", None)
        super().visit_figure(node)

    def visit_math(self, node: nodes.math) -> None:
        formula = with_text(node.astext(), self._latex)
        if self.in_title:
            # PDF bookmarks cannot contain maths.
            formula = inline(formula).replace("\\(", "\\protect\\(").replace("\\)", "\\protect\\)")
            self.body.append(rf"\texorpdfstring{{{formula}}}{{{self.encode(node.astext())}}}")
        else:
            self.body.append(inline(formula))
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        formula = with_text(node.astext(), self._latex)
        if node.get("no-wrap", node.get("nowrap")):
            node[:] = [nodes.Text(formula)]
            super().visit_math_block(node)  # raises SkipNode
        label = f"equation:{node['docname']}:{node['label']}" if node.get("label") else ""
        self.body.append(displayed(formula, label, numbered=self.config.math_number_all))
        raise nodes.SkipNode

    def visit_index(self, node: Element) -> None:
        node["entries"] = [
            (kind, _LONG.sub(lambda word: _in_steps(word, _ZERO_WIDTH_SPACE), text), *rest)
            for kind, text, *rest in node["entries"]
        ]
        super().visit_index(node)

    def visit_bullet_list(self, node: Element) -> None:
        super().visit_bullet_list(node)
        self._turn_list(node)

    def visit_enumerated_list(self, node: Element) -> None:
        super().visit_enumerated_list(node)
        self._turn_list(node)

    def _turn_list(self, node: Element) -> None:
        if RTL in node["classes"]:
            self.body.append("\\kbrtllist\n")

    def visit_list_item(self, node: Element) -> None:
        super().visit_list_item(node)
        self.body += [self.hypertarget(identifier) for identifier in node["ids"]]

    def visit_reference(self, node: Element) -> None:
        # Right-to-left text is reversed, which would reverse the commands that start and end a
        # link's colour.  So every link is set from left to right.
        in_rtl = self._in_rtl(node)
        if in_rtl:
            self.body.append(r"\kbltr{")
        try:
            super().visit_reference(node)
        except nodes.SkipNode:
            if in_rtl:
                self.body.append("}")
            raise
        if "key" in node:
            # A citation is a number in brackets, upright and without a page number.
            self.body[-1], self.context[-1] = "{", "}}}"

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
        """Return whether *node* is in text that runs from right to left."""
        for one in ancestors(node):
            if isinstance(one, nodes.reference):
                return False
            if isinstance(one, nodes.paragraph | nodes.title):
                return _is_rtl_block(one)
        return False

    def visit_Text(self, node: nodes.Text) -> None:  # noqa: N802 -- docutils' name
        text = without_modifiers(node.astext())
        if isinstance(node.parent, nodes.literal):
            text = _CODE.sub(rf"\1{_BREAK}", text)
        elif self.table is not None:
            text = _DIVIDED_IN_CELL.sub(rf"\1{_BREAK}", text)
        latex = self._latex(text, rtl=self._in_rtl(node))
        self.body.append(rf"\kbstruck{{{latex}}}" if _is_struck(node) else latex)

    def _latex(self, text: str, *, rtl: bool = False) -> str:
        return mark_phrases(text, self._breakable, rtl=rtl, engine=self.config.latex_engine)

    def _breakable(self, text: str) -> str:
        marked = _LONG.sub(_in_steps, text)
        if self.table is not None:
            marked = _LONG_IN_CELL.sub(_in_steps, marked)
        if self.config.latex_engine == "lualatex":
            marked = _BETWEEN.sub(_MAY_END, marked)
        encoded = with_emoji_names(self.encode(marked))
        return encoded.replace(_BREAK, r"\kbbreak{}").replace(_MAY_END, r"\kbmayend{}")


def _in_steps(word: re.Match[str], mark: str = _BREAK) -> str:
    """Return a word with marks where it may break."""
    return re.sub(f"([^{_BREAK}]{{{_STEP}}})(?=[^{_BREAK}])", rf"\1{mark}", word[0])


def _is_rtl_block(node: Element) -> bool:
    """Return whether a paragraph or heading runs from right to left; footnotes never do."""
    if isinstance(node, nodes.title) and not isinstance(node.parent, nodes.section):
        return False
    if isinstance(node.parent, nodes.footnote):
        return False
    return is_rtl(node.astext()) or is_in_rtl(node)


def _is_struck(node: nodes.Text) -> bool:
    return any(STRUCK in one["classes"] for one in ancestors(node))
