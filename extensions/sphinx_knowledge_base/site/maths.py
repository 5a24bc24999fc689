"""Maths as MathML: browsers and e-readers show it themselves, without a script from elsewhere.

Sphinx prefers a renderer that an extension registers to its own, which fetches MathJax from
another host; ``html_math_renderer`` chooses otherwise.  The conversion is docutils' own, the one
behind its setting ``math_output = MathML``.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from sphinx_knowledge_base.site.words import translate

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

NAME = "mathml"


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a line of text."""
    translator.body.append(translator.starttag(node, "span", "", CLASS="math notranslate"))
    translator.body.append(_mathml(node, as_block=False))
    translator.body.append("</span>")
    raise nodes.SkipNode


def visit_display(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula that stands by itself, with its number when it has one."""
    translator.body.append(translator.starttag(node, "div", CLASS="math notranslate"))
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, translate("Link to this equation"))
        translator.body.append("</span>")
    translator.body.append(_mathml(node, as_block=True))
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _mathml(node: nodes.math | nodes.math_block, *, as_block: bool) -> str:
    """Return the MathML of a formula; of one that cannot be converted, its TeX as code."""
    # Blank lines part equations, as in Sphinx's own renderers.
    tex = r" \\ ".join(part for part in node.astext().split("\n\n") if part.strip())
    try:
        mathml = str(tex2mathml(tex, as_block=as_block))
        # For outputs that have no pictures of formulas: feeds read aloud, Markdown.
        return mathml.replace("<math ", f'<math alttext="{escape(tex)}" ', 1)
    except MathError as error:
        logger.warning(
            "maths that cannot be shown: %s", error, location=node, type="kb", subtype="maths"
        )
        return f"<code>{escape(node.astext())}</code>"
