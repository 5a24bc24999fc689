"""Read all documents with C or C++ again when one of them changes.

Sphinx keeps the declarations of each language in one tree.  When a document is read again, its
earlier declarations stay in the tree as empty symbols, and the name of an enumerator is already
taken in the outer scope.  So the tree is built again.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_DOMAINS = ("c", "cpp")


def read_together(env: BuildEnvironment, touched: AbstractSet[str]) -> set[str]:
    """Return the documents that are read again because one of them is in *touched*."""
    found: set[str] = set()
    for name in _DOMAINS:
        documents = _using(env, name)
        if not documents.isdisjoint(touched):
            found |= documents
    return found & env.all_docs.keys()


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Reset the symbols of C or C++ if no document with declarations is left."""
    for name in _DOMAINS:
        if not _using(env, name) & env.all_docs.keys() - set(docnames):
            domain = env.domains[name]
            domain.data.clear()
            domain.data.update(copy.deepcopy(domain.initial_data), version=domain.data_version)


def _using(env: BuildEnvironment, domain: str) -> set[str]:
    """Return the documents that declare or refer to anything in a domain."""
    references = getattr(env, "fastbuild_references", {})
    declaring = {entry[3] for entry in env.domains[domain].get_objects()}
    return declaring | {
        docname for docname, found in references.items() if any(one[0] == domain for one in found)
    }
