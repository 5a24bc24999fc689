"""Make the modules that ``sphinx.ext.viewcode`` shows independent of earlier reading.

Viewcode assigns a name to the document that it reads last.  It keeps modules that no document shows
any more, and forgets others when a document is read again.  And it compares times: it writes the
page of a module again only if the file of the module is newer.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_fastbuild import digest
from sphinx_fastbuild.incremental.records import Records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

NAME = "sphinx.ext.viewcode"

#: Below this name are the pages of modules, and the list of all modules.
_FOLDER = "_modules"

#: The modules that each document looked up, with the names that it shows of them.
shown: Records[dict[str, list[str]]] = Records("viewed_modules")

#: Viewcode's entries for modules that each document looked up, but of which it shows nothing.
idle: Records[dict[str, Any]] = Records("idle_modules")


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Record the modules of the document that was just read."""
    env, docname = app.env, app.env.current_document.docname
    modules = _modules(env)
    used = {name: [n for n, by in entry[2].items() if by == docname] for name, entry in _of(env)}
    shown.of(env)[docname] = {name: names for name, names in used.items() if names}
    # Viewcode keeps them until it reads the next document.
    unused = {name: entry for name, entry in modules.items() if not entry or not entry[2]}
    idle.of(env)[docname] = unused
    for name in unused:
        del modules[name]


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Give each name in viewcode to the last of its documents, as a clean serial build does."""
    if NAME not in app.extensions:
        return
    modules = _modules(env)
    for _, entry in _of(env):
        entry[2].clear()
    docnames = sorted(env.all_docs)
    for docname in docnames:
        for name, names in shown.of(env).get(docname, {}).items():
            if entry := modules.get(name):
                entry[2].update(dict.fromkeys(names, docname))
    for name in [name for name, entry in modules.items() if not entry or not entry[2]]:
        del modules[name]
    for docname in docnames:
        for name, entry in idle.of(env).get(docname, {}).items():
            # A module without source is never looked up again.
            if not entry or docname == docnames[-1]:
                modules.setdefault(name, entry)


def is_page(app: Sphinx, pagename: str) -> bool:
    """Return whether viewcode made the page that was just written."""
    names = {name.replace(".", "/") for name in _modules(app.env)} if NAME in app.extensions else ()
    folder, name = posixpath.split(pagename.partition(f"{_FOLDER}/")[2])
    return pagename.startswith(f"{_FOLDER}/") and posixpath.join(folder, name) in {*names, "index"}


def pages(app: Sphinx, everywhere: str) -> Iterator[tuple[str, str]]:
    """Yield the pages that a clean build would have, each with the digest of its content.

    :param everywhere: The digest of everything that all pages depend on.
    """
    builder = app.builder
    if NAME not in app.extensions or not isinstance(builder, StandaloneHTMLBuilder):
        return
    names = _modules(app.env).keys()
    for name, (code, tags, used, refname) in _of(app.env):
        above = [other for other in names if name.startswith(f"{other}.")]
        what = (everywhere, code, sorted(tags.items()), list(used.items()), refname, sorted(above))
        page = Path(builder.get_output_path(f"{_FOLDER}/{name.replace('.', '/')}"))
        yield page.relative_to(builder.outdir).as_posix(), digest.of_value(what)
    if names:
        page = Path(builder.get_output_path(f"{_FOLDER}/index"))
        yield page.relative_to(builder.outdir).as_posix(), ""  # written in every build


def _modules(env: BuildEnvironment) -> dict[str, Any]:
    """Return viewcode's modules: name to source, tags, names in use, and name to refer to."""
    modules = getattr(env, "_viewcode_modules", {})
    return modules if isinstance(modules, dict) else {}


def _of(env: BuildEnvironment) -> Iterator[tuple[str, Any]]:
    """Yield the modules that have source."""
    yield from ((name, entry) for name, entry in _modules(env).items() if entry)
