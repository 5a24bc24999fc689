"""Read documents that show Python code again when any of the code has changed.

Autodoc records the file of a module as a dependency.  But the page may show code from elsewhere:
the value of a constant, a base class, a default.  Python does not record where a module got its
objects, so such documents depend on the content of all loaded code of the project, and on all
installed packages.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx import addnodes

from sphinx_fastbuild.incremental.records import Records
from sphinx_fastbuild.traverse import of_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_fastbuild.incremental.file_cache import FileCache

#: Packages of Sphinx whose directives import modules to show their contents.
_IMPORTING = ("sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.inheritance_diagram")

#: Extensions that look into the modules of all Python objects that are documented.
_LOOKING = frozenset({"sphinx.ext.linkcode", "sphinx.ext.viewcode"})

#: The documents that show code.
_showing: Records[bool] = Records("showing_code")

#: The files of the modules that were loaded when each of these documents had been read.
_files: Records[tuple[str, ...]] = Records("code_files")


class PythonCode:
    """Compares the code that documents show with the code that they were read with."""

    def __init__(self, cache: FileCache) -> None:
        self._cache = cache
        self._loaded: tuple[int, tuple[str, ...]] = 0, ()

    def changed(self, env: BuildEnvironment) -> set[str]:
        """Return the documents that show code, if any of it has changed."""
        then: dict[str, str] = getattr(env, "fastbuild_code", {})
        showing = set(_showing.of(env))
        if showing and any(self._cache.digest(file) != was for file, was in then.items()):
            return showing
        # A package was installed or removed.
        return showing if showing and set(_installed()) - then.keys() else set()

    def on_doctree_read(self, app: Sphinx, doctree: nodes.document) -> None:
        """Record the modules that are loaded now, if the document shows code."""
        env, docname = app.env, app.env.current_document.docname
        if _LOOKING & app.extensions.keys() and any(
            node.get("domain") == "py" for node in of_class(doctree, addnodes.desc)
        ):
            note(env, docname)
        if _showing.of(env).get(docname):
            if self._loaded[0] != len(sys.modules):
                self._loaded = len(sys.modules), tuple(sorted({file for _, file in of_project()}))
            # Documents share one tuple, which is pickled once.
            _files.of(env)[docname] = self._loaded[1]

    def on_env_updated(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Store the digests of the Python code that documents show."""
        files = {file for names in _files.of(env).values() for file in names}
        if _showing.of(env):
            files.update(_installed())
        env.fastbuild_code = {file: self._cache.digest(file) for file in sorted(files)}  # type: ignore[attr-defined]


def connect(app: Sphinx) -> None:
    """Purge and merge the records."""
    _showing.connect(app)
    _files.connect(app)


def is_shown_by(module: str) -> bool:
    """Return whether the directives of *module* show code."""
    return module.startswith(_IMPORTING)


def note(env: BuildEnvironment, docname: str) -> None:
    """Note that a document shows code."""
    _showing.of(env)[docname] = True


def of_project() -> Iterator[tuple[str, str]]:
    """Yield names and files of loaded modules that belong neither to Python nor to a package."""
    installed = tuple({f"{Path(folder)}/" for folder in sysconfig.get_paths().values()})
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and not file.startswith(installed):
            yield name, file


def _installed() -> Iterator[str]:
    """Yield the lists of files, with digests, of all packages that are installed."""
    for folder in sys.path:
        yield from map(str, Path(folder or ".").glob("*.dist-info/RECORD"))
