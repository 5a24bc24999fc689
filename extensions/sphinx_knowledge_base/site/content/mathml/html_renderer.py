"""Write formulas into HTML pages and the pages of e-books.

Sphinx uses a renderer that an extension registers instead of its own, which loads MathJax from
another host; ``html_math_renderer`` overrides that.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.math import get_node_equation_number

from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.content.mathml.convert import FormulaError, to_mathml

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

NAME = "mathml"


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    translator.body.append(translator.starttag(node, "span", "", CLASS="math notranslate"))
    translator.body.append(_mathml(node, is_display=False))
    translator.body.append("</span>")
    raise nodes.SkipNode


def visit_display(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula, with its number if it has one."""
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, translate("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append(_mathml(node, is_display=True))
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _mathml(node: nodes.math | nodes.math_block, *, is_display: bool) -> str:
    """Return the MathML of a formula, or the source of an invalid one (already reported)."""
    try:
        return to_mathml(node.astext(), is_display=is_display)
    except FormulaError:
        return f"<code>{escape(node.astext())}</code>"
