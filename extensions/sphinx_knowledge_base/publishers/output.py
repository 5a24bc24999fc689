"""Writing what is published: files that nobody had to read or write a page for."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.facts import digest
from sphinx_knowledge_base.publishers.citations import citations
from sphinx_knowledge_base.publishers.data import data
from sphinx_knowledge_base.publishers.drawing import cards, placeholders
from sphinx_knowledge_base.publishers.feeds import feeds
from sphinx_knowledge_base.publishers.files import File, Record, all_are_there, publish
from sphinx_knowledge_base.publishers.headers import headers
from sphinx_knowledge_base.publishers.pictures import pictures
from sphinx_knowledge_base.publishers.plain import plain
from sphinx_knowledge_base.publishers.publication import publication_of, site_builder
from sphinx_knowledge_base.publishers.redirects import redirects
from sphinx_knowledge_base.publishers.sitemap import EXTENSION, robots, sitemap
from sphinx_knowledge_base.publishers.texts import Texts
from sphinx_knowledge_base.site.html import PACKAGE
from sphinx_knowledge_base.site.project import catalog_of, project_of
from sphinx_knowledge_base.site.scan import code_of
from sphinx_knowledge_base.site.written import written_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_knowledge_base.publishers.publication import Publication


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write everything that is published beside the pages, unless it is what is there already."""
    builder, publication = site_builder(app), publication_of(app)
    if exception is not None or builder is None:
        return
    outdir = Path(app.outdir)
    known = _cache(app, f"published-{builder.name}")
    everything_of = _everything_of(app, builder)
    if all_are_there(outdir) and known.is_file() and known.read_bytes() == everything_of:
        return
    known.unlink(missing_ok=True)
    files = for_pages(app, builder.get_output_path("404"))
    if publication is not None:
        files = chain(files, everything(app, publication, builder.get_output_path))
    pages = (*app.env.all_docs, "404")
    keep = frozenset(_below(app, builder.get_output_path(name)) for name in pages) | _extra(app)
    record = Record(_cache(app, f"files-{builder.name}.json"), _made_by(app, publication))
    if publish(outdir, files, keep, record, app.parallel):
        known.write_bytes(everything_of)


def _everything_of(app: Sphinx, builder: StandaloneHTMLBuilder) -> bytes:
    """Return a fingerprint of all that is published: the catalog, the settings and the pages.

    A page that was written is known by its time, which costs nothing to ask; those that Sphinx
    writes in every build are known by their content, and so is the list of sphinx-sitemap.
    """
    project = project_of(app.env)
    always = [builder.get_output_path(name) for name in ("404", "search")]
    if EXTENSION in app.extensions:
        always.append(Path(app.config.sitemap_filename))
    contents = [file.read_bytes() for file in always if file.is_file()]
    settings = (project.settings, builder.build_info.config_hash, sorted(_extra(app)))
    return digest((written_pages(app), contents, settings)).encode()


def _made_by(app: Sphinx, publication: Publication | None) -> str:
    """Return a fingerprint of what all files depend on: the code, the site and its settings."""
    site = (publication.site, publication.addresses.base) if publication else ()
    forms = [app.builder.get_target_uri(name) for name in ("index", "a/b")]
    return digest((code_of(PACKAGE), site, forms, project_of(app.env).settings))


def for_pages(app: Sphinx, error_page: Path) -> Iterator[File]:
    """Yield the files that pages show, and the error page where servers look.

    :param error_page: Where the builder puts it, if there is one.
    """
    if error_page.is_file():
        yield File("404.html", error_page.read_bytes)
    articles = catalog_of(app.env).articles
    yield from pictures(articles, Path(app.srcdir), _cache(app, "pictures"))
    yield from placeholders(articles)


def everything(
    app: Sphinx, publication: Publication, page_file: Callable[[str], Path]
) -> Iterator[File]:
    """Yield every file for those who read no pages."""
    texts = Texts(publication, page_file, _cache(app, f"texts-{app.builder.name}"))
    texts.prepare(app.parallel)
    yield from cards(publication, _cache(app, "cards"))
    yield from feeds(publication, texts)
    announced = None
    if EXTENSION in app.extensions:
        written = Path(app.config.sitemap_filename)
        announced = written.name
        yield from sitemap(publication, written)
    yield robots(publication, announced)
    yield from data(publication, texts)
    yield from plain(publication, texts)
    yield from citations(publication)
    samples = [publication.site.home, "search", *(one.docname for one in publication.articles[:1])]
    files = [file for docname in samples if (file := page_file(docname)).is_file()]
    yield headers(publication, [file.read_bytes() for file in files])
    # Last: an old address never takes the place of a file that is there.
    yield from redirects(publication, lambda name: _below(app, page_file(name)))


def _cache(app: Sphinx, name: str) -> Path:
    """Return the folder for what is kept from build to build."""
    return Path(app.doctreedir) / f"knowledge-base-{name}"


def _below(app: Sphinx, file: Path) -> str:
    """Return the path of a file below the output folder."""
    return file.relative_to(app.outdir).as_posix()


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
