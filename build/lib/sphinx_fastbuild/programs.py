"""Programs: Python, Sphinx, its libraries and the extensions that a build is made with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_fastbuild import fingerprint
from sphinx_fastbuild.installed import versions

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: Libraries that decide what Sphinx makes of a source, beside the extensions.
LIBRARIES = (
    "sphinx",
    "docutils",
    "Jinja2",
    "Pygments",
    "markdown-it-py",
    "mdit-py-plugins",
    "babel",
)

#: What a package's folder holds that can change output.
_CODE = frozenset({".py", ".html", ".jinja", ".css", ".js", ".md", ".mo", ".toml", ".conf"})


def of_build(app: Sphinx) -> str:
    """Return the fingerprint of Python, Sphinx, its libraries and all extensions.

    An installed package is known by its version; one that is not installed (an extension in the
    project's own folder) by its code.
    """
    tops = {extension.module.__name__.partition(".")[0] for extension in app.extensions.values()}
    file = Path(app.doctreedir) / "fastbuild-installed.json"
    libraries, installed = versions(file, LIBRARIES, sorted(tops))
    parts: list[object] = [sys.version_info[:3], sorted(libraries.items())]
    parts += [(top, installed.get(top) or _of_code(top)) for top in sorted(tops)]
    return fingerprint.of_value(parts)


def _of_code(module: str) -> str:
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return fingerprint.MISSING
    path = Path(file)
    if path.name != "__init__.py":
        return fingerprint.of_file(path)
    code = (inner for inner in sorted(path.parent.rglob("*")) if inner.suffix in _CODE)
    return fingerprint.of_files(inner for inner in code if "__pycache__" not in inner.parts)
