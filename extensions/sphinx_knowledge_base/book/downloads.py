"""Where the finished books are, on the pages of articles on the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from sphinx_knowledge_base.book.latex import pdf_of_article
from sphinx_knowledge_base.core.books import definitions, holds
from sphinx_knowledge_base.site.project import catalog_of, project_of
from sphinx_knowledge_base.site.words import translate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx_knowledge_base.core.model import Article


class LinkToBooks(SphinxPostTransform):
    """Add to an article's footer links to the books that hold it, where ``kb_book_url`` is set."""

    formats = ("html",)
    # After footers are filled (5).
    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        article = catalog_of(self.env).article_at(self.env.docname)
        if article is None or not self.config.kb_book_url or self.app.builder.name == "epub":
            return
        lines = self._lines(article)
        items = [nodes.list_item("", nodes.paragraph("", "", *line)) for line in lines]
        containers = self.document.findall(nodes.container)
        footer = next((one for one in containers if "kb-footer" in one["classes"]), None)
        if items and footer is not None:
            heading = nodes.paragraph("", translate("Read offline"), classes=["kb-heading"])
            content = (heading, nodes.bullet_list("", *items))
            footer += nodes.container("", *content, classes=["kb-block", "kb-downloads"])

    def _lines(self, article: Article) -> Iterator[list[nodes.Node]]:
        if project_of(self.env).settings.article_pdf:
            yield [
                nodes.Text(translate("This article: ")),
                self._link("PDF", f"{pdf_of_article(article)}.pdf"),
            ]
        catalog = catalog_of(self.env)
        for name, definition in definitions(self.config.kb_books).items():
            if holds(definition, article, catalog):
                yield [
                    nodes.Text(f"{definition.title or self.config.project}: "),
                    self._link("PDF", f"{name}.pdf"),
                    nodes.Text(", "),
                    self._link("EPUB", f"{name}.epub"),
                ]

    def _link(self, text: str, name: str) -> nodes.reference:
        url = f"{self.config.kb_book_url.rstrip('/')}/{name}"
        if "://" not in url:
            # From the root of the site, wherever that is.
            here = self.app.builder.get_target_uri(self.env.docname)
            url = relative_uri(here, url.lstrip("/"))
        return nodes.reference("", text, refuri=url)
