"""The lever ``tocs``: keep tables of contents pickled until they are asked for, and copy them once.

Sphinx copies the table of contents of a page that it writes.  Furo asks for another copy to count
the entries; here they are counted in the first one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.lever import Lever, Listener
from sphinx_fastbuild.guard.patch import Patch
from sphinx_fastbuild.packed_tocs import PackedTocs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

_FURO = "furo:has_not_enough_items_to_show_toc"

KNOWN: Mapping[str, str] = {
    "sphinx.environment.adapters.toctree:document_toc": "4607b77c1f48",
    "sphinx.environment.adapters.toctree:TocTree.get_toc_for": "b0fdbacf4f27",
    _FURO: "1aaff3ab3079",
}


def _patches(app: Sphinx) -> Iterator[Patch]:
    counted = CountedTocs()
    yield Patch("sphinx.builders.html:document_toc", counted.document_toc, KNOWN)
    yield Patch(_FURO, counted.has_not_enough_items, KNOWN)


class CountedTocs:
    """Remembers which of the tables of contents that were copied for their pages are short."""

    def __init__(self) -> None:
        self.are_short: dict[str, bool] = {}

    def document_toc(self, stock: Callable[..., nodes.Element]) -> Callable[..., nodes.Element]:
        """Return the replacement of ``document_toc`` for builders."""

        def document_toc(env: BuildEnvironment, docname: str, tags: Any) -> nodes.Element:
            toc = stock(env, docname, tags)
            self.are_short[docname] = _is_short(toc)
            return toc

        return document_toc

    def has_not_enough_items(self, stock: Callable[..., bool]) -> Callable[..., bool]:
        """Return the replacement of ``has_not_enough_items_to_show_toc`` in Furo."""

        def has_not_enough_items_to_show_toc(builder: Builder, docname: str) -> bool:
            is_short = self.are_short.get(docname)
            return stock(builder, docname) if is_short is None else is_short

        return has_not_enough_items_to_show_toc


def _is_short(toc: nodes.Element) -> bool:
    """Tell whether nothing stands below the title of the page but toctrees."""
    try:
        below: Any = toc[0][1]  # type: ignore[index]
    except IndexError:
        return True
    return all(entry.tagname == "toctree" for entry in below)


def on_builder_inited(app: Sphinx) -> None:
    """Replace the tables of the environment, or restore them if the lever is off."""
    env = app.env
    is_packed = isinstance(env.tocs, PackedTocs)
    if app.config.fastbuild_tocs and not is_packed:
        env.tocs = PackedTocs(env.tocs)  # type: ignore[assignment]
    elif is_packed and not app.config.fastbuild_tocs:
        env.tocs = dict(env.tocs.items())


LEVER = Lever(
    "tocs",
    "Keep tables of contents packed until they are asked for.",
    _patches,
    listeners=(Listener("builder-inited", on_builder_inited),),
)
