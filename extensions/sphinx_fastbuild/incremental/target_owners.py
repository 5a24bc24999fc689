"""Decide which document owns a target that several define, independent of the reading order.

Sphinx gives a label, a term, a citation or another target to the document that it reads last.  A
document that is read again alone, or in another process, would take or lose the target.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.incremental.records import Records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: Domains and their stores.  Each store maps names to entries that begin with a docname.
_STORES = (
    *(("std", store) for store in ("labels", "anonlabels", "objects", "progoptions", "terms")),
    ("citation", "citations"),
    ("math", "objects"),
    *((domain, store) for domain in ("py", "js") for store in ("objects", "modules")),
    ("rst", "objects"),
)

#: The targets that each document defines, by domain and store.
defined: Records[dict[tuple[str, str], dict[Any, Any]]] = Records("claims")


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record the targets of the document that was just read."""
    docname = app.env.current_document.docname
    defined.of(app.env)[docname] = {
        (domain, name): {key: entry for key, entry in store.items() if entry[0] == docname}
        for domain, name, store in _stores(app.env)
    }


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Give each target to the last of its documents by name, as a clean serial build does."""
    of_documents = defined.of(env)
    for domain, name, store in _stores(env):
        for docname in sorted(env.all_docs):
            store.update(of_documents.get(docname, {}).get((domain, name), {}))


def names_defined(env: BuildEnvironment, docname: str, domain: str, store: str) -> Iterable[Any]:
    """Return the names of the targets that a document defines in a store of a domain."""
    return defined.of(env).get(docname, {}).get((domain, store), {}).keys()


def rivals(env: BuildEnvironment, touched: AbstractSet[str]) -> set[str]:
    """Return the documents that define a target of a document in *touched*, and so on.

    One of two rivals was warned about the other; both have to be read again to repeat that or not.
    """
    definers: defaultdict[tuple[object, object], set[str]] = defaultdict(set)
    for docname, stores in defined.of(env).items():
        for store, entries in stores.items():
            for key in entries:
                definers[store, key].add(docname)
    shared = [docnames for docnames in definers.values() if len(docnames) > 1]
    found, grown = set(touched), True
    while grown:
        reached = {name for names in shared if not names.isdisjoint(found) for name in names}
        grown = not reached <= found
        found |= reached
    return found - touched


def _stores(env: BuildEnvironment) -> Iterator[tuple[str, str, dict[Any, Any]]]:
    """Yield domain, name and content of every store that exists in this Sphinx."""
    for domain, name in _STORES:
        store = env.domaindata.get(domain, {}).get(name)
        if isinstance(store, dict):
            yield domain, name, store
