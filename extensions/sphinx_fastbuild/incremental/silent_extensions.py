"""Read documents in every build if an extension may have read anything for them.

A directive or a role can read files, call programs and ask other documents.  Sphinx and the
packages below note what a document depends on.  An extension can say that it does as well: by
``"fastbuild_records_dependencies": True`` in the metadata that its ``setup()`` returns.  What all
others may have read is unknown.
"""

from __future__ import annotations

import sys
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives, roles

from sphinx_fastbuild.incremental import python_code
from sphinx_fastbuild.incremental.records import Records
from sphinx_fastbuild.traverse import of_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: Packages and modules whose directives, roles and nodes we reviewed.
KNOWN = frozenset(
    {
        "docutils",
        "furo",
        "myst_parser",
        "sphinx",
        "sphinx_copybutton",
        "sphinx_design",
        "sphinx_fastbuild",
        "sphinx_inline_tabs",
        "sphinxcontrib.bibtex",
    }
)

#: A key in the metadata of an extension.
RECORDS_DEPENDENCIES = "fastbuild_records_dependencies"

#: The documents that use an extension of which nothing is known, or that one has warned about.
using: Records[bool] = Records("silent_extensions")


class SilentExtensions:
    """Notes whose directives, roles and nodes each document uses."""

    def __init__(self) -> None:
        self._known: frozenset[str] = KNOWN
        self._stock: tuple[Any, Any] | None = None

    def on_env_before_read_docs(
        self, app: Sphinx, env: BuildEnvironment, docnames: list[str]
    ) -> None:
        """Begin to listen where parsers look up directives and roles, as Sphinx itself does."""
        self._known = known(app)
        self._stop()
        self._stock = directives.directive, roles.role
        directives.directive = self._noting(app, directives.directive)
        roles.role = self._noting(app, roles.role)
        for domain in env.domains.sorted():
            if not self._is_known(type(domain)):
                for way in ("directive", "role"):
                    setattr(
                        domain, way, self._noting_domain(app, getattr(type(domain), way), domain)
                    )

    def on_doctree_read(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note the document that was just read if it holds a node of such an extension."""
        unknown = tuple(cls for cls in _node_classes() if not self._is_known(cls))
        if unknown and next(of_class(doctree, unknown), None) is not None:
            using.of(app.env)[app.env.current_document.docname] = True

    def on_env_updated(self, app: Sphinx, env: BuildEnvironment) -> None:
        """Stop listening."""
        self._stop()

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Stop listening, also in a build that failed."""
        self._stop()

    def _stop(self) -> None:
        if self._stock is not None:
            directives.directive, roles.role = self._stock
            self._stock = None

    def _noting(self, app: Sphinx, look_up: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(look_up)
        def noting(*arguments: Any) -> Any:
            found = look_up(*arguments)
            self._note(app, found[0])
            return found

        return noting

    def _noting_domain(
        self, app: Sphinx, look_up: Callable[..., Any], domain: object
    ) -> Callable[[str], Any]:
        @wraps(look_up)
        def noting(name: str) -> Any:
            found = look_up(domain, name)
            if found is not None:
                self._note(app, type(domain))
            return found

        return noting

    def _note(self, app: Sphinx, used: Any) -> None:
        """Note that the document that is being read uses a directive or a role."""
        docname = app.env.current_document.docname
        if used is None or not docname:
            return
        if python_code.is_shown_by(module_of(used)):
            python_code.note(app.env, docname)
        elif not self._is_known(used):
            using.of(app.env)[docname] = True

    def _is_known(self, used: Any) -> bool:
        return is_in(module_of(used), self._known)


def known(app: Sphinx) -> frozenset[str]:
    """Return the packages and modules that note what documents depend on."""
    says_so = {
        extension.module.__name__
        for extension in app.extensions.values()
        if extension.metadata.get(RECORDS_DEPENDENCIES)
    }
    return KNOWN | says_so


def is_in(module: str, packages: AbstractSet[str]) -> bool:
    """Return whether a module is one of *packages*, or within one."""
    while module and module not in packages:
        module = module.rpartition(".")[0]
    return bool(module)


def module_of(used: Any) -> str:
    """Return the name of the module that a directive, role, node or domain comes from."""
    while isinstance(used, partial):
        used = used.func
    has_name = isinstance(used, type) or hasattr(used, "__qualname__")
    return str((used if has_name else type(used)).__module__)


def _node_classes() -> Iterator[type[nodes.Element]]:
    """Yield all classes of nodes that there are in this process."""
    pending: list[type[nodes.Element]] = [nodes.Element]
    while pending:
        cls = pending.pop()
        if cls.__module__ in sys.modules:
            yield cls
        pending += cls.__subclasses__()
