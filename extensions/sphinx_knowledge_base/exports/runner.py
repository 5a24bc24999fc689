"""Runs the exports at the end of a build, or skips them all if nothing that they read changed."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from sphinx_knowledge_base.build import repeatable
from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.failures import report
from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.build.store import OUTSIDE_BUILDS, State, code_digest, store_of
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.context import export_context, site_builder
from sphinx_knowledge_base.exports.pagefind.schedule import WRITTEN, Indexing
from sphinx_knowledge_base.exports.sitemap import EXTENSION
from sphinx_knowledge_base.exports.writer import Record, all_files_exist, write_files
from sphinx_knowledge_base.site.pages.templates import PACKAGE

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config

    from sphinx_knowledge_base.build.repeatable import Dependencies
    from sphinx_knowledge_base.exports.context import ExportContext

#: The digest of everything that the last build exported (see :func:`_inputs_digest`).
INPUTS: State[str] = State("published", 1, str, TypeAdapter(str).validate_python, is_of_output=True)


def setup(app: Sphinx) -> None:
    """Run exports at the end of the build, after other extensions have written their files."""
    runner = ExportRunner()
    app.connect("config-inited", runner.on_config_inited)
    app.connect("build-finished", runner.on_build_finished, priority=900)
    repeatable.answer_with(app, on_depends_on)


class ExportRunner:
    """The exports of one build; the search index is made at the same time as the others."""

    def __init__(self) -> None:
        self._indexing = Indexing()

    def on_config_inited(self, app: Sphinx, config: Config) -> None:
        """Let the search index start early, if an event reports that its pages are written."""
        if WRITTEN in app.events.events:
            app.connect(WRITTEN, self._indexing.on_written)

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Write all exports of a web site."""
        builder = site_builder(app)
        if exception is not None:
            self._indexing.stop()
        elif builder is not None:
            pages = _pages_digest(app, builder)
            with self._indexing.beside(app, pages):
                try:
                    _export(app, builder, pages)
                except Exception as error:  # noqa: BLE001 -- the pages are written
                    report(app.env, "exporting", error)


def on_depends_on(app: Sphinx) -> Dependencies | None:
    """Have the next build try again if a file could not be written."""
    is_done = site_builder(app) is None or store_of(app).load(INPUTS) is not None
    return {"files": [], "until": 0} if is_done else None


def _pages_digest(app: Sphinx, builder: StandaloneHTMLBuilder) -> str:
    """Return a digest of all pages, without opening any of them."""
    pages = [status(builder.get_output_path(docname)) for docname in sorted(app.env.all_docs)]
    shown = [(docname, page.digest) for docname, page in build_of(app.env).shown.pages.items()]
    return digest((shown, pages))


def _export(app: Sphinx, builder: StandaloneHTMLBuilder, pages: str) -> None:
    """Plan and write all files, unless nothing changed since the last build.

    :param pages: Digest of the pages.
    """
    context = export_context(app)
    outdir = Path(app.outdir)
    store = store_of(app)
    inputs = _inputs_digest(app, builder, pages)
    if all_files_exist(outdir) and store.load(INPUTS) == inputs:
        return
    store.discard(INPUTS)
    # Imported here: it loads the libraries for images and XML, which take a while to load.
    from sphinx_knowledge_base.exports.plan import (  # noqa: PLC0415
        files_for_programs,
        files_of_pages,
        output_path,
    )

    files = files_of_pages(app, builder.get_output_path("404"), store)
    if context is not None:
        more = files_for_programs(app, context, builder.get_output_path, store)
        files = chain(files, more)
    docnames = (*app.env.all_docs, "404")
    pages_written = {output_path(app, builder.get_output_path(name)) for name in docnames}
    record = Record(store, _common_digest(app, context))
    reserved = pages_written | _extra_files(app)

    def on_error(path: str, error: Exception) -> None:
        report(app.env, f"exporting {path}", error)

    if write_files(outdir, files, reserved, record, app.parallel, on_error):
        store.save(INPUTS, inputs)


def _inputs_digest(app: Sphinx, builder: StandaloneHTMLBuilder, pages: str) -> str:
    """Return a digest of the input of all exports.

    A page counts by its file's status, which is cheap to get.  Two kinds of files count by their
    content, because every build writes them again: the error and search pages, and the list of
    addresses from sphinx-sitemap.
    """
    build = build_of(app.env)
    always_written = [builder.get_output_path(name) for name in ("404", "search")]
    if EXTENSION in app.extensions:
        always_written.append(Path(app.config.sitemap_filename))
    contents = [file.read_bytes() for file in always_written if file.is_file()]
    books = [status(file) for file in build.books.files.values()]
    settings = (build.settings, builder.build_info.config_hash, sorted(_extra_files(app)))
    return digest((pages, contents, books, settings))


def _common_digest(app: Sphinx, context: ExportContext | None) -> str:
    """Return a digest of the input of every file: the code, the site and its settings."""
    site = (context.site, context.addresses.base) if context else ()
    uris = [app.builder.get_target_uri(name) for name in ("index", "a/b")]
    code = code_digest(PACKAGE, OUTSIDE_BUILDS)
    return digest((code, site, uris, build_of(app.env).settings))


def _extra_files(app: Sphinx) -> frozenset[str]:
    """Return the output paths of the site's own extra files (``html_extra_path``)."""
    found: set[str] = set()
    for entry in app.config.html_extra_path:
        path = Path(app.confdir) / entry
        inside = [file for file in path.rglob("*") if file.is_file()]
        found.update(file.relative_to(path).as_posix() for file in inside)
        if path.is_file():
            found.add(path.name)
    return frozenset(found)
