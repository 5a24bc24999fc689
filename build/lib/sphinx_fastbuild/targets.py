"""Targets that several documents claim, decided in one way whatever the order of reading.

Sphinx lets the document that was read last have a label, a term, a citation or another target.
Read again by itself, or in another process, it would take or lose it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.notes import Notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: Domains with their stores, each a mapping to entries that begin with a docname.
_STORES = (
    *(("std", store) for store in ("labels", "anonlabels", "objects", "progoptions", "terms")),
    ("citation", "citations"),
    ("math", "objects"),
    *((domain, store) for domain in ("py", "js") for store in ("objects", "modules")),
    ("rst", "objects"),
)


#: What each document claims, by domain and store.
claims: Notes[dict[tuple[str, str], dict[Any, Any]]] = Notes("claims")


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note what the document that was just read claims."""
    docname = app.env.current_document.docname
    claims.of(app.env)[docname] = {
        (domain, name): {key: entry for key, entry in store.items() if entry[0] == docname}
        for domain, name, store in _stores(app.env)
    }


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Give each target to the last of its claimants by name, as a clean serial build does."""
    of_documents = claims.of(env)
    for domain, name, store in _stores(env):
        for docname in sorted(env.all_docs):
            store.update(of_documents.get(docname, {}).get((domain, name), {}))


def claimed(env: BuildEnvironment, docname: str, domain: str, store: str) -> Iterable[Any]:
    """Return the keys of what a document claims in a store of a domain."""
    return claims.of(env).get(docname, {}).get((domain, store), {}).keys()


def rivals(env: BuildEnvironment, touched: AbstractSet[str]) -> set[str]:
    """Return the documents that claim what those *touched* have claimed, and so on.

    Of two that claim one target, one has been told of the other: as long as they both do.
    """
    claimants: defaultdict[tuple[object, object], set[str]] = defaultdict(set)
    for docname, stores in claims.of(env).items():
        for store, entries in stores.items():
            for key in entries:
                claimants[store, key].add(docname)
    shared = [docnames for docnames in claimants.values() if len(docnames) > 1]
    found, grown = set(touched), True
    while grown:
        reached = {name for names in shared if not names.isdisjoint(found) for name in names}
        grown = not reached <= found
        found |= reached
    return found - touched


def _stores(env: BuildEnvironment) -> Iterator[tuple[str, str, dict[Any, Any]]]:
    """Yield domain, name and content of every store that there is in this Sphinx."""
    for domain, name in _STORES:
        store = env.domaindata.get(domain, {}).get(name)
        if isinstance(store, dict):
            yield domain, name, store
