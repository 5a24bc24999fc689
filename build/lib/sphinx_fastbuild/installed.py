"""Installed packages: which versions there are, asked again only when something was installed.

Python looks through the files of every package to say to which one a module belongs, and that
takes as long as to load the environment of a thousand documents.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import metadata
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.state import load, save

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Names of the folders in which installers describe packages.
_DESCRIPTIONS = (".dist-info", ".egg-info")


def versions(
    file: Path, packages: Iterable[str], modules: Iterable[str]
) -> tuple[dict[str, str | None], dict[str, list[str | None]]]:
    """Return the version of each package, and those of the packages that each module is of.

    A module that no package has installed is left out.

    :param file: Keeps what was found from build to build.
    """
    asked = [sorted(packages), sorted(modules), [list(entry) for entry in _descriptions()]]
    kept = load(file)
    if kept.get("asked") != asked:
        kept = {"asked": asked, **_look_up(packages, modules)}
        save(file, kept)
    return kept["packages"], kept["modules"]


def _descriptions() -> Iterator[tuple[str, int]]:
    """Yield what describes an installed package, wherever Python looks, and when it changed."""
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as entries:
            described = [entry for entry in entries if entry.name.endswith(_DESCRIPTIONS)]
            for entry in sorted(described, key=lambda entry: entry.name):
                yield entry.path, entry.stat().st_mtime_ns


def _look_up(packages: Iterable[str], modules: Iterable[str]) -> dict[str, Any]:
    of_modules = metadata.packages_distributions()
    return {
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
