"""A page as search engines and social networks are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_knowledge_base.core.reading.body import excerpt_from
from sphinx_knowledge_base.exports.images.share_image import Illustration, illustration
from sphinx_knowledge_base.i18n.interface import article_count, taxonomy_title, translate
from sphinx_knowledge_base.site.pages.generated import page_title

if TYPE_CHECKING:
    from datetime import datetime

    from sphinx_knowledge_base.core.catalog.pages import Page
    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import Publication

#: Where search engines cut descriptions, in characters; they say no number, and cut near it.
DESCRIPTION_LENGTH = 200


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is said of one page in its head."""

    docname: str
    url: str
    title: str
    description: str
    illustration: Illustration | None
    article: Article | None = None
    listing: Page | None = None
    """The generated page that the document is, when it is one."""

    @property
    def modified(self) -> datetime | None:
        """When the article was changed last."""
        return last_change(self.article) if self.article else None


def last_change(article: Article) -> datetime | None:
    """Return when an article was changed last, which is when it was published if never."""
    return article.updated or article.published


def page_facts(
    publication: Publication, docname: str, title: str, doctree: nodes.document
) -> PageFacts:
    """Return what is said of a document.

    :param title: The document's title as plain text.
    """
    catalog = publication.catalog
    article, listing = catalog.article_at(docname), catalog.pages.get(docname)
    if article is not None:
        front_matter = article.front_matter
        title = front_matter.meta_title or article.title
        description = front_matter.meta_description or article.excerpt
    elif docname == publication.site.home:
        title = publication.site.name
        description = publication.site.description or _beginning(doctree)
    elif listing is not None:
        description = _of_listing(publication, listing)
    else:
        description = _beginning(doctree)
    return PageFacts(
        docname,
        publication.addresses.page(docname),
        title,
        description or title,
        illustration(publication, article),
        article,
        listing,
    )


def _of_listing(publication: Publication, page: Page) -> str:
    """Return what a list is about; two pages of one list do not say the same."""
    term, site = page.term, publication.site
    if term is None:
        title = taxonomy_title(page.taxonomy) if page.taxonomy else translate("All articles")
        text = f"{title}: {site.description or site.name}"
    elif page.number:
        # A full page never changes, however many articles come after it.
        text = term.description or term.bio or site.description or site.name
    else:
        count = article_count(publication.catalog.count(term))
        text = term.description or term.bio or f"{term.title}: {count}"
    return f"{page_title(page)}. {text}" if page.number else text


def _beginning(doctree: nodes.document) -> str:
    """Return the first paragraph of a hand-written page, cut at a word."""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section) and (text := paragraph.astext().strip()):
            return excerpt_from(" ".join(text.split()), DESCRIPTION_LENGTH)
    return ""
