"""Records of documents: made when a document is read, pickled with the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

T = TypeVar("T")


class Records(Generic[T]):
    """One kind of record, by docname.  Purged and merged like ``env`` itself."""

    def __init__(self, kind: str) -> None:
        self._name = f"fastbuild_{kind}"

    def of(self, env: BuildEnvironment) -> dict[str, T]:
        """Return the records of all documents: an attribute of *env*, pickled with it."""
        return cast("dict[str, T]", vars(env).setdefault(self._name, {}))

    def connect(self, app: Sphinx) -> None:
        """Purge records with their documents, and merge those of other processes."""
        app.connect("env-purge-doc", self._on_env_purge_doc)
        app.connect("env-merge-info", self._on_env_merge_info)

    def _on_env_purge_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Drop the record of a document that is read again or removed."""
        self.of(env).pop(docname, None)

    def _on_env_merge_info(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        docnames: frozenset[str],
        other: BuildEnvironment,
    ) -> None:
        """Take over the records of another process."""
        others = self.of(other)
        self.of(env).update({name: others[name] for name in docnames if name in others})
