"""Remove output that Sphinx made in an earlier build and would not make again.

Sphinx never deletes output.  Each build records, for its builder, what Sphinx is about to make
before it makes it; only that is removed.  Extensions make files and pages as well, some of them
only when something changed.  Nobody knows whether such a file is stale, so it stays, unless the
setting ``fastbuild_prune`` is ``"strict"``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.latex import LaTeXBuilder
from sphinx.util.matching import Matcher

from sphinx_fastbuild import digest, page_images
from sphinx_fastbuild.incremental import appeared, drawn_images
from sphinx_fastbuild.incremental.directories import added_by_extensions, names_below, remove
from sphinx_fastbuild.incremental.output_paths import is_one_page_a_document, output_path
from sphinx_fastbuild.incremental.repairs import viewcode
from sphinx_fastbuild.state_file import StateFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_fastbuild.incremental.file_cache import FileCache
    from sphinx_fastbuild.incremental.pages import OutdatedPages


class Outputs(TypedDict):
    """Paths of output files, relative to the output directory."""

    files: list[str]
    pages: list[str]
    """Pages that belong to no document, such as the index, and that every build makes."""
    others: list[str]
    """Pages that extensions made, perhaps only because something had changed."""
    sources: dict[str, tuple[str, str]]
    """For each document, the name of its source's copy, and the digest of the source."""
    modules: dict[str, str]
    """Pages of viewcode, and the digest of what each shows."""


STORE: StateFile[Outputs] = StateFile("outputs", Outputs)

#: In the context of a page that an extension yields: every build yields it, so that it is stale
#: when a build does not.
EVERY_BUILD = "fastbuild_every_build"

#: What extensions of Sphinx itself write, by their names.
_OF_EXTENSIONS: Mapping[str, tuple[str, ...]] = {"sphinx.ext.githubpages": (".nojekyll", "CNAME")}

#: Builders that copy images into one directory.
_COPYING_IMAGES = (StandaloneHTMLBuilder, LaTeXBuilder)


class StaleOutputs:
    """Knows what the output directory should hold after one build."""

    def __init__(self, cache: FileCache, outdated: OutdatedPages) -> None:
        self._cache = cache
        self._outdated = outdated
        self.made: set[str] | None = None
        self.pages: set[str] = set()
        self.others: set[str] = set()
        self._is_sphinx = False

    def on_builder_inited(self, app: Sphinx) -> None:
        """Record images and extra pages, and remove old copies before new ones take their names."""
        builder = app.builder
        page_images.record_from_now_on(builder)
        if isinstance(builder, _COPYING_IMAGES):
            copy = builder.copy_image_files

            def copy_image_files() -> None:
                self.on_pages_written(app)
                copy()

            # By now all pages are written, and the directory is not yet packed into an EPUB.
            builder.copy_image_files = copy_image_files  # type: ignore[method-assign]
        if isinstance(builder, StandaloneHTMLBuilder):
            # Between the two, extensions make theirs.
            builder.gen_indices = self._by_sphinx(builder.gen_indices)  # type: ignore[method-assign]
            builder.gen_additional_pages = self._by_sphinx(builder.gen_additional_pages)  # type: ignore[method-assign]

    def _by_sphinx(self, method: Callable[[], None]) -> Callable[[], None]:
        """Return *method*, noting that Sphinx itself makes the pages that it makes."""

        def make_pages() -> None:
            self._is_sphinx = True
            try:
                method()
            finally:
                self._is_sphinx = False

        return make_pages

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Remove outputs that are gone, before anything is written in their place."""
        last = _last(app)
        self.pages.clear()
        self.others.clear()
        self.made = set(expected(app))
        modules = dict(viewcode.pages(app, self._outdated.everywhere))
        # Viewcode writes a page that differs only if it is not there.
        stale = {page for page, then in last["modules"].items() if modules.get(page) != then}
        # Pages of no document are known only when all pages are written.
        files = {*last["files"], *self.made}
        _save(app, {**last, "files": sorted(files), "modules": modules})
        prune(app, (set(last["files"]) | stale) - self.made)

    def on_pages_written(self, app: Sphinx) -> None:
        """Remove images that no page shows any more, and pages that were not made again."""
        builder, before = app.builder, page_images.STORE.load(app) or {}
        made, last = self.made or set(), _last(app)
        kept = {*made, *self.pages, *self.others, *last["modules"]}
        prune(app, set(last["pages"]) - kept)
        prune(app, set(last["others"]) - kept, is_proved=False)
        now = dict(page_images.of_written_pages(builder))
        if is_one_page_a_document(builder):
            left_alone = builder.env.found_docs & before.keys() - now.keys()
            now |= {docname: before[docname] for docname in left_alone}
            prune(app, set(drawn_images.not_shown(app, appeared.files(app))))
        else:
            # A book is written as a whole, so these are all its images.
            now = {builder.config.root_doc: builder.images}
        prune(app, _copies(builder, before) - _copies(builder, now) - made)
        page_images.STORE.save(app, dict(sorted(now.items())))

    def on_html_page_context(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Record pages that belong to no document, by who makes them."""
        if doctree is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
            return
        page = Path(app.builder.get_output_path(pagename)).relative_to(app.outdir).as_posix()
        if self._is_sphinx or context.get(EVERY_BUILD):
            self.pages.add(page)
        elif not viewcode.is_page(app, pagename):
            self.others.add(page)

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Remove what was not made again: pages of no document, and copies of sources."""
        if exception is not None or self.made is None:
            return
        self.on_pages_written(app)
        last = _last(app)
        outdir, sources = Path(app.outdir), self._copied_sources(app.builder, last)
        today = dict(sources.values())
        prune(
            app,
            {
                name
                for name, then in last["sources"].values()
                # Not if it has been written since, or is no copy of the source.
                if today.get(name) != then and self._cache.digest(f"{outdir}/{name}") == then
            },
        )
        self.made.update(name for name in _if_there(app) if (outdir / name).is_file())
        # Sphinx keeps the last but one digest of the settings here; a clean build has none.
        prune(app, {".buildinfo.bak"})
        others = {name for name in last["others"] if (outdir / name).is_file()}
        _save(
            app,
            {
                "files": sorted(self.made),
                "pages": sorted(self.pages),
                "others": sorted(self.others | others - self.pages - self.made),
                "sources": sources,
                "modules": last["modules"],
            },
        )

    def _copied_sources(self, builder: Builder, last: Outputs) -> dict[str, tuple[str, str]]:
        """Return the copies in ``_sources`` of all documents, if the builder makes any.

        No copy is opened: whether it equals the source matters only when it is to be removed.  The
        copy of a document that was not written is that of the last build.
        """
        if not (isinstance(builder, StandaloneHTMLBuilder) and builder.config.html_copy_source):
            return {}
        documents, before = builder.env.found_docs, last["sources"]
        left_alone = documents & before.keys() - page_images.of_written_pages(builder).keys()
        return {docname: before[docname] for docname in left_alone} | {
            docname: (f"_sources/{name}", now)
            for docname, name, source in _copies_of_sources(builder, documents - left_alone)
            if (now := self._cache.digest(source)) != digest.MISSING
        }


def on_builder_inited(app: Sphinx) -> None:
    """Remove everything that builds made, if it is unknown which of it a build would make again.

    Only with ``"strict"``: another program may have made some of it.
    """
    gone = appeared.extensions(app) - app.extensions.keys()
    if gone or STORE.is_lost(app) or page_images.STORE.is_lost(app):
        prune(app, set(appeared.files(app)), is_proved=False)


def prune(app: Sphinx, names: set[str], *, is_proved: bool = True) -> None:
    """Remove files below the output directory, as far as ``fastbuild_prune`` says.

    :param is_proved: Whether Sphinx or the project made them, beyond doubt.
    """
    how_far = app.config.fastbuild_prune
    if how_far == "strict" or (how_far == "own" and is_proved):
        remove(Path(app.outdir), names)


def _last(app: Sphinx) -> Outputs:
    """Return what the last build recorded."""
    return STORE.load(app) or Outputs(files=[], pages=[], others=[], sources={}, modules={})


def _save(app: Sphinx, outputs: Outputs) -> None:
    STORE.save(app, outputs)


def _if_there(app: Sphinx) -> Iterator[str]:
    """Yield what Sphinx writes for some languages and kinds of search only."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        yield from ("_static/translations.js", "_static/opensearch.xml")
        for file in getattr(app.builder.indexer, "get_js_stemmer_rawcodes", tuple)():
            yield f"_static/{Path(file).name}"


def expected(app: Sphinx) -> Iterator[str]:
    """Yield the files that this build makes and can name, relative to the output directory."""
    builder, env, outdir = app.builder, app.env, os.path.join(app.outdir, "")  # noqa: PTH118
    for docname in env.found_docs:
        if (page := output_path(builder, docname)) is not None:
            yield page.removeprefix(outdir).replace(os.sep, "/")
    for extension in _OF_EXTENSIONS.keys() & app.extensions:
        yield from (name for name in _OF_EXTENSIONS[extension] if os.path.isfile(outdir + name))  # noqa: PTH113
    if isinstance(builder, StandaloneHTMLBuilder):
        for _, copy in env.dlfiles.values():
            yield f"_downloads/{copy}"
        themes = [f"{folder}/static" for folder in builder.theme.get_theme_dirs()]
        yield from _copied(builder, [*themes, *builder.config.html_static_path], "_static/")
        for folder in added_by_extensions(app):
            yield from (f"_static/{name}" for name in names_below(folder))
        for image in (builder.config.html_logo, builder.config.html_favicon):
            if image:
                yield f"_static/{Path(image).name}"
        yield from _copied(builder, builder.config.html_extra_path, "")
        if builder.search:
            yield builder.searchindex_filename


def _copies(builder: Builder, images: page_images.PageImages) -> set[str]:
    """Return the copies of *images*, relative to the output directory."""
    if not isinstance(builder, _COPYING_IMAGES):
        return set()
    folder = f"{builder.imagedir}/" if builder.imagedir else ""
    return {folder + name for names in images.values() for name in names.values()}


def _copied(builder: Builder, entries: list[str], below: str) -> Iterator[str]:
    """Yield the files that Sphinx copies from the directories and files *entries*."""
    excluded = Matcher([*builder.config.exclude_patterns, "**/.*"])
    for entry in entries:
        source = Path(builder.confdir, entry)
        if source.is_file():
            yield below + source.name
            continue
        for name in names_below(source):
            if not excluded(name):
                yield below + name.removesuffix(".jinja").removesuffix("_t")


def _copies_of_sources(builder: Builder, docnames: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each docname, the name of its copy, and the file that it is made from."""
    added = builder.config.html_sourcelink_suffix
    for docname in docnames:
        source = os.fspath(builder.env.doc2path(docname))
        suffix = os.path.splitext(source)[1]  # noqa: PTH122 -- there may be many thousands
        yield docname, docname + suffix + (added if suffix != added else ""), source
