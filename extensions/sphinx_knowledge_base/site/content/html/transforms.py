"""Transforms of raw HTML.  Each raw node of a document passes through both, in this order."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_knowledge_base.site.content.html.addresses import split_at_addresses
from sphinx_knowledge_base.site.content.html.balance import as_text, balanced

if TYPE_CHECKING:
    from typing import Any

logger = logging.getLogger(__name__)


def is_raw_html(node: nodes.Node) -> bool:
    """Return whether *node* is HTML that goes into pages unescaped."""
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


class BalanceRawHTML(SphinxTransform):
    """Close every element that an author opens within the block where it begins.

    Otherwise a missing or superfluous tag would close or swallow the page around the body.
    """

    # After author_policy.KeepToAuthorPolicy (442), before the footer is added (630).
    default_priority = 443
    fastbuild_needs = (nodes.raw,)

    def apply(self, **kwargs: Any) -> None:
        parents = {id(raw.parent): raw.parent for raw in self.document.findall(is_raw_html)}
        for parent in parents.values():
            self._balance(parent)

    def _balance(self, parent: nodes.Element) -> None:
        # Adjacent pieces count as one, and so do the nodes between two of them.
        runs = [(is_raw, list(run)) for is_raw, run in groupby(parent.children, is_raw_html)]
        pieces = tuple(
            "".join(node.astext() for node in run) if is_raw else None for is_raw, run in runs
        )
        made = balanced(pieces)
        if made == pieces:
            return
        first = next(run[0] for is_raw, run in runs if is_raw)
        place = f"{self.env.doc2path(self.env.docname, base=False)}:{first.line or parent.line}"
        if made is None:
            message = "HTML is shown as text, because a tag in it is not closed: %r"
            quoted = first.astext().strip()[:60]
            logger.warning(message, quoted, location=place, type="kb", subtype="markdown")
            made = as_text(pieces)
        else:
            logger.info("%s: closed the HTML tags that were open, and removed stray ones", place)
        others = iter([run for is_raw, run in runs if not is_raw])
        children: list[nodes.Node] = []
        for piece in made:
            if piece is None:
                children += next(others)
            else:
                raw = nodes.raw(piece, piece, format="html")
                raw.source, raw.line = first.source, first.line
                children.append(raw)
        parent[:] = children


class ResolveAddresses(SphinxTransform):
    """Turn ``<img>`` into images, and resolve the addresses of links and videos in raw HTML."""

    # Before mentions and images are recorded (870, 880).
    default_priority = 444
    fastbuild_needs = (nodes.raw,)

    def apply(self, **kwargs: Any) -> None:
        for raw in list(self.document.findall(nodes.raw)):
            made = split_at_addresses(self.env, raw) if is_raw_html(raw) else None
            if made is not None:
                raw.replace_self(made)
