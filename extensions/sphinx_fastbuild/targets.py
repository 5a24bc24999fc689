"""Targets that several documents claim, decided in one way whatever the order of reading.

Sphinx lets the document that was read last have a label, a term or another target of its standard
domain.  Read again by itself, or in another process, it would take or lose it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: Stores of the standard domain, each a mapping to entries that begin with a docname.
_STORES = ("labels", "anonlabels", "objects")


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Note what the document that was just read claims."""
    docname = app.env.current_document.docname
    std = app.env.domaindata.get("std", {})
    _claims(app.env)[docname] = {
        store: {key: entry for key, entry in std.get(store, {}).items() if entry[0] == docname}
        for store in _STORES
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
    std = env.domaindata.get("std", {})
    claims = _claims(env)
    for store in _STORES:
        if store not in std:
            continue
        decided: dict[Any, Any] = {}
        for docname in sorted(env.all_docs):
            decided.update(claims.get(docname, {}).get(store, {}))
        std[store].update(decided)


def _claims(env: BuildEnvironment) -> dict[str, dict[str, dict[Any, Any]]]:
    if not hasattr(env, "fastbuild_claims"):
        env.fastbuild_claims = {}  # type: ignore[attr-defined]
    return env.fastbuild_claims  # type: ignore[attr-defined, no-any-return]
