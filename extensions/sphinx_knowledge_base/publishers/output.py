"""Writing what is published: files that nobody had to read or write a page for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.publishers.citations import citations
from sphinx_knowledge_base.publishers.data import data
from sphinx_knowledge_base.publishers.feeds import feeds
from sphinx_knowledge_base.publishers.plain import plain
from sphinx_knowledge_base.publishers.publication import publication_of, site_builder
from sphinx_knowledge_base.publishers.redirects import redirects
from sphinx_knowledge_base.publishers.sitemap import EXTENSION, robots, sitemap
from sphinx_knowledge_base.publishers.texts import Texts
from sphinx_knowledge_base.site.project import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.application import Sphinx

    from sphinx_knowledge_base.publishers.plain import plain
from sphinx_knowledge_base.publishers.publication import Publication


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write everything that is published beside the pages."""
    builder, publication = site_builder(app), publication_of(app)
    if exception is not None or builder is None or publication is None:
        return
    files = everything(app, publication, builder.get_output_path)
    keep = _pages(app, builder.get_output_path) | _extra(app)
    publish(Path(app.outdir), files, keep)


def everything(
    app: Sphinx, publication: Publication, page_file: Callable[[str], Path]
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file that is published."""
    cache = Path(app.doctreedir) / f"knowledge-base-texts-{app.builder.name}"
    texts = Texts(publication, page_file, cache)
    yield from feeds(publication, texts)
    written = Path(app.config.sitemap_filename) if EXTENSION in app.extensions else None
    if written is not None:
        yield from sitemap(publication, written)
    yield robots(publication, written.name if written else None)
    yield from data(publication, texts)
    yield from plain(publication, texts)
    yield from citations(publication)
    # Last: an old address never takes the place of a file that is there.
    yield from redirects(publication, lambda name: _below(app, page_file(name)))


def _pages(app: Sphinx, page_file: Callable[[str], Path]) -> frozenset[str]:
    """Return the files of all pages."""
    return frozenset(_below(app, page_file(docname)) for docname in app.env.all_docs)


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


def publish(outdir: Path, files: Iterable[tuple[str, bytes]], keep: frozenset[str]) -> None:
    """Write *files* below *outdir*, and delete what an earlier build wrote and this one did not.

    :param keep: Files that are others' and are neither written nor deleted: pages, and what the
        site brings along itself.
    """
    manifest = outdir / MANIFEST
    before = _lines(manifest)
    now: set[str] = set()
    with manifest.open("a", encoding="utf-8") as log:
        for path, data in files:
            if path in keep or path in now:
                continue
            now.add(path)
            if path not in before:
                # First of all: whatever ends this build, the next one knows of the file.
                log.write(f"{path}\n")
                log.flush()
            write_if_changed(outdir / path, data)
    for path in sorted(before - now - keep):
        (outdir / path).unlink(missing_ok=True)
        _remove_empty(outdir, (outdir / path).parent)
    manifest.write_text("".join(f"{path}\n" for path in sorted(now)), encoding="utf-8")


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
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return frozenset()
    return frozenset(line for line in lines if line and ".." not in Path(line).parts)


def _remove_empty(outdir: Path, folder: Path) -> None:
    while folder != outdir and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
