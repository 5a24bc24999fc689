"""Nodes that docutils lacks.

A builder without a visitor for a node uses the visitor of its base class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

#: Classes that identify the nodes for LaTeX; see ``templates/latex/kb-book.sty``.
STRUCK, MARKED = "struck", "marked"


class struck(nodes.inline):  # noqa: N801 -- docutils writes nodes so
    """Text that is struck through."""


class marked(nodes.inline):  # noqa: N801
    """Text that is highlighted."""


class folded(nodes.admonition):  # noqa: N801
    """A callout that readers can fold; ``is_open`` is true if it is unfolded at first."""


class folded_title(nodes.title):  # noqa: N801
    """The title of a callout that readers can fold."""


def setup(app: Sphinx) -> None:
    """Register the nodes."""
    app.add_node(struck, html=(_visit_struck, _depart_struck))
    app.add_node(marked, html=(_visit_marked, _depart_marked))
    app.add_node(folded, html=(_visit_folded, _depart_folded))
    app.add_node(folded_title, html=(_visit_folded_title, _depart_folded_title))


def _visit_struck(translator: HTML5Translator, node: struck) -> None:
    translator.body.append("<s>")


def _depart_struck(translator: HTML5Translator, node: struck) -> None:
    translator.body.append("</s>")


def _visit_marked(translator: HTML5Translator, node: marked) -> None:
    translator.body.append("<mark>")


def _depart_marked(translator: HTML5Translator, node: marked) -> None:
    translator.body.append("</mark>")


def _visit_folded(translator: HTML5Translator, node: folded) -> None:
    tag = translator.starttag(node, "details", CLASS="admonition")
    translator.body.append(tag.replace("<details", "<details open", 1) if node["is_open"] else tag)


def _depart_folded(translator: HTML5Translator, node: folded) -> None:
    translator.body.append("</details>\n")


def _visit_folded_title(translator: HTML5Translator, node: folded_title) -> None:
    translator.body.append(translator.starttag(node, "summary", "", CLASS="admonition-title"))


def _depart_folded_title(translator: HTML5Translator, node: folded_title) -> None:
    translator.body.append("</summary>\n")
