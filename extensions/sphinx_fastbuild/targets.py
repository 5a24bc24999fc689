"""Targets that several documents claim, decided in one way whatever the order of reading.

Sphinx lets the document that was read last have a label, a term, a citation or another target.
Read again by itself, or in another process, it would take or lose it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

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


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note what the document that was just read claims."""
    docname = app.env.current_document.docname
    _claims(app.env)[docname] = {
        (domain, name): {key: entry for key, entry in store.items() if entry[0] == docname}
        for domain, name, store in _stores(app.env)
    }


def on_env_purge_doc(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the claims of a document that is read again or gone."""
    _claims(env).pop(docname, None)


def on_env_merge_info(
    app: Sphinx, env: BuildEnvironment, docnames: frozenset[str], other: BuildEnvironment
) -> None:
    """Take over the claims of documents that another process read."""
    others = _claims(other)
    _claims(env).update({docname: others[docname] for docname in docnames if docname in others})


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Give each target to the last of its claimants by name, as a clean serial build does."""
    claims = _claims(env)
    for domain, name, store in _stores(env):
        for docname in sorted(env.all_docs):
            store.update(claims.get(docname, {}).get((domain, name), {}))


def claimed(env: BuildEnvironment, docname: str, domain: str, store: str) -> Iterable[Any]:
    """Return the keys of what a document claims in a store of a domain."""
    return _claims(env).get(docname, {}).get((domain, store), {}).keys()


def rivals(env: BuildEnvironment, touched: AbstractSet[str]) -> set[str]:
    """Return the documents that claim what those *touched* have claimed, and so on.

    Of two that claim one target, one has been told of the other: as long as they both do.
    """
    claimants: defaultdict[tuple[object, object], set[str]] = defaultdict(set)
    for docname, stores in _claims(env).items():
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


def _claims(env: BuildEnvironment) -> dict[str, dict[tuple[str, str], dict[Any, Any]]]:
    if not hasattr(env, "fastbuild_claims"):
        env.fastbuild_claims = {}  # type: ignore[attr-defined]
    return env.fastbuild_claims  # type: ignore[attr-defined, no-any-return]
