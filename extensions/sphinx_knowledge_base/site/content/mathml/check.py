"""Find formulas that cannot be shown, and warn where they stand, whatever is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_knowledge_base.site.content.mathml.convert import FormulaError, to_mathml

if TYPE_CHECKING:
    from typing import Any

logger = logging.getLogger(__name__)

#: The attribute of a formula that cannot be shown: every output shows its source instead.
BROKEN = "kb_broken"


class CheckFormulas(SphinxTransform):
    """Mark every formula that no converter knows, and warn at its line."""

    default_priority = 700  # when substitutions and translations are in place
    fastbuild_needs = (nodes.math, nodes.math_block)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        for kind in (nodes.math, nodes.math_block):
            for node in self.document.findall(kind):
                try:
                    to_mathml(node.astext(), is_display=kind is nodes.math_block)
                except FormulaError as error:
                    node[BROKEN] = True
                    message = "the formula %r is shown as its source: %s"
                    formula = node.astext()
                    shown = formula if len(formula) <= 60 else f"{formula[:57]}..."
                    logger.warning(message, shown, error, location=node, type="kb", subtype="maths")
