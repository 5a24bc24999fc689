"""Notes on documents: made when one is read, kept with the environment, forgotten when it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

T = TypeVar("T")


class Notes(Generic[T]):
    """One kind of notes, by docname; whoever reads a document notes, in whichever process."""

    def __init__(self, kind: str) -> None:
        self._name = f"fastbuild_{kind}"

    def of(self, env: BuildEnvironment) -> dict[str, T]:
        """Return the notes on all documents, an attribute of *env* and pickled with it."""
        return cast("dict[str, T]", vars(env).setdefault(self._name, {}))

    def connect(self, app: Sphinx) -> None:
        """Let the notes go with their documents, and come from other processes."""
        app.connect("env-purge-doc", self._on_env_purge_doc)
        app.connect("env-merge-info", self._on_env_merge_info)

    def _on_env_purge_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        self.of(env).pop(docname, None)

    def _on_env_merge_info(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        docnames: frozenset[str],
        other: BuildEnvironment,
    ) -> None:
        others = self.of(other)
        self.of(env).update({name: others[name] for name in docnames if name in others})
