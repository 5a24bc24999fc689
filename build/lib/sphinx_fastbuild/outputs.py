"""Nothing stale: what a build made and would not make again is removed.

Sphinx never deletes output.  Only files that a build itself made are ever touched: each build
writes down, for its builder, what it is about to make before it makes it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.latex import LaTeXBuilder
from sphinx.util.matching import Matcher

from sphinx_fastbuild import page_pictures
from sphinx_fastbuild.folders import added_by_extensions, names_below, remove
from sphinx_fastbuild.pages import is_one_page_a_document, output_path
from sphinx_fastbuild.state import load, save, state_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_fastbuild.files import KnownFiles

#: What Sphinx puts into `_static` for a language and the search, if there is something for it.
#: Removed before each build, which makes them anew.
_OF_LANGUAGE = ("_static/translations.js", "_static/*stemmer.js", "_static/opensearch.xml")


#: Builders that copy pictures into one folder.
_COPYING_PICTURES = (StandaloneHTMLBuilder, LaTeXBuilder)


class NothingStale:
    """One build's view of what its output folder should hold."""

    def __init__(self, known: KnownFiles) -> None:
        self._known = known
        self.made: set[str] | None = None
        self.extra_pages: set[str] = set()

    def on_builder_inited(self, app: Sphinx) -> None:
        """Note what pages show, and remove pictures before others are copied in their place."""
        builder = app.builder
        page_pictures.note_from_now_on(builder)
        if isinstance(builder, _COPYING_PICTURES):
            copy = builder.copy_image_files

            def copy_image_files() -> None:
                self.on_pages_written(app)
                copy()

            # Pages have been written, and nothing has been made of the whole folder (an EPUB).
            builder.copy_image_files = copy_image_files  # type: ignore[method-assign]

    def on_write_started(self, app: Sphinx, builder: Builder) -> None:
        """Remove what is gone, before anything is written in its place."""
        before = set(load(_state_file(app)).get("files", ()))
        self.extra_pages.clear()
        self.made = set(expected(app))
        # Pages beside the documents are known when all have been written.
        pages = set(load(_state_file(app)).get("pages", ()))
        self._save(app, before | self.made, pages)
        remove(Path(builder.outdir), before - self.made)

    def on_pages_written(self, app: Sphinx) -> None:
        """Remove pictures that no page shows any more, and pages that were not made again."""
        builder, before = app.builder, page_pictures.recorded(app)
        made = self.made or set()
        pages = set(load(_state_file(app)).get("pages", ()))
        remove(Path(app.outdir), pages - self.extra_pages - made)
        now = dict(page_pictures.of_written_pages(builder))
        if is_one_page_a_document(builder):
            left_alone = builder.env.found_docs & before.keys() - now.keys()
            now |= {docname: before[docname] for docname in left_alone}
        else:
            # A book is written whole, and whatever it was made of, these are its pictures.
            now = {builder.config.root_doc: builder.images}
        gone = _copies(builder, before) - _copies(builder, now) - made
        remove(Path(app.outdir), gone)
        page_pictures.record(app, dict(sorted(now.items())))

    def on_html_page_context(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """Note pages that belong to no document: they are made anew in every build."""
        if doctree is None and isinstance(app.builder, StandaloneHTMLBuilder):
            page = Path(app.builder.get_output_path(pagename))
            self.extra_pages.add(page.relative_to(app.outdir).as_posix())

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Remove pages beside the documents that were not made again, and copies of sources."""
        if exception is not None or self.made is None:
            return
        self.on_pages_written(app)
        remove(Path(app.outdir), set(_stale_sources(app.builder, self._known)))
        found = (file for pattern in _OF_LANGUAGE for file in Path(app.outdir).glob(pattern))
        self.made.update(file.relative_to(app.outdir).as_posix() for file in found)
        # Sphinx keeps the fingerprint of the settings before the last; a clean build has none.
        (Path(app.outdir) / ".buildinfo.bak").unlink(missing_ok=True)
        self._save(app, self.made, self.extra_pages)

    def _save(self, app: Sphinx, files: set[str], pages: set[str]) -> None:
        save(_state_file(app), {"files": sorted(files), "pages": sorted(pages)})


def expected(app: Sphinx) -> Iterator[str]:
    """Yield the files, relative to the output folder, that this build makes and can name."""
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
        for picture in (builder.config.html_logo, builder.config.html_favicon):
            if picture:
                yield f"_static/{Path(picture).name}"
        yield from _copied(builder, builder.config.html_extra_path, "")
        if builder.search:
            yield builder.searchindex_filename


def _copies(builder: Builder, pictures: page_pictures.Pictures) -> set[str]:
    """Return the files, relative to the output folder, that are copies of *pictures*."""
    if not isinstance(builder, _COPYING_PICTURES):
        return set()
    folder = f"{builder.imagedir}/" if builder.imagedir else ""
    return {folder + name for names in pictures.values() for name in names.values()}


def _copied(builder: Builder, entries: list[str], below: str) -> Iterator[str]:
    """Yield the files that Sphinx copies from folders of the project."""
    excluded = Matcher([*builder.config.exclude_patterns, "**/.*"])
    for entry in entries:
        source = Path(builder.confdir, entry)
        if source.is_file():
            yield below + source.name
            continue
        for name in names_below(source):
            if not excluded(name):
                yield below + name.removesuffix(".jinja").removesuffix("_t")


def _stale_sources(builder: Builder, known: KnownFiles) -> Iterator[str]:
    """Yield the copies of sources that are not the source of a document any more."""
    folder = Path(builder.outdir) / "_sources"
    if not isinstance(builder, StandaloneHTMLBuilder) or not folder.is_dir():
        return
    sources = dict(_copies_of_sources(builder)) if builder.config.html_copy_source else {}
    for name in names_below(folder):
        source = sources.get(name)
        if source is None or known.fingerprint(source) != known.fingerprint(f"{folder}/{name}"):
            yield f"_sources/{name}"


def _copies_of_sources(builder: Builder) -> Iterator[tuple[str, str]]:
    """Yield the name that each document's copy has, and the file that it is made of."""
    added = builder.config.html_sourcelink_suffix
    for docname in builder.env.found_docs:
        source = os.fspath(builder.env.doc2path(docname))
        suffix = os.path.splitext(source)[1]  # noqa: PTH122 -- there may be many thousands
        yield docname + suffix + (added if suffix != added else ""), source


def _state_file(app: Sphinx) -> Path:
    """Return the file that says what this builder made."""
    return state_file(app, "outputs")
