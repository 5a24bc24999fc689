"""Remove output that a build made and would not make again.

Sphinx never deletes output.  Only files that a build itself made are removed: each build records,
for its builder, what it is about to make before it makes it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.latex import LaTeXBuilder
from sphinx.util.matching import Matcher

from sphinx_fastbuild import page_images
from sphinx_fastbuild.incremental.directories import added_by_extensions, names_below, remove
from sphinx_fastbuild.incremental.output_paths import is_one_page_a_document, output_path
from sphinx_fastbuild.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_fastbuild.incremental.file_cache import FileCache


class Outputs(TypedDict):
    """Paths of output files, relative to the output directory."""

    files: list[str]
    pages: list[str]
    """Pages that belong to no document, such as the index."""


STORE: Store[Outputs] = Store("outputs", Outputs)

#: What Sphinx writes into `_static` for some languages and kinds of search only.  Counted as
#: output of the last build, and so removed before each build.
_OF_LANGUAGE = ("_static/translations.js", "_static/*stemmer.js", "_static/opensearch.xml")

#: Builders that copy images into one directory.
_COPYING_IMAGES = (StandaloneHTMLBuilder, LaTeXBuilder)


class StaleOutputs:
    """Knows what the output directory should hold after one build."""

    def __init__(self, cache: FileCache) -> None:
        self._cache = cache
        self.made: set[str] | None = None
        self.extra_pages: set[str] = set()

    def on_builder_inited(self, app: Sphinx) -> None:
        """Record the images of pages, and remove old copies before new ones take their names."""
        builder = app.builder
        page_images.record_from_now_on(builder)
        if isinstance(builder, _COPYING_IMAGES):
            copy = builder.copy_image_files

            def copy_image_files() -> None:
                self.on_pages_written(app)
                copy()

            # By now all pages are written, and the directory is not yet packed into an EPUB.
            builder.copy_image_files = copy_image_files  # type: ignore[method-assign]

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Remove outputs that are gone, before anything is written in their place."""
        last = _last(app)
        before = set(last["files"])
        self.extra_pages.clear()
        self.made = set(expected(app))
        # Pages of no document are known only when all pages are written.
        _save(app, before | self.made, set(last["pages"]))
        remove(Path(builder.outdir), before - self.made)

    def on_pages_written(self, app: Sphinx) -> None:
        """Remove images that no page shows any more, and pages that were not made again."""
        builder, before = app.builder, page_images.STORE.load(app) or {}
        made = self.made or set()
        remove(Path(app.outdir), set(_last(app)["pages"]) - self.extra_pages - made)
        now = dict(page_images.of_written_pages(builder))
        if is_one_page_a_document(builder):
            left_alone = builder.env.found_docs & before.keys() - now.keys()
            now |= {docname: before[docname] for docname in left_alone}
        else:
            # A book is written as a whole, so these are all its images.
            now = {builder.config.root_doc: builder.images}
        gone = _copies(builder, before) - _copies(builder, now) - made
        remove(Path(app.outdir), gone)
        page_images.STORE.save(app, dict(sorted(now.items())))

    def on_html_page_context(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Record pages that belong to no document: every build writes them."""
        if doctree is None and isinstance(app.builder, StandaloneHTMLBuilder):
            page = Path(app.builder.get_output_path(pagename))
            self.extra_pages.add(page.relative_to(app.outdir).as_posix())

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Remove what was not made again: pages of no document, and copies of sources."""
        if exception is not None or self.made is None:
            return
        self.on_pages_written(app)
        remove(Path(app.outdir), set(_stale_sources(app.builder, self._cache)))
        found = (file for pattern in _OF_LANGUAGE for file in Path(app.outdir).glob(pattern))
        self.made.update(file.relative_to(app.outdir).as_posix() for file in found)
        # Sphinx keeps the last but one digest of the settings here; a clean build has none.
        (Path(app.outdir) / ".buildinfo.bak").unlink(missing_ok=True)
        _save(app, self.made, self.extra_pages)


def _last(app: Sphinx) -> Outputs:
    """Return what the last build recorded."""
    return STORE.load(app) or Outputs(files=[], pages=[])


def _save(app: Sphinx, files: set[str], pages: set[str]) -> None:
    STORE.save(app, {"files": sorted(files), "pages": sorted(pages)})


def expected(app: Sphinx) -> Iterator[str]:
    """Yield the files that this build makes and can name, relative to the output directory."""
    builder, env, outdir = app.builder, app.env, os.path.join(app.outdir, "")  # noqa: PTH118
    for docname in env.found_docs:
        if (page := output_path(builder, docname)) is not None:
            yield page.removeprefix(outdir).replace(os.sep, "/")
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


def _stale_sources(builder: Builder, cache: FileCache) -> Iterator[str]:
    """Yield the copies in ``_sources`` that do not equal the source of a document."""
    folder = Path(builder.outdir) / "_sources"
    if not isinstance(builder, StandaloneHTMLBuilder) or not folder.is_dir():
        return
    sources = dict(_copies_of_sources(builder)) if builder.config.html_copy_source else {}
    for name in names_below(folder):
        source = sources.get(name)
        if source is None or cache.digest(source) != cache.digest(f"{folder}/{name}"):
            yield f"_sources/{name}"


def _copies_of_sources(builder: Builder) -> Iterator[tuple[str, str]]:
    """Yield the name of each document's copy, and the file that it is made from."""
    added = builder.config.html_sourcelink_suffix
    for docname in builder.env.found_docs:
        source = os.fspath(builder.env.doc2path(docname))
        suffix = os.path.splitext(source)[1]  # noqa: PTH122 -- there may be many thousands
        yield docname + suffix + (added if suffix != added else ""), source
