"""Everything that a build depends on, and everything that it leaves."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import docutils
import sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_fastbuild import digest
from sphinx_fastbuild.incremental import silent_extensions
from sphinx_fastbuild.incremental.folder_status import FolderStatus
from sphinx_fastbuild.incremental.installed_packages import descriptions
from sphinx_fastbuild.incremental.missing_files import wanted_files
from sphinx_fastbuild.incremental.python_code import of_project
from sphinx_fastbuild.incremental.silent_extensions import is_in, module_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

#: An event: a complete build asks what else it depends on.  Handlers return a mapping: ``files``
#: are paths outside of the source directory, and ``until`` is the time, in nanoseconds, at which
#: something changes by itself (0 for never).  After ``None`` the next build does its work.
DEPENDS_ON = "fastbuild-depends-on"

#: A key in the metadata of an extension: with the same input it does the same in two builds, and
#: nothing besides.
REPEATABLE = "fastbuild_repeatable"

#: Packages and modules that were read and of which this is true.
_KNOWN = frozenset(
    {
        "alabaster",
        "docutils",
        "furo",
        "myst_parser",
        "notfound",
        "sphinx",
        "sphinx_basic_ng",
        "sphinx_copybutton",
        "sphinx_design",
        "sphinx_fastbuild",
        "sphinx_inline_tabs",
        "sphinx_sitemap",
        "sphinxcontrib.applehelp",
        "sphinxcontrib.devhelp",
        "sphinxcontrib.htmlhelp",
        "sphinxcontrib.qthelp",
        "sphinxcontrib.serializinghtml",
    }
)

#: Of the extensions that come with Sphinx, others import code, run programs or ask servers.
_KNOWN_OF_SPHINX = frozenset(
    f"sphinx.ext.{name}"
    for name in ("autosectionlabel", "extlinks", "githubpages", "ifconfig", "mathjax", "todo")
)

#: Variables that shells and make set by themselves.
_OF_SHELLS = frozenset({"_", "COLUMNS", "LINES", "MAKELEVEL", "OLDPWD", "PWD", "SHLVL"})


class Given(NamedTuple):
    """What a build is given."""

    digest: str
    files: frozenset[str]
    """The paths of the files in it."""
    left_out: tuple[str, ...]
    """Folders in the source directory that others fill, and that are not in it."""
    newest: int
    """When any of the files was last written, in nanoseconds."""


class Further(NamedTuple):
    """What else a build depends on, once it is over."""

    paths: list[str]
    """Files, which need not exist, and folders."""
    until: int
    """When something changes by itself, in nanoseconds; 0 for never."""


def is_known(app: Sphinx) -> bool:
    """Tell whether a build does nothing but what follows from what it is given."""
    config, registry = app.config, app.registry
    if getattr(config, "html_last_updated_fmt", None) is not None:
        return False
    says_so = {name for name, one in app.extensions.items() if one.metadata.get(REPEATABLE)}
    known = _KNOWN | says_so
    modules = {*app.extensions, module_of(type(app.builder))}
    modules.update(
        module_of(listener.handler)
        for listeners in app.events.listeners.values()
        for listener in listeners
    )
    parts = (*registry.transforms, *registry.post_transforms, *registry.domains.values())
    modules.update(map(module_of, parts))
    return all(
        is_in(module, _KNOWN_OF_SPHINX if is_in(module, {"sphinx.ext"}) else known)
        for module in modules
    )


def given(app: Sphinx) -> Given:
    """Return what this build is given; the builder need not be initialized."""
    srcdir, outputs = str(app.srcdir), {str(app.outdir), str(app.doctreedir)}
    found = FolderStatus()
    for top in dict.fromkeys((srcdir, str(app.confdir))):
        found.add(top, outputs, of_others=False)
    for path in sorted(set(map(os.path.normpath, _named(app)))):
        if not _is_below(path, [srcdir]) or any(
            _is_below(path, [inner]) or _is_below(inner, [path]) for inner in found.left_out
        ):
            found.add(path, outputs)
    rest = (
        *(sys.version_info[:3], sphinx.__display_version__, docutils.__version__),
        list(descriptions()),
        [
            (option.name, sorted(map(repr, v)) if isinstance(v, set | frozenset) else v)
            for option in app.config
            for v in [option.value]
        ],
        sorted(app.tags),
        app.builder.name,
        *(app.registry.css_files, app.registry.js_files),
        sorted((name, value) for name, value in os.environ.items() if name not in _OF_SHELLS),
        found.digest,
    )
    return Given(digest.of_value(rest), frozenset(found.files), tuple(found.left_out), found.newest)


def _named(app: Sphinx) -> Iterator[str]:
    """Yield the paths of files and folders that settings name."""
    config = app.config
    yield from (os.path.join(app.srcdir, folder) for folder in config.locale_dirs)  # noqa: PTH118
    if isinstance(app.builder, StandaloneHTMLBuilder):
        names = (
            *(*config.templates_path, *config.html_theme_path, *config.html_static_path),
            *(*config.html_extra_path, config.html_logo or "", config.html_favicon or ""),
        )
        yield from (os.path.join(app.confdir, name) for name in names if name)  # noqa: PTH118


def further(app: Sphinx, before: Given) -> Further | None:
    """Return what else this build depends on, or None if that is not certain.

    :param before: What it was given.
    """
    env = app.env
    if env.reread_always or silent_extensions.using.of(env):
        return None
    srcdir = str(app.srcdir)
    names = {name for names in env.fastbuild_contents.values() for name in names}  # type: ignore[attr-defined]
    paths = {os.path.join(srcdir, name) for name in (*names, *env.images, *env.dlfiles)}  # noqa: PTH118
    paths = {os.path.normpath(path) for path in paths - before.files} - before.files
    wanted = {pattern for patterns in wanted_files.of(env).values() for pattern in patterns}
    looked_for = {os.path.normpath(os.path.join(srcdir, pattern)) for pattern in wanted}  # noqa: PTH118
    if any(_is_below(path, before.left_out) for path in (*paths, *looked_for)) or not all(
        _is_below(path, [srcdir]) for path in looked_for
    ):
        return None
    paths.update(_code(app))
    if isinstance(app.builder, StandaloneHTMLBuilder):
        paths.update(map(str, app.builder.theme.get_theme_dirs()))
    until = 0
    for answer in app.events.emit(DEPENDS_ON):
        if answer is None:
            return None
        paths.update(answer["files"])
        until = min(filter(None, (until, answer["until"])), default=0)
    return Further(sorted(paths), until)


def _code(app: Sphinx) -> Iterator[str]:
    """Yield the folders and files of code that is not in an installed package."""
    tops = {extension.partition(".")[0] for extension in app.extensions}
    for name, file in of_project():
        is_package = os.path.basename(file) == "__init__.py"  # noqa: PTH119
        if name in tops and is_package:
            yield os.path.dirname(file)  # noqa: PTH120
        elif name in tops or name.partition(".")[0] not in tops:
            yield file


def status(paths: Iterable[str]) -> FolderStatus:
    """Return the status of files and folders."""
    found = FolderStatus()
    for path in paths:
        found.add(path, of_others=False)
    return found


def left(app: Sphinx) -> str:
    """Return the digest of what a build has left, but for the doctrees."""
    found = FolderStatus()
    found.add(str(app.outdir), {str(app.doctreedir)})
    return found.digest


def _is_below(path: str, folders: list[str] | tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(folder + os.sep) for folder in folders)
