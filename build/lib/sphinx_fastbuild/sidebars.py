"""Sidebars: whether a page's table of contents is worth one is seen when Sphinx copies it.

Furo asks for another copy, of every page that is written, to count what it holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import furo
from docutils import nodes
from sphinx.builders import html
from sphinx.environment.adapters.toctree import TocTree, document_toc

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

KNOWN: Mapping[Any, str] = {
    document_toc: "4607b77c1f48",
    TocTree.get_toc_for: "b0fdbacf4f27",
    furo.has_not_enough_items_to_show_toc: "1aaff3ab3079",
}


def pull(app: Sphinx) -> None:
    """Have builders remember for Furo which tables of contents are short."""
    if app.config.fastbuild_tocs:
        seen = Seen()
        patching.replace("tocs", html, "document_toc", seen.document_toc, KNOWN)
        name = furo.has_not_enough_items_to_show_toc.__name__
        patching.replace("tocs", furo, name, seen.has_not_enough_items, KNOWN)


class Seen:
    """Which tables of contents, of those that were copied for their pages, are too short."""

    def __init__(self) -> None:
        self.are_short: dict[str, bool] = {}

    def document_toc(self, stock: Callable[..., nodes.Element]) -> Callable[..., nodes.Element]:
        """Return what takes the place of ``document_toc`` in builders."""

        def document_toc(env: BuildEnvironment, docname: str, tags: Any) -> nodes.Element:
            table = stock(env, docname, tags)
            self.are_short[docname] = _is_short(table)
            return table

        return document_toc

    def has_not_enough_items(self, stock: Callable[..., bool]) -> Callable[..., bool]:
        """Return what takes the place of ``has_not_enough_items_to_show_toc`` in Furo."""

        def has_not_enough_items_to_show_toc(builder: Builder, docname: str) -> bool:
            is_short = self.are_short.get(docname)
            return stock(builder, docname) if is_short is None else is_short

        return has_not_enough_items_to_show_toc


def _is_short(table: nodes.Element) -> bool:
    """Tell whether there is nothing below the page's title but lists of other pages."""
    try:
        below: Any = table[0][1]  # type: ignore[index]
    except IndexError:
        return True
    return all(entry.tagname == "toctree" for entry in below)
