"""Formulas as MathML, which browsers and e-readers show without a script from another host.

Sphinx uses a renderer that an extension registers instead of its default, MathJax; a site chooses
another one with ``html_math_renderer``.  The converter is the one of docutils, which it also uses
for its setting ``math_output = MathML``.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils.math import MathError, tex2unichar
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

NAME = "mathml"

#: Text inside a formula, which may contain any character.
_TEXT = re.compile(r"(\\text\w*\{[^{}]*\})")

#: Characters, and the LaTeX command for each.
_COMMANDS = str.maketrans(
    {
        character: f"\\{command} "
        for table in (
            tex2unichar.mathord,
            tex2unichar.mathop,
            tex2unichar.mathbin,
            tex2unichar.mathrel,
        )
        for command, character in reversed(table.items())
        if len(character) == 1 and not character.isascii()
    }
    | {"\u2212": "-", "\u2026": r"\ldots "}
)


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write an inline formula."""
    translator.body.append(translator.starttag(node, "span", "", CLASS="math notranslate"))
    translator.body.append(_mathml(node, as_block=False))
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
    translator.body.append(_mathml(node, as_block=True))
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _with_commands(tex: str) -> str:
    r"""Return *tex* with symbols replaced by their commands, outside of text.

    The converter knows the command ``\le``, but not the character ``≤``.
    """
    return "".join(
        piece if piece.startswith(r"\text") else piece.translate(_COMMANDS)
        for piece in _TEXT.split(tex)
    )


def _mathml(node: nodes.math | nodes.math_block, *, as_block: bool) -> str:
    """Return a formula as MathML, or its LaTeX source as code if it cannot be converted."""
    # Blank lines separate equations, as in Sphinx's own renderers.
    equations = [text for text in node.astext().split("\n\n") if text.strip()]
    tex = r" \\ ".join(equations)
    try:
        mathml = str(tex2mathml(_with_commands(tex), as_block=as_block))
        # For readers and outputs that cannot show MathML: screen readers of feeds, Markdown.
        return mathml.replace("<math ", f'<math alttext="{escape(tex)}" ', 1)
    except MathError as error:
        logger.warning(
            "formula cannot be converted to MathML, so its source is shown: %s",
            error,
            location=node,
            type="kb",
            subtype="maths",
        )
        return f"<code>{escape(node.astext())}</code>"
