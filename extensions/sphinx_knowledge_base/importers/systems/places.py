"""Where the files of a source are, and what their places say."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, ClassVar

from sphinx_knowledge_base.importers.dates import NAME_DATE
from sphinx_knowledge_base.importers.source_site import split_address
from sphinx_knowledge_base.importers.systems.file_roles import PLAIN_FOLDERS, REPOSITORY_FILES

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.source_site import Mount


class Places:
    """The folders and the address of a source."""

    DATED_NAMES: ClassVar[bool] = True
    """Whether a date before a file's name is not part of its slug."""

    def __init__(self) -> None:
        """Begin without an address, and with texts in every folder."""
        self.base_url = ""
        #: Folders that hold texts.
        self.roots: list[str] = [""]
        self.mounts: list[Mount] = []

    @property
    def prefix(self) -> str:
        """The path of the site on its host, without the last slash."""
        return split_address(self.base_url).path.rstrip("/") if self.base_url else ""

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of the site."""
        host = split_address(self.base_url).hostname if "//" in self.base_url else None
        return frozenset({host, f"www.{host}".replace("www.www.", "")} if host else ())

    def join(self, *parts: str) -> str:
        """Return an address of the site, below its prefix, made of *parts*."""
        path = "/".join(part.strip("/") for part in parts if part.strip("/"))
        ending = "/" if parts[-1].endswith("/") else ""
        return re.sub("/+", "/", f"{self.prefix}/{path}{ending}")

    def root_of(self, path: str) -> str | None:
        """Return the innermost folder of texts that *path* is in, or None."""
        inside = [root for root in self.roots if not root or path.startswith(f"{root}/")]
        return max(inside, key=len, default=None)

    def below_root(self, path: str) -> str:
        """Return *path* below its folder of texts."""
        root = self.root_of(path)
        return path[len(root) :].lstrip("/") if root else path

    def stem(self, path: str) -> str:
        """Return *path* below its root without ending, ``index`` and date."""
        below, _ = posixpath.splitext(self.below_root(path))
        folder, name = posixpath.split(below)
        if name.casefold() in {"index", "_index", "readme"}:
            folder, name = posixpath.split(folder)
        if self.DATED_NAMES and (dated := NAME_DATE.match(name)):
            name = name[dated.end() :].strip("-_") or name
        return posixpath.join(folder, name)

    def section_of(self, path: str) -> str:
        """Return the outermost folder that names a subject."""
        folders = posixpath.dirname(self.below_root(path)).split("/")
        if posixpath.splitext(posixpath.basename(path))[0].casefold() in {"index", "readme"}:
            folders.pop()  # the folder of a bundle holds one article, so it names no subject
        for folder in folders:
            is_date = folder.isdecimal() or NAME_DATE.match(folder)
            if folder.casefold() not in PLAIN_FOLDERS and not is_date:
                return folder
        return ""

    def is_static(self, path: str) -> bool:
        """Tell whether the file is only copied by the system."""
        return any(
            mount.folder and path.startswith(f"{mount.folder}/") for mount in self.mounts
        ) and (
            self.root_of(path) in {None, ""}
            or any(
                path.startswith(f"{mount.folder}/") and mount.folder not in self.roots
                for mount in self.mounts
                if mount.folder
            )
        )

    def is_of_readers(self, path: str) -> bool:
        """Tell whether a text belongs to the site, and does not describe the repository."""
        stem = posixpath.splitext(posixpath.basename(path))[0].casefold()
        return self.root_of(path) is not None and f"{stem}.md" not in REPOSITORY_FILES

    def is_kept(self, path: str) -> bool:
        """Tell whether a picture belongs to texts."""
        return self.is_static(path) or self.root_of(path) is not None
