"""The plan: all files that exports add to the output, in order of precedence.

If two exports want the same path, the first one gets it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.failures import report
from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.exports.api import api
from sphinx_knowledge_base.exports.article_text.texts import ArticleTexts
from sphinx_knowledge_base.exports.cite_this import citations
from sphinx_knowledge_base.exports.empty_page import empty_page
from sphinx_knowledge_base.exports.feeds.feeds import feeds
from sphinx_knowledge_base.exports.images.cards import cards
from sphinx_knowledge_base.exports.images.featured_images import featured_images
from sphinx_knowledge_base.exports.images.placeholder_images import placeholder_images
from sphinx_knowledge_base.exports.llms import markdown_files
from sphinx_knowledge_base.exports.output_file import OutputFile
from sphinx_knowledge_base.exports.redirects import redirects
from sphinx_knowledge_base.exports.robots_txt import robots_txt
from sphinx_knowledge_base.exports.server_headers import server_headers
from sphinx_knowledge_base.exports.sitemap import EXTENSION, sitemap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

    from sphinx_knowledge_base.build.settings import Output
    from sphinx_knowledge_base.build.store import Store
    from sphinx_knowledge_base.exports.context import ExportContext


def files_of_pages(app: Sphinx, error_page: Path, store: Store) -> Iterator[OutputFile]:
    """Yield the files that pages show or link to, even if the site has no address.

    :param error_page: Where the builder writes the error page, if it writes one; servers look
        for it at ``404.html``.
    """
    if error_page.is_file():
        yield OutputFile("404.html", error_page.read_bytes)
    articles = catalog_of(app.env).articles
    strip = build_of(app.env).settings.strip_metadata
    yield from featured_images(articles, Path(app.srcdir), store.cache("pictures"), strip=strip)
    yield from placeholder_images(articles)
    for path, book in build_of(app.env).books.files.items():
        yield OutputFile(path, book.read_bytes, repr(status(book)))


def files_for_programs(
    app: Sphinx,
    context: ExportContext,
    page_file: Callable[[str], Path],
    store: Store,
) -> Iterator[OutputFile]:
    """Yield the files that programs read: feeds, data, sitemap, redirects and the like.

    :param page_file: Returns the file of the page that a docname has or would have.
    """
    makes = context.settings.makes
    texts = ArticleTexts(
        context,
        page_file,
        store,
        f"texts-{app.builder.name}",
        app.parallel,
        lambda article, error: report(app.env, "exporting the text", error, article.docname),
        in_markdown=makes("data") or makes("texts"),
    )
    # Generators: an output that is turned off does no work.
    outputs: Mapping[Output, Iterator[OutputFile]] = {
        "cards": cards(context, store.cache("cards")),
        "feeds": feeds(context, texts),
        "data": api(context, texts),
        "texts": markdown_files(context, texts),
        "citations": citations(context),
    }
    for output, files in outputs.items():
        if makes(output):
            yield from files
    sitemap_name = None
    if EXTENSION in app.extensions:
        written = Path(app.config.sitemap_filename)
        sitemap_name = written.name
        yield from sitemap(context, written)
    yield robots_txt(context, sitemap_name)
    files_of_owner = [page_file(docname) for docname in (context.site.home, "search")]
    pages = [file.read_bytes() for file in files_of_owner if file.is_file()]
    pages += [empty_page(app, one.docname, store.folder) for one in context.articles[:1]]
    yield server_headers(context, pages)
    # Last, so that an old address never replaces a file.
    yield from redirects(context, lambda docname: output_path(app, page_file(docname)))


def output_path(app: Sphinx, file: Path) -> str:
    """Return the POSIX path of *file* below the output folder."""
    # Not `relative_to`, which takes six times as long: there may be many thousands.
    return file.as_posix().removeprefix(f"{app.outdir.as_posix()}/")
