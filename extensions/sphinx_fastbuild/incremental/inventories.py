"""Digests of the inventories that ``sphinx.ext.intersphinx`` has loaded.

Pages show entries of inventories, and MyST uses inventories when it reads a document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_fastbuild import digest
from sphinx_fastbuild.incremental.records import Records
from sphinx_fastbuild.traverse import of_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: The documents that MyST has linked to inventories, with the digest of all inventories then.
linked: Records[str] = Records("inventory_links")


def digest_of_all(env: BuildEnvironment) -> str:
    """Return the digest of all inventories; empty without any."""
    cache: dict[str, Any] = getattr(env, "intersphinx_cache", {})
    if not cache:
        return ""
    known: dict[str, tuple[Any, str]] = getattr(env, "fastbuild_inventories", {})
    # Sphinx loads an inventory from the web again only after days.
    now = {
        uri: known[uri]
        if uri in known and "://" in uri and known[uri][0] == entry[1]
        else (entry[1], digest.of_value((entry[0], _content(entry[2]))))
        for uri, entry in cache.items()
    }
    env.fastbuild_inventories = now  # type: ignore[attr-defined]
    return digest.of_value(sorted((uri, found) for uri, (_, found) in now.items()))


def _content(inventory: Any) -> object:
    return sorted(
        (kind, sorted((name, repr(_fields(item))) for name, item in objects.items()))
        for kind, objects in getattr(inventory, "data", inventory).items()
    )


def _fields(item: Any) -> object:
    names = ("project_name", "project_version", "uri", "display_name")
    return [getattr(item, name) for name in names] if hasattr(item, "uri") else item


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record whether the document that was just read links to an inventory."""
    if getattr(app.env, "intersphinx_cache", None) and any(
        "inv_match" in node for node in of_class(doctree, nodes.reference)
    ):
        linked.of(app.env)[app.env.current_document.docname] = digest_of_all(app.env)


def read_differently(env: BuildEnvironment) -> Iterator[str]:
    """Yield the documents that were read with other inventories."""
    if then := linked.of(env):
        now = digest_of_all(env)
        yield from (docname for docname, was in then.items() if was != now)
