"""Versions of all tools of a build: Python, Sphinx, libraries, extensions."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx_fastbuild import digest
from sphinx_fastbuild.incremental.installed_packages import versions
from sphinx_fastbuild.incremental.python_code import of_project

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx

#: Packages, besides extensions, that affect the output of Sphinx.
LIBRARIES = (
    "sphinx",
    "docutils",
    "Jinja2",
    "Pygments",
    "markdown-it-py",
    "mdit-py-plugins",
    "babel",
)

#: Suffixes of the files of a package that can change output.
_CODE = frozenset({".py", ".html", ".jinja", ".css", ".js", ".md", ".mo", ".toml", ".conf"})


def digest_of_tools(app: Sphinx) -> str:
    """Return the digest of Python, Sphinx, its libraries and all extensions.

    An installed package counts by its version; any other, such as an extension in the project's
    own directory, by its code.  The folders that its ``setup()`` returns as
    ``fastbuild_outside_builds`` do not count.
    """
    outside: defaultdict[str, set[str]] = defaultdict(set)
    for extension in app.extensions.values():
        top = extension.module.__name__.partition(".")[0]
        folders = extension.metadata.get("fastbuild_outside_builds", ())
        outside[top].update(cast("Iterable[str]", folders))
    tops = set(outside)
    libraries, installed = versions(app, LIBRARIES, sorted(tops))
    parts: list[object] = [sys.version_info[:3], sorted(libraries.items())]
    parts += [(top, installed.get(top) or _of_code(top, outside[top])) for top in sorted(tops)]
    parts += [(file, digest.of_file(Path(file))) for file in _helpers(tops - installed.keys())]
    return digest.of_value(parts)


def _helpers(tops: set[str]) -> list[str]:
    """Return the loaded modules of the project beside the extensions *tops*, without these."""
    files = [getattr(sys.modules.get(top), "__file__", None) for top in tops]
    places = [Path(file) for file in files if file]
    # A package is beside its helpers too.
    beside = [place.parent if place.name == "__init__.py" else place for place in places]
    folders = tuple(f"{place.parent}{os.sep}" for place in beside)
    return sorted(
        file
        for name, file in of_project()
        if name.partition(".")[0] not in tops and file.startswith(folders)
    )


def _of_code(module: str, outside: AbstractSet[str]) -> str:
    """Return the digest of the code of *module*, without its folders *outside* builds."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return digest.MISSING
    path = Path(file)
    if path.name != "__init__.py":
        return digest.of_file(path)
    code = (inner for inner in sorted(path.parent.rglob("*")) if inner.suffix in _CODE)
    return digest.of_files(
        inner
        for inner in code
        if "__pycache__" not in inner.parts
        and inner.relative_to(path.parent).parts[0] not in outside
    )
