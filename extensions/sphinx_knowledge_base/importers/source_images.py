"""Choose a place in the target for each picture and file."""

from __future__ import annotations

import posixpath
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.source_site import site_path

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.source_site import Site
    from sphinx_knowledge_base.importers.systems.system import System

#: Where the target's static files are, in which ``kb_image_roots`` looks first.
STATIC = "_static"

#: Where pictures go that lay beside texts.
_BESIDE = "images"


class SourceImages:
    """The files that are copied.  A picture keeps its old address if possible."""

    def __init__(self, site: Site, system: System) -> None:
        self.site = site
        self.system = system
        self.brought: dict[str, str] = {}
        """By the path in the source, the path in the target."""
        self._taken: dict[str, str] = {}

    def bring(self, path: str) -> str:
        """Copy the file at *path* of the source; return its address on the site.

        The address begins at ``_static``, as those of pictures do.
        """
        if path not in self.brought:
            place = self._place(path)
            folded = place.casefold()
            if self._taken.setdefault(folded, path) != path:
                stem, suffix = posixpath.splitext(place)
                digest = blake2b(path.encode(), digest_size=4).hexdigest()
                place = f"{stem}-{digest}{suffix}"
                self._taken[place.casefold()] = path
            self.brought[path] = f"{STATIC}/{place}"
        return site_path(self.brought[path].removeprefix(f"{STATIC}/"))

    def _place(self, path: str) -> str:
        for mount in self.site.mounts:
            if not mount.folder or path.startswith(f"{mount.folder}/"):
                below = path[len(mount.folder) :].lstrip("/")
                prefix = mount.prefix.strip("/")
                place = posixpath.join(prefix, below) if prefix else below
                return place.removeprefix("_static/")
        return posixpath.join(_BESIDE, self.system.below_root(path).removeprefix(f"{_BESIDE}/"))
