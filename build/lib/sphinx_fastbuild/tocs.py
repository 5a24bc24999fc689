"""Tables of contents: packed until somebody asks for one.

Sphinx keeps the table of contents of every document as a tree in the environment.  Most of what
the environment takes in memory, and most of the time in which it is loaded and stored, is these
trees, and a build that writes one page looks at a few of them.
"""

from __future__ import annotations

import pickle
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from sphinx_fastbuild import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class Packed(NamedTuple):
    """A table of contents that nobody looks at."""

    tree: bytes
    shown: str
    """The fingerprint of what a page shows of it."""


class Tables(MutableMapping[str, nodes.bullet_list]):
    """The tables of contents of all documents; one that was asked for can be changed in place."""

    def __init__(self, tables: Mapping[str, nodes.bullet_list]) -> None:
        self._tables: dict[str, nodes.bullet_list | Packed] = dict(tables)

    def __getitem__(self, docname: str) -> nodes.bullet_list:
        table = self._tables[docname]
        if isinstance(table, Packed):
            table = self._tables[docname] = pickle.loads(table.tree)  # noqa: S301  # our own
        return table

    def __setitem__(self, docname: str, table: nodes.bullet_list) -> None:
        self._tables[docname] = table

    def __delitem__(self, docname: str) -> None:
        del self._tables[docname]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __getstate__(self) -> dict[str, object]:
        return {"_tables": {name: _packed(table) for name, table in self._tables.items()}}

    def shown(self, docname: str) -> str:
        """Return the fingerprint of what a page shows of a table of contents."""
        table = self._tables[docname]
        return table.shown if isinstance(table, Packed) else shown(table)

    def packed(self, docnames: Iterable[str]) -> dict[str, Packed]:
        """Return the tables of *docnames* that nobody has looked at."""
        held = {docname: self._tables.get(docname) for docname in docnames}
        return {name: table for name, table in held.items() if isinstance(table, Packed)}

    def keep(self, tables: Mapping[str, Packed]) -> None:
        """Put packed tables in the place of what is there."""
        self._tables.update(tables)


def shown(table: nodes.bullet_list) -> str:
    """Return the fingerprint of what a page shows of *table*."""
    return fingerprint.of_value(_told(table))


def _told(node: nodes.Node) -> object:
    """Return all that pages show of *node*, for its ``repr``: quicker than docutils' own."""
    if isinstance(node, nodes.Element):
        return node.tagname, node.attributes, [_told(child) for child in node.children]
    return str(node)


def shown_of(env: BuildEnvironment, docname: str) -> str:
    """Return the fingerprint of what a page shows of a document's table of contents."""
    tables: Mapping[str, nodes.bullet_list] = env.tocs
    if isinstance(tables, Tables):
        return tables.shown(docname) if docname in tables else ""
    return shown(tables[docname]) if docname in tables else ""


def pull(app: Sphinx) -> None:
    """Put the tables of contents of the environment into what packs them, or out of it."""
    env = app.env
    is_packing = isinstance(env.tocs, Tables)
    if app.config.fastbuild_tocs and not is_packing:
        env.tocs = Tables(env.tocs)  # type: ignore[assignment]
    elif is_packing and not app.config.fastbuild_tocs:
        env.tocs = dict(env.tocs.items())


def _packed(table: nodes.bullet_list | Packed) -> Packed:
    if isinstance(table, Packed):
        return table
    return Packed(pickle.dumps(table, pickle.HIGHEST_PROTOCOL), shown(table))
