"""The sites whose files are open in an editor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pygls.uris import to_fs_path

from sphinx_knowledge_base.checking.site_settings import BadSettingsError, open_site
from sphinx_knowledge_base.checking.snapshot import SiteReader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.problems import Problem


class Opened(NamedTuple):
    """An open file and its site."""

    root: Path
    path: str
    """The file, relative to the root, with slashes."""
    snapshot: Snapshot


class Sites:
    """Readers of sites, made when a file of a site is opened."""

    def __init__(self) -> None:
        self._readers: dict[Path, SiteReader] = {}

    def root(self, file: Path) -> Path | None:
        """Return the folder of the site that *file* belongs to."""
        return next((one for one in file.parents if (one / "conf.py").is_file()), None)

    def forget_settings(self) -> None:
        """Forget the settings, which may have been saved since."""
        for reader in self._readers.values():
            reader.save()
        self._readers.clear()

    def at(self, uri: str, unsaved: Mapping[Path, str]) -> Opened | None:
        """Return the site of an open file, with the *unsaved* texts of all."""
        file = Path(to_fs_path(uri) or "").resolve()
        root = self.root(file)
        if root is None:
            return None
        try:
            snapshot = self._snapshot(root, unsaved)
        except BadSettingsError:
            return None
        return Opened(root, file.relative_to(root).as_posix(), snapshot)

    def problems(
        self,
        root: Path,
        unsaved: Mapping[Path, str],
        find: Callable[[Snapshot], Sequence[Problem]],
    ) -> Sequence[Problem]:
        """Return the problems of a site."""
        try:
            return find(self._snapshot(root, unsaved))
        except BadSettingsError as error:
            return [error.problem]

    def _snapshot(self, root: Path, unsaved: Mapping[Path, str]) -> Snapshot:
        if root not in self._readers:
            self._readers[root] = SiteReader(open_site(root))
        texts = {
            file.relative_to(root).as_posix(): text
            for file, text in unsaved.items()
            if file.is_relative_to(root)
        }
        return self._readers[root].read(texts)
