"""Look up the versions of installed packages, again only when something was installed.

To find the package of a module, Python goes through the files of every package.  That takes as
long as loading the environment of a thousand documents.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx

#: Suffixes of the directories in which installers describe packages.
_DESCRIPTIONS = (".dist-info", ".egg-info")

#: Modules of the package that this one comes in.
_OWN: Mapping[str, str] = {
    "sphinx_fastbuild": "sphinx-knowledge-base",
    "sphinx_knowledge_base": "sphinx-knowledge-base",
}


class Versions(TypedDict):
    """Versions, and what they depend on."""

    asked: list[object]
    packages: dict[str, str | None]
    modules: dict[str, list[str | None]]


_STORE: StateFile[Versions] = StateFile("installed", Versions, is_shared=True)


def versions(
    app: Sphinx, packages: Iterable[str], modules: Iterable[str]
) -> tuple[dict[str, str | None], dict[str, list[str | None]]]:
    """Return the version of each package, and for each module the versions of its packages.

    A package that is not installed has the version None; a module of no package is left out.
    """
    asked: list[object] = [
        sorted(packages),
        sorted(modules),
        [list(entry) for entry in descriptions()],
    ]
    kept = _STORE.load(app)
    if kept is None or kept["asked"] != asked:
        kept = _look_up(asked, packages, modules)
        _STORE.save(app, kept)
    return kept["packages"], kept["modules"]


def descriptions() -> Iterator[tuple[str, int]]:
    """Yield the description of every installed package, with its modification time."""
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as entries:
            described = [entry for entry in entries if entry.name.endswith(_DESCRIPTIONS)]
            for entry in sorted(described, key=lambda entry: entry.name):
                yield entry.path, entry.stat().st_mtime_ns


def _look_up(asked: list[object], packages: Iterable[str], modules: Iterable[str]) -> Versions:
    found = {module: _of_same_name(module) for module in modules}
    folders = {Path(path).parent for path, _ in descriptions()}
    if any(not named and _folder(module) in folders for module, named in found.items()):
        of_modules = metadata.packages_distributions()
        for module, versions_of_module in found.items():
            if not versions_of_module and module in of_modules:
                found[module] = [_version(name) for name in of_modules[module]]
    return {
        "asked": asked,
        "packages": {name: _version(name) for name in packages},
        "modules": {module: list(named) for module, named in found.items() if named},
    }


def _folder(module: str) -> Path | None:
    """Return the folder that a loaded module was imported from."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return None
    path = Path(file)
    return path.parents[1] if path.stem == "__init__" else path.parent


def _of_same_name(module: str) -> list[str | None]:
    """Return the versions of the packages that have the name of a module and contain it.

    To find the others, Python has to read what every package contains.  Of a namespace, such as
    ``sphinxcontrib``, these are the packages of the modules that are loaded.  Empty if one of them
    has another name.
    """
    loaded = sys.modules.get(module)
    # Names of packages do not tell dots from hyphens.
    names = {_OWN.get(module, module): module}
    if loaded is not None and getattr(loaded, "__file__", None) is None:
        inner = [name for name in sorted(sys.modules) if name.rpartition(".")[0] == module]
        names = dict(zip(inner, inner, strict=True))
    found: list[str | None] = []
    for name, imported in names.items():
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            return []
        file = getattr(sys.modules.get(imported), "__file__", None)
        if file is None or not Path(file).is_relative_to(str(package.locate_file(""))):
            return []
        found.append(package.version)
    return found


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
