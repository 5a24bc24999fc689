"""Everything that is published beside the pages, in the order in which one gives way to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.exports.api import data
from sphinx_knowledge_base.exports.article_text.texts import Texts
from sphinx_knowledge_base.exports.cite_this import citations
from sphinx_knowledge_base.exports.feeds.feeds import feeds
from sphinx_knowledge_base.exports.images.copies import pictures
from sphinx_knowledge_base.exports.images.drawing import cards, placeholders
from sphinx_knowledge_base.exports.llms import plain
from sphinx_knowledge_base.exports.redirects import redirects
from sphinx_knowledge_base.exports.server_headers import headers
from sphinx_knowledge_base.exports.sitemap import EXTENSION, robots, sitemap
from sphinx_knowledge_base.exports.writer import File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

    from sphinx_knowledge_base.build.settings import Output
    from sphinx_knowledge_base.exports.context import Publication

    Cache = Callable[[str], Path]


def for_pages(app: Sphinx, error_page: Path, cache: Cache) -> Iterator[File]:
    """Yield the files that pages show and lead to, and the error page where servers look.

    :param error_page: Where the builder puts it, if there is one.
    :param cache: Tells the folder for what is kept from build to build under a name.
    """
    if error_page.is_file():
        yield File("404.html", error_page.read_bytes)
    articles = catalog_of(app.env).articles
    yield from pictures(articles, Path(app.srcdir), cache("pictures"))
    yield from placeholders(articles)
    for path, book in project_of(app.env).finished.items():
        yield File(path, book.read_bytes, repr(status(book)))


def everything(
    app: Sphinx, publication: Publication, page_file: Callable[[str], Path], cache: Cache
) -> Iterator[File]:
    """Yield every file for those who read no pages; see :func:`for_pages`."""
    makes = publication.settings.makes
    texts = Texts(
        publication,
        page_file,
        cache(f"texts-{app.builder.name}"),
        app.parallel,
        in_markdown=makes("data") or makes("texts"),
    )
    # None of these begins before it is asked for its first file.
    outputs: Mapping[Output, Iterator[File]] = {
        "cards": cards(publication, cache("cards")),
        "feeds": feeds(publication, texts),
        "data": data(publication, texts),
        "texts": plain(publication, texts),
        "citations": citations(publication),
    }
    for output, files in outputs.items():
        if makes(output):
            yield from files
    announced = None
    if EXTENSION in app.extensions:
        written = Path(app.config.sitemap_filename)
        announced = written.name
        yield from sitemap(publication, written)
    yield robots(publication, announced)
    samples = [publication.site.home, "search", *(one.docname for one in publication.articles[:1])]
    pages = [file for docname in samples if (file := page_file(docname)).is_file()]
    yield headers(publication, [page.read_bytes() for page in pages])
    # Last: an old address never takes the place of a file that is there.
    yield from redirects(publication, lambda name: below(app, page_file(name)))


def below(app: Sphinx, file: Path) -> str:
    """Return the path of a file below the output folder."""
    return file.relative_to(app.outdir).as_posix()
