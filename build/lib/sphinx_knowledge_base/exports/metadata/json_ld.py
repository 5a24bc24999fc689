"""Structured data: one JSON-LD graph a page, in the vocabulary of schema.org.

What is required and recommended is Google's list for articles, breadcrumbs and questions
(https://developers.google.com/search/docs/appearance/structured-data/search-gallery).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.content.sections import is_called, sections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_knowledge_base.core.model import Article, Term
    from sphinx_knowledge_base.exports.context import Publication
    from sphinx_knowledge_base.exports.images.share_image import Illustration
    from sphinx_knowledge_base.exports.metadata.page_facts import PageFacts
    from sphinx_knowledge_base.site.pages.navigation import Entry

Node = dict[str, Any]

#: What ends or breaks a script element, or a line to JavaScript.
_ESCAPED: Mapping[int, str] = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}

#: The heading of a section whose subsections are questions with their answers.
FAQ_HEADINGS = ("Frequently Asked Questions", "FAQ")

#: Types of schema.org that are kinds of Article and so replace it.
_ARTICLE_SUFFIXES = ("Article", "Posting", "Report")


def script(graph: Node) -> str:
    """Return the element that holds *graph*; nothing in it can end the element."""
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"), default=str).translate(
        _ESCAPED
    )
    return f'<script type="application/ld+json">{text}</script>'


def structured_data(
    publication: Publication,
    facts: PageFacts,
    trail: Sequence[Entry],
    questions: Sequence[tuple[str, str]] = (),
) -> Node:
    """Return the graph of a page.

    :param trail: The breadcrumbs above the page.
    :param questions: Questions and answers that the page holds.
    """
    graph = [_website(publication), _organization(publication), _page(publication, facts)]
    if facts.article is not None:
        graph.append(_article(publication, facts, facts.article))
    if trail:
        graph.append(_breadcrumbs(publication, facts, trail))
    if questions:
        graph.append(_questions(facts, questions))
    return {"@context": "https://schema.org", "@graph": graph}


def questions(doctree: nodes.document) -> list[tuple[str, str]]:
    """Return the questions and answers of a section called "Frequently Asked Questions".

    In English or as the interface calls them in the language of the site.
    """
    found = []
    names = (*FAQ_HEADINGS, translate("Frequently Asked Questions"))
    for section in sections(doctree):
        if not is_called(section, *names):
            continue
        for question in section.children:
            if isinstance(question, nodes.section):
                paragraphs = (
                    " ".join(block.astext().split()) for block in question.findall(nodes.paragraph)
                )
                if answer := " ".join(filter(None, paragraphs)):
                    found.append((question[0].astext().strip(), answer))
    return found


def _website(publication: Publication) -> Node:
    site, addresses = publication.site, publication.addresses
    node: Node = {
        "@type": "WebSite",
        "@id": _id(publication, "website"),
        "url": addresses.base,
        "name": site.name,
        "inLanguage": site.language,
        "publisher": {"@id": _id(publication, "organization")},
    }
    if publication.settings.search != "none":
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


def _organization(publication: Publication) -> Node:
    return {
        "@type": "Organization",
        "@id": _id(publication, "organization"),
        "name": publication.site.organization,
        "url": publication.addresses.base,
    }


def _id(publication: Publication, name: str) -> str:
    return f"{publication.addresses.base}#{name}"


def _page(publication: Publication, facts: PageFacts) -> Node:
    listing, article = facts.listing, facts.article
    node: Node = {
        "@type": "CollectionPage" if listing else "WebPage",
        "@id": facts.url,
        "url": facts.url,
        "name": facts.title,
        "description": facts.description,
        "isPartOf": {"@id": _id(publication, "website")},
        "inLanguage": publication.site.language,
    }
    if listing is not None and listing.articles:
        items = [
            {
                "@type": "ListItem",
                "position": position,
                "url": publication.addresses.page(member.docname),
                "name": member.title,
            }
            for position, member in enumerate(listing.articles, 1)
        ]
        node["mainEntity"] = {
            "@type": "ItemList",
            "numberOfItems": len(items),
            "itemListElement": items,
        }
    if facts.docname != publication.site.home:
        node["breadcrumb"] = {"@id": f"{facts.url}#breadcrumb"}
    if article is None:
        return node
    return _page_of_article(publication, facts, article, node)


def _page_of_article(
    publication: Publication, facts: PageFacts, article: Article, node: Node
) -> Node:
    front_matter = article.front_matter
    if publication.settings.medical:
        node["@type"] = "MedicalWebPage"
    node |= _dates(facts, article)
    node["mainEntity"] = {"@id": f"{facts.url}#article"}
    if front_matter.reviewed_at is not None:
        node["lastReviewed"] = front_matter.reviewed_at.date().isoformat()
    if front_matter.reviewed_by:
        node["reviewedBy"] = [
            {"@type": "Person", "name": reviewer} for reviewer in front_matter.reviewed_by
        ]
    if audiences := publication.catalog.terms_of(article, "audiences"):
        node["audience"] = [{"@type": "Audience", "audienceType": term.title} for term in audiences]
    return _with_authors_own(node, article, is_page=True)


def _article(publication: Publication, facts: PageFacts, article: Article) -> Node:
    catalog = publication.catalog
    node: Node = {
        "@type": "Article",
        "@id": f"{facts.url}#article",
        "headline": article.title,
        "description": article.excerpt,
        "mainEntityOfPage": {"@id": facts.url},
        **_image(facts.illustration),
        **_dates(facts, article),
        "author": [_author(publication, term) for term in catalog.terms_of(article, "authors")]
        or {"@id": _id(publication, "organization")},
        "publisher": {"@id": _id(publication, "organization")},
        "articleSection": [term.title for term in catalog.terms_of(article, "categories")],
        "keywords": [term.title for term in catalog.terms_of(article, "tags")],
        "wordCount": article.words,
        "inLanguage": publication.site.language,
        "isAccessibleForFree": True,
    }
    if article.front_matter.canonical_url:
        node["sameAs"] = article.front_matter.canonical_url
    for term in catalog.terms_of(article, "series"):
        url = publication.addresses.page(catalog.routes.term("series", term.slug))
        node["isPartOf"] = {"@type": "CreativeWorkSeries", "name": term.title, "url": url}
    return _with_authors_own(node, article, is_page=False)


def _author(publication: Publication, author: Term) -> Node:
    """Return an author; one that bears the organization's name is no person."""
    docname = publication.catalog.routes.term("authors", author.slug)
    node: Node = {
        "@type": "Organization" if publication.is_organization(author) else "Person",
        "name": author.title,
        "url": publication.addresses.page(docname),
    }
    if author.url:
        node["sameAs"] = author.url
    if author.credentials and node["@type"] == "Person":
        node["honorificSuffix"] = author.credentials
    return node


def _image(picture: Illustration | None) -> Node:
    if picture is None:
        return {}
    image: Node = {"@type": "ImageObject", "url": picture.url, "caption": picture.alt}
    if picture.size:
        image |= {"width": picture.size[0], "height": picture.size[1]}
    return {"image": image}


def _dates(facts: PageFacts, article: Article) -> Node:
    dates = {"datePublished": article.published, "dateModified": facts.modified}
    return {name: moment.isoformat() for name, moment in dates.items() if moment}


def _with_authors_own(node: Node, article: Article, *, is_page: bool) -> Node:
    """Let ``schema`` of the front matter have its word on the node that its type names.

    A type that ends in "Page" is the page's; any other, and properties without a type, are the
    article's: it replaces ``Article`` if it is a kind of it, and otherwise joins it.
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


def _breadcrumbs(publication: Publication, facts: PageFacts, trail: Sequence[Entry]) -> Node:
    steps = [(entry.title, publication.addresses.page(entry.target)) for entry in trail]
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
