"""Find formulas that cannot be shown, and warn at their lines, for every builder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_knowledge_base.site.content.mathml.convert import FormulaError, to_mathml

if TYPE_CHECKING:
    from typing import Any

logger = logging.getLogger(__name__)

#: How much of a formula a warning quotes, in characters.
_QUOTED = 60


class ReplaceBrokenFormulas(SphinxTransform):
    """Show every formula that cannot be converted as its source, and warn at its line."""

    default_priority = 700  # after substitutions and translations are in place
    fastbuild_needs = (nodes.math, nodes.math_block)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        for kind in (nodes.math, nodes.math_block):
            for node in list(self.document.findall(kind)):
                tex = node.astext().strip()
                try:
                    to_mathml(tex, is_display=kind is nodes.math_block)
                except FormulaError as error:
                    quoted = tex if len(tex) <= _QUOTED else f"{tex[: _QUOTED - 3]}..."
                    message = "the formula %r is shown as its source: %s"
                    location = node if node.line else node.parent
                    logger.warning(
                        message, quoted, error, location=location, type="kb", subtype="maths"
                    )
                    node.replace_self(_source(node, tex))


def _source(node: nodes.Element, tex: str) -> nodes.Element:
    is_in_text = isinstance(node.parent, nodes.TextElement)
    if isinstance(node, nodes.math) or is_in_text:
        source: nodes.Element = nodes.literal(tex, tex)
    else:
        source = nodes.literal_block(tex, tex, language="none")
    source["ids"], source["names"] = node["ids"], node["names"]
    return source
