"""Look up the versions of installed packages, again only when something was installed.

To find the package of a module, Python goes through the files of every package.  That takes as
long as loading the environment of a thousand documents.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import metadata
from typing import TYPE_CHECKING, TypedDict

from sphinx_fastbuild.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

#: Suffixes of the directories in which installers describe packages.
_DESCRIPTIONS = (".dist-info", ".egg-info")


class Versions(TypedDict):
    """Versions, and what they depend on."""

    asked: list[object]
    packages: dict[str, str | None]
    modules: dict[str, list[str | None]]


_STORE: Store[Versions] = Store("installed", Versions, is_shared=True)


def versions(
    app: Sphinx, packages: Iterable[str], modules: Iterable[str]
) -> tuple[dict[str, str | None], dict[str, list[str | None]]]:
    """Return the version of each package, and for each module the versions of its packages.

    A package that is not installed has the version None; a module of no package is left out.
    """
    asked: list[object] = [
        sorted(packages),
        sorted(modules),
        [list(entry) for entry in _descriptions()],
    ]
    kept = _STORE.load(app)
    if kept is None or kept["asked"] != asked:
        kept = _look_up(asked, packages, modules)
        _STORE.save(app, kept)
    return kept["packages"], kept["modules"]


def _descriptions() -> Iterator[tuple[str, int]]:
    """Yield the description of every installed package, with its modification time."""
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as entries:
            described = [entry for entry in entries if entry.name.endswith(_DESCRIPTIONS)]
            for entry in sorted(described, key=lambda entry: entry.name):
                yield entry.path, entry.stat().st_mtime_ns


def _look_up(asked: list[object], packages: Iterable[str], modules: Iterable[str]) -> Versions:
    of_modules = metadata.packages_distributions()
    return {
        "asked": asked,
        "packages": {name: _version(name) for name in packages},
        "modules": {
            module: [_version(name) for name in of_modules[module]]
            for module in modules
            if module in of_modules
        },
    }


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
