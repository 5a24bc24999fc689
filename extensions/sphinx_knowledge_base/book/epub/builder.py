"""The EPUB builder: writes the pages of each book and packs them into one file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.epub3 import Epub3Builder, validate_config_values
from sphinx.util.osutil import relative_uri

from sphinx_knowledge_base.book import book_files, external_links
from sphinx_knowledge_base.book.book_builder import BookBuilder
from sphinx_knowledge_base.book.epub.package import REFERENCES, write_package
from sphinx_knowledge_base.book.selection import books_of
from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.image_copies import cleaned
from sphinx_knowledge_base.site.content.mathml import html_renderer as mathml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from docutils import nodes


class BookEpubBuilder(BookBuilder, Epub3Builder):
    """Write every book of the site.

    Sphinx's own EPUB contains all documents, with the additions of themes and extensions.  Here,
    that builder only writes single documents.
    """

    def init(self) -> None:
        super().init()
        # Turn off the check for settings such as epub_title: books do not use them.
        for listener in list(self.events.listeners["builder-inited"]):
            if listener.handler is validate_config_values:
                self.events.disconnect(listener.id)

    @property
    def math_renderer_name(self) -> str:
        return mathml.NAME

    def get_outdated_docs(self) -> Iterator[str]:
        yield from sorted(self.env.found_docs)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a target in this book, or the web address of a document outside it."""
        if self.book is None or docname in self.book.docnames:
            return super().get_target_uri(docname, typ)
        return external_links.web_address(self, docname, typ)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        target = self.get_target_uri(to, typ)
        if "://" in target:
            return target
        return relative_uri(super().get_target_uri(from_), target)

    def reference_uri(self, docname: str, anchor: str) -> str:
        """Return the target of a link to an entry of the book's references."""
        return f"{relative_uri(super().get_target_uri(docname), REFERENCES)}#{anchor}"

    def copy_assets(self) -> None:
        """Copy nothing: a book has its own style sheet and no scripts."""

    def write_documents(self, _docnames: AbstractSet[str]) -> None:
        outdir = self.outdir
        articles_of = {}
        books = books_of(self.env)
        if not build_of(self.env).settings.book:
            for old in outdir.glob("*.epub"):
                if old.stem not in {book.name for book in books}:
                    old.unlink()  # conf.py no longer defines this book
        for book in books:
            self.book = book
            self.images = {}
            self.outdir = outdir / book.name
            shutil.rmtree(self.outdir, ignore_errors=True)
            super().write_documents(book.docnames & self.env.found_docs)
            images = {
                f"{self.imagedir}/{name}": Path(self.srcdir, source)
                for source, name in cleaned(self._app, self.images).items()
            }
            write_package(self, book, images, outdir / f"{book.name}.epub")
            shutil.rmtree(self.outdir)
            articles_of[book.name] = [article.slug for article in book.articles]
        self.outdir, self.book = outdir, None
        book_files.record(self, "epub", articles_of)

    def add_visible_links(self, tree: nodes.document, show_urls: str = "") -> None:
        """Add nothing: e-readers can follow links."""

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
        """Write the body only: links can be checked when all bodies are written."""
        path = self.get_output_path(pagename)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(addctx["body"], encoding="utf-8")

    def finish(self) -> None:
        """Do nothing: ``write_documents`` has finished the books."""
