"""Write a page again when something that it shows has changed, and only then.

The digest of a page covers everything that Sphinx puts into it beside its own source: what its
references mean, numbers, names of images, neighbours, templates, styles and settings.  The
digests of the last build are stored for each builder.  They are deleted while pages are written,
so that the build after a killed one writes all pages.
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.i18n import format_date

from sphinx_fastbuild import digest, page_images
from sphinx_fastbuild.incremental import reasons
from sphinx_fastbuild.incremental.directories import added_by_extensions, names_below
from sphinx_fastbuild.incremental.inventories import digest_of_all
from sphinx_fastbuild.incremental.output_paths import is_one_page_a_document, output_path
from sphinx_fastbuild.incremental.references import Targets
from sphinx_fastbuild.incremental.toctrees import Toctrees, is_on_every_page
from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jinja2 import BaseLoader
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

#: Pages that themes link to from every page if they exist.
_LINKED_FROM_EVERYWHERE = ("about", "copyright", "genindex", "search")

#: The digests of the pages that this builder has written.
_STORE: StateFile[dict[str, str]] = StateFile("pages", dict[str, str])


class OutdatedPages:
    """Finds the pages that differ from what was written."""

    def __init__(self) -> None:
        self.now: dict[str, str] = {}
        self.everywhere = ""
        """The digest of what all pages depend on, once it is known."""
        self._parents: dict[str, set[str]] = {}

    def on_builder_inited(self, app: Sphinx) -> None:
        """Keep the builder from comparing the times of files."""
        builder = app.builder
        if is_one_page_a_document(builder):
            by_time = builder.get_outdated_docs

            def by_existence() -> str | Iterable[str]:
                return outdated_by_existence(builder, by_time)

            builder.get_outdated_docs = by_existence  # type: ignore[method-assign]

    def on_env_get_updated(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the documents whose pages differ from what was written."""
        if not is_one_page_a_document(app.builder):
            return []
        toctrees = Toctrees(env)
        self.everywhere = digest.of_value(list(on_every_page(app, toctrees)))
        self.now = dict(digests(env, toctrees, self.everywhere))
        written, images = _STORE.load(app) or {}, page_images.STORE.load(app) or {}
        known = images.keys() - set(page_images.with_other_names(env, images))
        found = {
            "it shows something else": {
                name for name, now in self.now.items() if written.get(name) != now
            },
            "the names of its images are not known, or have changed": self.now.keys() - known,
        }
        reasons.report("written again", found)
        return sorted(set().union(*found.values()))

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Delete the digests until all pages are written.

        Sphinx would add every document whose toctree lists one that is to be written, even if the
        toctree shows the same.  The digests are more exact.
        """
        _STORE.delete(app)
        if self.now:
            self._parents, app.env.files_to_rebuild = app.env.files_to_rebuild, {}

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Store the digests."""
        if self._parents:
            app.env.files_to_rebuild = self._parents
        if exception is None and self.now:
            _STORE.save(app, self.now)


def outdated_by_existence(
    builder: Builder, by_time: Callable[[], str | Iterable[str]]
) -> str | Iterable[str]:
    """Return the documents without a page; those whose page is outdated are found later."""
    if not hasattr(builder.env, "fastbuild_contents"):
        return by_time()
    return [
        docname
        for docname in sorted(builder.env.found_docs)
        if docname not in builder.env.all_docs
        or not ((page := output_path(builder, docname)) and os.path.isfile(page))  # noqa: PTH113
    ]


def digests(
    env: BuildEnvironment, toctrees: Toctrees, everywhere: str
) -> Iterator[tuple[str, str]]:
    """Yield every document with the digest of what its page shows.

    :param everywhere: The digest of what all pages depend on.
    """
    targets = Targets(env)
    relations = env.collect_relations()
    images: defaultdict[str, list[str]] = defaultdict(list)
    for docnames, name in (*env.images.values(), *env.dlfiles.values()):
        for docname in docnames:
            images[docname].append(str(name))
    titles = {docname: title.pformat() for docname, title in env.titles.items()}
    for docname in sorted(env.all_docs):
        around = [(near, titles.get(near or "")) for near in _around(relations, docname)]
        shown = (
            everywhere,
            env.fastbuild_read_at.get(docname),  # type: ignore[attr-defined]
            [
                targets.digest(docname, reference)
                for reference in env.fastbuild_references.get(docname, ())  # type: ignore[attr-defined]
            ],
            list(toctrees.below(env.fastbuild_toctrees.get(docname, ()))),  # type: ignore[attr-defined]
            env.toc_secnumbers.get(docname),
            env.toc_fignumbers.get(docname),
            sorted(images[docname]),
            around,
        )
        yield docname, digest.of_value(shown)


def _around(relations: dict[str, list[str | None]], docname: str) -> Iterator[str | None]:
    """Yield the documents before and after one, and its parents up to the root."""
    _, before, after = relations.get(docname, (None, None, None))
    yield before
    yield after
    above: set[str] = set()
    parent = relations.get(docname, [None])[0]
    while parent and parent not in above:
        above.add(parent)
        yield parent
        parent = relations.get(parent, [None])[0]


def on_every_page(app: Sphinx, toctrees: Toctrees) -> Iterator[Any]:
    """Yield everything that all pages of a builder depend on."""
    env, builder, config = app.env, app.builder, app.config
    yield env.fastbuild_tools  # type: ignore[attr-defined]
    yield digest_of_all(env)
    yield [name in env.all_docs for name in _LINKED_FROM_EVERYWHERE]
    yield sorted(app.tags)
    yield [
        # The order of a set differs between processes.
        (value.name, sorted(map(repr, v)) if isinstance(v := value.value, set | frozenset) else v)
        for value in config.filter(frozenset({"env", "html", "epub"}))
        if not value.name.endswith("_path")
    ]
    if isinstance(builder, StandaloneHTMLBuilder):
        info = builder.build_info
        yield info.config_hash, info.tags_hash
        if config.html_last_updated_fmt is not None:
            yield format_date(
                config.html_last_updated_fmt or "%b %d, %Y",
                language=config.language,
                local_time=not config.html_last_updated_use_utc,
            )
        if is_on_every_page(app):
            yield toctrees.whole
        loader = builder.templates
        if isinstance(loader, BuiltinTemplateLoader):
            # The templates of the project and of the theme, with all that they may include.
            loaders: list[BaseLoader] = list(loader.loaders)
            of_files = [one for one in loaders if isinstance(one, FileSystemLoader)]
            paths = [Path(path).resolve() for one in of_files for path in one.searchpath]
            # Sphinx also looks in the folders around themes, for templates of themes by their
            # names.  There may be all installed packages, which count by their versions.
            around = {parent for path in paths for parent in path.parents}
            yield [_files(path) for path in paths if path not in around]
        of_project = [Path(builder.confdir, entry) for entry in config.html_static_path]
        for directory in (*added_by_extensions(app), *of_project):
            yield _files(directory, (".css", ".js"))


def _files(directory: Path, suffixes: tuple[str, ...] = ("",)) -> list[tuple[str, str]]:
    return [
        (name, digest.of_file(directory / name))
        for name in names_below(directory)
        if name.endswith(suffixes)
    ]
