"""Maths as MathML: browsers and e-readers show it themselves, without a script from elsewhere.

Sphinx prefers a renderer that an extension registers to its own, which fetches MathJax from
another host; ``html_math_renderer`` chooses otherwise.  The conversion is docutils' own, the one
behind its setting ``math_output = MathML``.
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

#: Text within a formula, which may hold any character.
_TEXT = re.compile(r"(\\text\w*\{[^{}]*\})")

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


def _with_commands(tex: str) -> str:
    r"""Return *tex* with the commands of relations and operators that stand there themselves.

    The converter knows ``\le`` and not its character.
    """
    return "".join(
        part if part.startswith(r"\text") else part.translate(_COMMANDS)
        for part in _TEXT.split(tex)
    )


def _mathml(node: nodes.math | nodes.math_block, *, as_block: bool) -> str:
    """Return the MathML of a formula; of one that cannot be converted, its TeX as code."""
    # Blank lines part equations, as in Sphinx's own renderers.
    tex = r" \\ ".join(part for part in node.astext().split("\n\n") if part.strip())
    try:
        mathml = str(tex2mathml(_with_commands(tex), as_block=as_block))
        # For outputs that have no pictures of formulas: feeds read aloud, Markdown.
        return mathml.replace("<math ", f'<math alttext="{escape(tex)}" ', 1)
    except MathError as error:
        logger.warning(
            "maths that cannot be shown: %s", error, location=node, type="kb", subtype="maths"
        )
        return f"<code>{escape(node.astext())}</code>"
