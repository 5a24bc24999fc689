"""Writing what is published: files that nobody had to read or write a page for."""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.build.article_cache import code_of
from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.build.project import project_of
from sphinx_knowledge_base.build.state_files import state_file
from sphinx_knowledge_base.build.written_pages import written_pages
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.context import publication_of, site_builder
from sphinx_knowledge_base.exports.pagefind.schedule import WRITTEN, Indexing
from sphinx_knowledge_base.exports.sitemap import EXTENSION
from sphinx_knowledge_base.exports.writer import Record, all_are_there, publish
from sphinx_knowledge_base.site.pages.templates import PACKAGE

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config

    from sphinx_knowledge_base.exports.context import Publication


def register(app: Sphinx) -> None:
    """Publish at the end of the build, after whatever else makes files of its own."""
    output = Output()
    app.connect("config-inited", output.on_config_inited)
    app.connect("build-finished", output.on_build_finished, priority=900)


class Output:
    """What one build publishes beside its pages."""

    def __init__(self) -> None:
        self._index = Indexing()

    def on_config_inited(self, app: Sphinx, config: Config) -> None:
        """Index as soon as the pages that are indexed have been written, where that is told."""
        if WRITTEN in app.events.events:
            app.connect(WRITTEN, self._index.on_written)

    def on_build_finished(self, app: Sphinx, exception: Exception | None) -> None:
        """Publish what belongs to the pages of a site, unless it is what is there already."""
        builder = site_builder(app)
        if exception is not None:
            self._index.stop()
        elif builder is not None:
            pages = written_pages(app)
            with self._index.beside(app, pages):
                _write_everything(app, builder, pages)


def _write_everything(app: Sphinx, builder: StandaloneHTMLBuilder, pages: str) -> None:
    """Write everything that is published beside the pages."""
    publication = publication_of(app)
    outdir = Path(app.outdir)
    known = state_file(app, "published")
    everything_of = _everything_of(app, builder, pages)
    if all_are_there(outdir) and known.is_file() and known.read_bytes() == everything_of:
        return
    known.unlink(missing_ok=True)
    # Only now: what makes pictures, feeds and the like takes a while to load.
    from sphinx_knowledge_base.exports.plan import (  # noqa: PLC0415
        below,
        everything,
        for_pages,
    )

    cache = partial(_cache, app)
    files = for_pages(app, builder.get_output_path("404"), cache)
    if publication is not None:
        files = chain(files, everything(app, publication, builder.get_output_path, cache))
    names = (*app.env.all_docs, "404")
    keep = frozenset(below(app, builder.get_output_path(name)) for name in names) | _extra(app)
    record = Record(state_file(app, "files"), _made_by(app, publication))
    if publish(outdir, files, keep, record, app.parallel):
        known.write_bytes(everything_of)


def _everything_of(app: Sphinx, builder: StandaloneHTMLBuilder, pages: str) -> bytes:
    """Return a fingerprint of all that is published: the catalog, the settings and the pages.

    A page that was written is known by its time, which costs nothing to ask; those that Sphinx
    writes in every build are known by their content, and so is the list of sphinx-sitemap.
    """
    project = project_of(app.env)
    always = [builder.get_output_path(name) for name in ("404", "search")]
    if EXTENSION in app.extensions:
        always.append(Path(app.config.sitemap_filename))
    contents = [file.read_bytes() for file in always if file.is_file()]
    books = [status(file) for file in project.finished.values()]
    settings = (project.settings, builder.build_info.config_hash, sorted(_extra(app)))
    return digest((pages, contents, books, settings)).encode()


def _made_by(app: Sphinx, publication: Publication | None) -> str:
    """Return a fingerprint of what all files depend on: the code, the site and its settings."""
    site = (publication.site, publication.addresses.base) if publication else ()
    forms = [app.builder.get_target_uri(name) for name in ("index", "a/b")]
    return digest((code_of(PACKAGE), site, forms, project_of(app.env).settings))


def _cache(app: Sphinx, name: str) -> Path:
    """Return the folder for what is kept from build to build."""
    return Path(app.doctreedir) / f"knowledge-base-{name}"


def _extra(app: Sphinx) -> frozenset[str]:
    """Return the files that the site brings along itself (``html_extra_path``)."""
    found: set[str] = set()
    for entry in app.config.html_extra_path:
        path = Path(app.confdir) / entry
        inside = [file for file in path.rglob("*") if file.is_file()]
        found.update(file.relative_to(path).as_posix() for file in inside)
        if path.is_file():
            found.add(path.name)
    return frozenset(found)
