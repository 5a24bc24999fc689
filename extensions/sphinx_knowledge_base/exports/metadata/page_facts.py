"""Facts about a page for search engines and social networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_knowledge_base.core.reading.body import excerpt_from
from sphinx_knowledge_base.exports.images.share_image import ShareImage, share_image
from sphinx_knowledge_base.i18n.interface import article_count, taxonomy_title, translate
from sphinx_knowledge_base.site.pages.generated import page_title

if TYPE_CHECKING:
    from datetime import datetime

    from sphinx_knowledge_base.core.catalog.pages import Page
    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import ExportContext

#: Length of a description in characters; search engines state no limit, but cut near this one.
DESCRIPTION_LENGTH = 200


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts in the head of one page."""

    docname: str
    url: str
    title: str
    description: str
    share_image: ShareImage | None
    article: Article | None = None
    listing: Page | None = None
    """The generated page, if the document is one."""

    @property
    def modified(self) -> datetime | None:
        """When the article was last changed."""
        return self.article.modified if self.article else None


def page_facts(
    context: ExportContext, docname: str, title: str, doctree: nodes.document
) -> PageFacts:
    """Return the facts for the head of a document's page.

    :param title: The document's title as plain text.
    """
    catalog = context.catalog
    article, listing = catalog.article_at(docname), catalog.pages.get(docname)
    if article is not None:
        front_matter = article.front_matter
        title = front_matter.meta_title or article.title
        description = front_matter.meta_description or article.excerpt
    elif docname == context.site.home:
        title = context.site.name
        description = context.site.description or _beginning(doctree)
    elif listing is not None:
        description = _of_listing(context, listing)
    else:
        description = _beginning(doctree)
    return PageFacts(
        docname,
        context.addresses.page(docname),
        title,
        description or title,
        share_image(context, article),
        article,
        listing,
    )


def _of_listing(context: ExportContext, page: Page) -> str:
    """Return a description of a list; each page of a list gets a different one."""
    term, site = page.term, context.site
    if term is None:
        title = taxonomy_title(page.taxonomy) if page.taxonomy else translate("All articles")
        text = f"{title}: {site.description or site.name}"
    elif page.number:
        # No count of articles: a full page stays the same when articles are added.
        text = term.description or term.bio or site.description or site.name
    else:
        count = article_count(context.catalog.count(term))
        text = term.description or term.bio or f"{term.title}: {count}"
    return f"{page_title(page)}. {text}" if page.number else text


def _beginning(doctree: nodes.document) -> str:
    """Return the first paragraph of a hand-written page, cut at a word."""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section) and (text := paragraph.astext().strip()):
            return excerpt_from(" ".join(text.split()), DESCRIPTION_LENGTH)
    return ""
