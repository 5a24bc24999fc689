"""The newest versions of other packages whose functions were reviewed for the levers."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from sphinx_fastbuild.guard.names import package_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_fastbuild.guard.names import ChangedError

#: Top-level packages: the name of the distribution, and a version.  "9.1" means all of 9.1.*.
TESTED: Mapping[str, tuple[str, str]] = {
    "docutils": ("docutils", "0.22"),
    "furo": ("furo", "2025.12"),
    "markdown_it": ("markdown-it-py", "4.3"),
    "mdit_py_plugins": ("mdit-py-plugins", "0.7"),
    "myst_parser": ("myst-parser", "5.2"),
    "sphinx": ("Sphinx", "9.1"),
    "sphinx_design": ("sphinx-design", "0.8"),
}


def newer(changes: Iterable[ChangedError]) -> list[str]:
    """Return the packages of *changes* that are newer than tested, with their versions."""
    found = {}
    for change in changes:
        distribution, tested = TESTED.get(package_of(change.name), ("", ""))
        if distribution and distribution not in found and _is_newer(distribution, tested):
            found[distribution] = f"{distribution} {metadata.version(distribution)}"
    return sorted(found.values(), key=str.casefold)


def _is_newer(distribution: str, tested: str) -> bool:
    known = Version(tested).release
    try:
        return Version(metadata.version(distribution)).release[: len(known)] > known
    except (metadata.PackageNotFoundError, InvalidVersion):
        return False
