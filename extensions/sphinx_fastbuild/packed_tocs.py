"""Tables of contents that stay pickled in the environment until they are needed.

Sphinx keeps the table of contents of every document as a tree in the environment.  These trees
are most of the environment, and take most of the time for loading and storing it.  A build that
writes one page reads only a few of them.
"""

from __future__ import annotations

import pickle
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes

from sphinx_fastbuild import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.environment import BuildEnvironment


class PackedToc(NamedTuple):
    """A pickled table of contents."""

    tree: bytes
    digest: str
    """The digest of its content on a page."""


class PackedTocs(MutableMapping[str, nodes.bullet_list]):
    """The tables of contents of all documents, for ``env.tocs``.

    A table that was read is unpacked and can be changed in place.
    """

    def __init__(self, tocs: Mapping[str, nodes.bullet_list]) -> None:
        self._tocs: dict[str, nodes.bullet_list | PackedToc] = dict(tocs)

    def __getitem__(self, docname: str) -> nodes.bullet_list:
        toc = self._tocs[docname]
        if isinstance(toc, PackedToc):
            toc = self._tocs[docname] = pickle.loads(toc.tree)  # noqa: S301  # written by pack()
        return toc

    def __setitem__(self, docname: str, toc: nodes.bullet_list) -> None:
        self._tocs[docname] = toc

    def __delitem__(self, docname: str) -> None:
        del self._tocs[docname]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tocs)

    def __len__(self) -> int:
        return len(self._tocs)

    def __getstate__(self) -> dict[str, object]:
        return {"_tocs": {docname: pack(toc) for docname, toc in self._tocs.items()}}

    def digest(self, docname: str) -> str:
        """Return the digest of what a page shows of a document's table of contents."""
        toc = self._tocs[docname]
        return toc.digest if isinstance(toc, PackedToc) else digest_of_toc(toc)

    def packed(self, docnames: Iterable[str]) -> dict[str, PackedToc]:
        """Return those tables of *docnames* that have not been read."""
        found = {docname: self._tocs.get(docname) for docname in docnames}
        return {docname: toc for docname, toc in found.items() if isinstance(toc, PackedToc)}

    def put_packed(self, tocs: Mapping[str, PackedToc]) -> None:
        """Replace tables by packed ones."""
        self._tocs.update(tocs)


def pack(toc: nodes.bullet_list | PackedToc) -> PackedToc:
    """Return *toc* pickled."""
    if isinstance(toc, PackedToc):
        return toc
    return PackedToc(pickle.dumps(toc, pickle.HIGHEST_PROTOCOL), digest_of_toc(toc))


def digest_of(env: BuildEnvironment, docname: str) -> str:
    """Return the digest of what a page shows of a document's table of contents.

    Empty if the document has none.  Works whether or not the tables of *env* are packed.
    """
    tocs: Mapping[str, nodes.bullet_list] = env.tocs
    if docname not in tocs:
        return ""
    return tocs.digest(docname) if isinstance(tocs, PackedTocs) else digest_of_toc(tocs[docname])


def digest_of_toc(toc: nodes.bullet_list) -> str:
    """Return the digest of what a page shows of *toc*."""
    return digest.of_value(_content(toc))


def _content(node: nodes.Node) -> object:
    """Return the content of *node* on a page; faster than ``pformat()`` of docutils."""
    if isinstance(node, nodes.Element):
        return node.tagname, node.attributes, [_content(child) for child in node.children]
    return str(node)
