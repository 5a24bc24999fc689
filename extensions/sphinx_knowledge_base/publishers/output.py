"""Writing what is published: files that nobody had to read or write a page for."""

from __future__ import annotations

from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_knowledge_base.core.facts import digest
from sphinx_knowledge_base.publishers.citations import citations
from sphinx_knowledge_base.publishers.data import data
from sphinx_knowledge_base.publishers.drawing import cards, placeholders
from sphinx_knowledge_base.publishers.feeds import feeds
from sphinx_knowledge_base.publishers.headers import headers
from sphinx_knowledge_base.publishers.pictures import pictures
from sphinx_knowledge_base.publishers.plain import plain
from sphinx_knowledge_base.publishers.publication import publication_of, site_builder
from sphinx_knowledge_base.publishers.redirects import redirects
from sphinx_knowledge_base.publishers.sitemap import EXTENSION, robots, sitemap
from sphinx_knowledge_base.publishers.texts import Texts
from sphinx_knowledge_base.site.project import MANIFEST, catalog_of, project_of
from sphinx_knowledge_base.site.state import state_file

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_knowledge_base.publishers.publication import Publication

logger = logging.getLogger(__name__)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write everything that is published beside the pages, unless it is what is there already."""
    builder, publication = site_builder(app), publication_of(app)
    if exception is not None or builder is None:
        return
    known = state_file(app, "published")
    made_of = _made_of(app, builder)
    if _is_there(Path(app.outdir)) and known.is_file() and known.read_bytes() == made_of:
        # But for the one file that sphinx-sitemap has just written anew.
        for path, data in _sitemap(app, publication) if publication else ():
            write_if_changed(Path(app.outdir) / path, data)
        return
    known.unlink(missing_ok=True)
    files = for_pages(app, builder.get_output_path("404"))
    if publication is not None:
        files = chain(files, everything(app, publication, builder.get_output_path))
    pages = (*app.env.all_docs, "404")
    keep = frozenset(_below(app, builder.get_output_path(name)) for name in pages) | _extra(app)
    if publish(Path(app.outdir), files, keep):
        known.write_bytes(made_of)


def _made_of(app: Sphinx, builder: StandaloneHTMLBuilder) -> bytes:
    """Return a fingerprint of all that is published: the catalog, the settings and the pages.

    A page that was written is known by its time, which costs nothing to ask; those that Sphinx
    writes in every build are known by their content.
    """
    project = project_of(app.env)
    pages = [builder.get_output_path(docname) for docname in sorted(app.env.all_docs)]
    times = [(status.st_mtime_ns, status.st_size) for page in pages if (status := _status(page))]
    always = [builder.get_output_path(name) for name in ("404", "search")]
    contents = [page.read_bytes() for page in always if page.is_file()]
    settings = (project.settings, builder.build_info.config_hash, sorted(_extra(app)))
    return digest((project.shown, times, contents, settings)).encode()


def _status(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None


def _is_there(outdir: Path) -> bool:
    """Tell whether every file that was published is still there."""
    return all((outdir / path).is_file() for path in _lines(outdir / MANIFEST))


def for_pages(app: Sphinx, error_page: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files that pages show, and the error page where servers look.

    :param error_page: Where the builder puts it, if there is one.
    """
    if error_page.is_file():
        yield "404.html", error_page.read_bytes()
    articles = catalog_of(app.env).articles
    yield from pictures(articles, Path(app.srcdir), _cache(app, "pictures"))
    yield from placeholders(articles)


def everything(
    app: Sphinx, publication: Publication, page_file: Callable[[str], Path]
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file for those who read no pages."""
    texts = Texts(publication, page_file, _cache(app, f"texts-{app.builder.name}"))
    yield from cards(publication, _cache(app, "cards"))
    yield from feeds(publication, texts)
    yield from _sitemap(app, publication)
    announced = Path(app.config.sitemap_filename).name if EXTENSION in app.extensions else None
    yield robots(publication, announced)
    yield from data(publication, texts)
    yield from plain(publication, texts)
    yield from citations(publication)
    samples = [publication.site.home, "search", *(one.docname for one in publication.articles[:1])]
    files = [file for docname in samples if (file := page_file(docname)).is_file()]
    yield headers(publication, [file.read_bytes() for file in files])
    # Last: an old address never takes the place of a file that is there.
    yield from redirects(publication, lambda name: _below(app, page_file(name)))


def _sitemap(app: Sphinx, publication: Publication) -> Iterator[tuple[str, bytes]]:
    if EXTENSION in app.extensions:
        yield from sitemap(publication, Path(app.config.sitemap_filename))


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


def publish(outdir: Path, files: Iterable[tuple[str, bytes]], keep: frozenset[str]) -> bool:
    """Write *files* below *outdir*, and delete what an earlier build wrote and this one did not.

    Returns whether every file could be written.

    :param keep: Files that are others' and are neither written nor deleted: pages, and what the
        site brings along itself.
    """
    manifest = outdir / MANIFEST
    before = _lines(manifest)
    now: set[str] = set()
    all_written = True
    with manifest.open("a", encoding="utf-8") as log:
        for path, data in files:
            if path in keep or path in now:
                continue
            now.add(path)
            if path not in before:
                # First of all: whatever ends this build, the next one knows of the file.
                log.write(f"{path}\n")
                log.flush()
            try:
                write_if_changed(outdir / path, data)
            except (FileExistsError, IsADirectoryError, NotADirectoryError):
                message = "%s is not published: a file or folder has its name, or one above it"
                logger.warning(message, path, type="kb", subtype="alias")
                all_written = False
    for path in sorted(before - now - keep):
        (outdir / path).unlink(missing_ok=True)
        _remove_empty(outdir, (outdir / path).parent)
    manifest.write_text("".join(f"{path}\n" for path in sorted(now)), encoding="utf-8")
    return all_written


def write_if_changed(file: Path, data: bytes) -> None:
    """Write *data*, unless the file holds it already: its time is that of its last change."""
    try:
        if file.stat().st_size == len(data) and file.read_bytes() == data:
            return
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _lines(manifest: Path) -> frozenset[str]:
    """Return the paths of a manifest that can only be ones below the output folder."""
    try:
        lines = manifest.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return frozenset()
    paths = (PurePosixPath(line) for line in lines if line)
    return frozenset(str(p) for p in paths if not p.is_absolute() and ".." not in p.parts)


def _remove_empty(outdir: Path, folder: Path) -> None:
    while folder != outdir and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
