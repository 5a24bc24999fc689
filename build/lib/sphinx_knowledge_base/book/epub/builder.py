"""EPUB: each book is one file, of pages that are written for it alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.epub3 import Epub3Builder, validate_config_values
from sphinx.util.osutil import relative_uri

from sphinx_knowledge_base.book import published, web_addresses
from sphinx_knowledge_base.book.epub.package import REFERENCES, write_package
from sphinx_knowledge_base.book.selection import books_of
from sphinx_knowledge_base.build.project import project_of
from sphinx_knowledge_base.site.content import math

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from docutils import nodes

    from sphinx_knowledge_base.core.books import Book


class BookEpubBuilder(Epub3Builder):
    """Write every book of the site.

    Sphinx's own EPUB holds all documents and what themes and extensions add to pages; of it only
    the writing of a document is used.
    """

    #: The book that is being written.
    book: Book | None = None

    def init(self) -> None:
        super().init()
        # What conf.py would have to say (epub_title, ...) is known: do not ask for it.
        for listener in list(self.events.listeners["builder-inited"]):
            if listener.handler is validate_config_values:
                self.events.disconnect(listener.id)

    @property
    def math_renderer_name(self) -> str:
        return math.NAME

    def get_outdated_docs(self) -> Iterator[str]:
        yield from sorted(self.env.found_docs)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the target in this book, or the web address of what it does not hold."""
        if self.book is None or docname in self.book.docnames:
            return super().get_target_uri(docname, typ)
        return web_addresses.on_the_web(self, docname, typ)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        target = self.get_target_uri(to, typ)
        if "://" in target:
            return target
        return relative_uri(super().get_target_uri(from_), target)

    def reference_uri(self, docname: str, anchor: str) -> str:
        """Return the target of a mark that leads to the book's list of references."""
        return f"{relative_uri(super().get_target_uri(docname), REFERENCES)}#{anchor}"

    def copy_assets(self) -> None:
        """Copy nothing: a book has one style sheet, and no scripts."""

    def write_documents(self, _docnames: AbstractSet[str]) -> None:
        outdir = self.outdir
        held = {}
        books = books_of(self.env)
        if not project_of(self.env).settings.book:
            for old in outdir.glob("*.epub"):
                if old.stem not in {book.name for book in books}:
                    old.unlink()  # of a book that is no more
        for book in books:
            self.book = book
            self.images = {}
            self.outdir = outdir / book.name
            shutil.rmtree(self.outdir, ignore_errors=True)
            super().write_documents(book.docnames & self.env.found_docs)
            pictures = {
                f"{self.imagedir}/{name}": Path(self.srcdir, source)
                for source, name in self.images.items()
            }
            write_package(self, book, pictures, outdir / f"{book.name}.epub")
            shutil.rmtree(self.outdir)
            held[book.name] = [article.slug for article in book.articles]
        self.outdir, self.book = outdir, None
        published.record(self, "epub", held)

    def add_visible_links(self, tree: nodes.document, show_urls: str = "") -> None:
        """Add nothing: links can be followed here."""

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        return {"body": body}

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Keep a page's body: it becomes a page when the bodies of all are known."""
        path = self.get_output_path(pagename)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(addctx["body"], encoding="utf-8")

    def finish(self) -> None:
        """Do nothing: the books are written."""
