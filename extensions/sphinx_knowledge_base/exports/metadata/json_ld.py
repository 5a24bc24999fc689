"""Structured data: one JSON-LD graph for each page, in the vocabulary of schema.org.

It has the properties that Google requires or recommends for articles, breadcrumbs and questions
(https://developers.google.com/search/docs/appearance/structured-data/search-gallery).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.content.sections import has_heading, sections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_knowledge_base.build.context import NavigationLink
    from sphinx_knowledge_base.core.model import Article, Term
    from sphinx_knowledge_base.exports.context import ExportContext
    from sphinx_knowledge_base.exports.images.share_image import ShareImage
    from sphinx_knowledge_base.exports.metadata.page_facts import PageFacts

Node = dict[str, Any]

#: Characters that can end a script element, or a line in JavaScript.
_ESCAPED: Mapping[int, str] = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}

#: Headings of a section whose subsections are questions with their answers.
FAQ_HEADINGS = ("Frequently Asked Questions", "FAQ")

#: Endings of the types that are subtypes of Article and so replace it.
_ARTICLE_SUFFIXES = ("Article", "Posting", "Report")


def script(graph: Node) -> str:
    """Return a script element with *graph*, escaped so that no text can end the element."""
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"), default=str).translate(
        _ESCAPED
    )
    return f'<script type="application/ld+json">{text}</script>'


def structured_data(
    context: ExportContext,
    facts: PageFacts,
    trail: Sequence[NavigationLink],
    questions: Sequence[tuple[str, str]] = (),
) -> Node:
    """Return the graph of a page.

    :param trail: The breadcrumbs above the page.
    :param questions: The questions and answers on the page.
    """
    graph = [_website(context), _organization(context), _page(context, facts)]
    if facts.article is not None:
        graph.append(_article(context, facts, facts.article))
    if trail:
        graph.append(_breadcrumbs(context, facts, trail))
    if questions:
        graph.append(_questions(facts, questions))
    return {"@context": "https://schema.org", "@graph": graph}


def questions(doctree: nodes.document) -> list[tuple[str, str]]:
    """Return the questions and answers of a section called "Frequently Asked Questions".

    The heading may be English or in the language of the site.
    """
    found = []
    names = (*FAQ_HEADINGS, translate("Frequently Asked Questions"))
    for section in sections(doctree):
        if not has_heading(section, *names):
            continue
        for question in section.children:
            if isinstance(question, nodes.section):
                paragraphs = (
                    " ".join(block.astext().split()) for block in question.findall(nodes.paragraph)
                )
                if answer := " ".join(filter(None, paragraphs)):
                    found.append((question[0].astext().strip(), answer))
    return found


def _website(context: ExportContext) -> Node:
    site, addresses = context.site, context.addresses
    node: Node = {
        "@type": "WebSite",
        "@id": _id(context, "website"),
        "url": addresses.base,
        "name": site.name,
        "inLanguage": site.language,
        "publisher": {"@id": _id(context, "organization")},
    }
    if context.settings.search != "none":
        node["potentialAction"] = {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": addresses.page("search") + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        }
    if site.description:
        node["description"] = site.description
    return node


def _organization(context: ExportContext) -> Node:
    return {
        "@type": "Organization",
        "@id": _id(context, "organization"),
        "name": context.site.organization,
        "url": context.addresses.base,
    }


def _id(context: ExportContext, name: str) -> str:
    return f"{context.addresses.base}#{name}"


def _page(context: ExportContext, facts: PageFacts) -> Node:
    listing, article = facts.listing, facts.article
    node: Node = {
        "@type": "CollectionPage" if listing else "WebPage",
        "@id": facts.url,
        "url": facts.url,
        "name": facts.title,
        "description": facts.description,
        "isPartOf": {"@id": _id(context, "website")},
        "inLanguage": context.site.language,
    }
    if listing is not None and listing.articles:
        items = [
            {
                "@type": "ListItem",
                "position": position,
                "url": context.addresses.page(member.docname),
                "name": member.title,
            }
            for position, member in enumerate(listing.articles, 1)
        ]
        node["mainEntity"] = {
            "@type": "ItemList",
            "numberOfItems": len(items),
            "itemListElement": items,
        }
    if facts.docname != context.site.home:
        node["breadcrumb"] = {"@id": f"{facts.url}#breadcrumb"}
    if article is None:
        return node
    return _page_of_article(context, facts, article, node)


def _page_of_article(
    context: ExportContext, facts: PageFacts, article: Article, node: Node
) -> Node:
    front_matter = article.front_matter
    if context.settings.medical:
        node["@type"] = "MedicalWebPage"
    node |= _dates(facts, article)
    node["mainEntity"] = {"@id": f"{facts.url}#article"}
    if front_matter.reviewed_at is not None:
        node["lastReviewed"] = front_matter.reviewed_at.date().isoformat()
    if front_matter.reviewed_by:
        node["reviewedBy"] = [
            {"@type": "Person", "name": reviewer} for reviewer in front_matter.reviewed_by
        ]
    if audiences := context.catalog.terms_of(article, "audiences"):
        node["audience"] = [{"@type": "Audience", "audienceType": term.title} for term in audiences]
    return _with_front_matter(node, article, is_page=True)


def _article(context: ExportContext, facts: PageFacts, article: Article) -> Node:
    catalog = context.catalog
    node: Node = {
        "@type": "Article",
        "@id": f"{facts.url}#article",
        "headline": article.title,
        "description": article.excerpt,
        "mainEntityOfPage": {"@id": facts.url},
        **_image(facts.share_image),
        **_dates(facts, article),
        "author": [_author(context, term) for term in catalog.terms_of(article, "authors")]
        or {"@id": _id(context, "organization")},
        "publisher": {"@id": _id(context, "organization")},
        "articleSection": [term.title for term in catalog.terms_of(article, "categories")],
        "keywords": [term.title for term in catalog.terms_of(article, "tags")],
        "wordCount": article.words,
        "inLanguage": context.site.language,
        "isAccessibleForFree": True,
    }
    if article.front_matter.canonical_url:
        node["sameAs"] = article.front_matter.canonical_url
    for term in catalog.terms_of(article, "series"):
        url = context.addresses.page(catalog.routes.term("series", term.slug))
        node["isPartOf"] = {"@type": "CreativeWorkSeries", "name": term.title, "url": url}
    return _with_front_matter(node, article, is_page=False)


def _author(context: ExportContext, author: Term) -> Node:
    """Return an author as a person, or as an organization if it has the organization's name."""
    docname = context.catalog.routes.term("authors", author.slug)
    node: Node = {
        "@type": "Organization" if context.is_organization(author) else "Person",
        "name": author.title,
        "url": context.addresses.page(docname),
    }
    if author.url:
        node["sameAs"] = author.url
    if author.credentials and node["@type"] == "Person":
        node["honorificSuffix"] = author.credentials
    return node


def _image(share_image: ShareImage | None) -> Node:
    if share_image is None:
        return {}
    image: Node = {"@type": "ImageObject", "url": share_image.url, "caption": share_image.alt}
    if share_image.size:
        image |= {"width": share_image.size[0], "height": share_image.size[1]}
    return {"image": image}


def _dates(facts: PageFacts, article: Article) -> Node:
    dates = {"datePublished": article.published, "dateModified": facts.modified}
    return {name: moment.isoformat() for name, moment in dates.items() if moment}


def _with_front_matter(node: Node, article: Article, *, is_page: bool) -> Node:
    """Apply ``schema`` from the front matter to the node that its type belongs to.

    A type that ends in "Page" belongs to the page.  Any other type, and properties without a type,
    belong to the article: the type replaces ``Article`` if it is a subtype, else it is added.
    """
    own = article.front_matter.structured_data
    type_ = str(own.get("type", ""))
    if type_.endswith("Page") != is_page:
        return node
    properties = {
        key: value for key, value in own.items() if key != "type" and not str(key).startswith("@")
    }
    if type_ and not is_page and not type_.endswith(_ARTICLE_SUFFIXES):
        node["@type"] = ["Article", type_]
    elif type_:
        node["@type"] = type_
    return node | properties


def _breadcrumbs(context: ExportContext, facts: PageFacts, trail: Sequence[NavigationLink]) -> Node:
    steps = [(link.title, context.addresses.page(link.target)) for link in trail]
    steps.append((facts.title, facts.url))
    return {
        "@type": "BreadcrumbList",
        "@id": f"{facts.url}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, 1)
        ],
    }


def _questions(facts: PageFacts, questions: Sequence[tuple[str, str]]) -> Node:
    return {
        "@type": "FAQPage",
        "@id": f"{facts.url}#questions",
        "name": translate("Frequently Asked Questions"),
        "mainEntity": [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
            for question, answer in questions
        ],
    }
