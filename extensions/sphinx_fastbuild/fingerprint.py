"""Fingerprints: of values, of files, and of the programs that a build is made with."""

from __future__ import annotations

import sys
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_fastbuild.installed import versions

if TYPE_CHECKING:
    from collections.abc import Iterable

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

MISSING = "missing"


def of_value(value: object) -> str:
    """Return the fingerprint of a value that its ``repr`` says all of."""
    return of_bytes(repr(value).encode("utf-8", "surrogatepass"))


def of_bytes(data: bytes) -> str:
    """Return the fingerprint of *data*."""
    return blake2b(data, digest_size=16).hexdigest()


def of_file(path: Path) -> str:
    """Return the fingerprint of a file's content; one that cannot be read is missing."""
    try:
        return of_bytes(path.read_bytes())
    except OSError:
        return MISSING


def of_files(paths: Iterable[Path]) -> str:
    """Return the fingerprint of the contents of *paths*, in the order given."""
    return of_value([(path.name, of_file(path)) for path in paths])


def of_programs(app: Sphinx) -> str:
    """Return the fingerprint of Python, Sphinx, its libraries and all extensions.

    An installed package is known by its version; one that is not installed (an extension in the
    project's own folder) by its code.
    """
    tops = {extension.module.__name__.partition(".")[0] for extension in app.extensions.values()}
    file = Path(app.doctreedir) / "fastbuild-installed.json"
    libraries, installed = versions(file, LIBRARIES, sorted(tops))
    parts: list[object] = [sys.version_info[:3], sorted(libraries.items())]
    parts += [(top, installed.get(top) or _of_code(top)) for top in sorted(tops)]
    return of_value(parts)


def _of_code(module: str) -> str:
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return MISSING
    path = Path(file)
    if path.name != "__init__.py":
        return of_file(path)
    code = (inner for inner in sorted(path.parent.rglob("*")) if inner.suffix in _CODE)
    return of_files(inner for inner in code if "__pycache__" not in inner.parts)
