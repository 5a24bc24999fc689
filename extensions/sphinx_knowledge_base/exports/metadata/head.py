"""The head of a page: metadata for search engines and social networks, and links to feeds.

The names are those of the HTML standard (https://html.spec.whatwg.org/#standard-metadata-names),
of Open Graph (https://ogp.me) and of X's cards.  A name that the author sets through ``html_meta``
keeps the author's value and is not added again.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING

from babel.core import Locale, UnknownLocaleError, get_global
from docutils import nodes
from lxml import etree

from sphinx_knowledge_base.core.catalog.output_names import FEED_FILES, FEED_TAXONOMIES
from sphinx_knowledge_base.exports.context import export_context, site_builder
from sphinx_knowledge_base.exports.metadata.json_ld import questions, script, structured_data
from sphinx_knowledge_base.exports.metadata.page_facts import page_facts
from sphinx_knowledge_base.exports.metadata.robots import robots_of
from sphinx_knowledge_base.site.pages.navigation import breadcrumbs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from sphinx.application import Sphinx

    from sphinx_knowledge_base.exports.context import ExportContext
    from sphinx_knowledge_base.exports.images.share_image import ShareImage
    from sphinx_knowledge_base.exports.metadata.page_facts import PageFacts

#: docutils writes these on every page, and so does every theme.
_THEMES_OWN = frozenset({"viewport", "generator"})

#: Media type and name of each feed format, by the keys of ``FEED_FILES``.
_FEED_TYPES: Mapping[str, tuple[str, str]] = {
    "atom": ("application/atom+xml", "Atom"),
    "rss": ("application/rss+xml", "RSS"),
    "json": ("application/feed+json", "JSON Feed"),
}

#: A name or property, and its content.
Tag = tuple[str, str]


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add metadata and links to the head of a page."""
    if site_builder(app) is None:
        return
    written = _without_themes_own(context.get("metatags") or "")
    taken = _names(written)
    export = export_context(app)
    if doctree is None:
        # Search, index and error pages: search engines should not list them.
        context["pageurl"] = None
        tags = [] if pagename == "search" else [("robots", "noindex")]
        context["metatags"] = written + _meta(tags, taken)
        return
    if export is None:
        context["metatags"] = written
        return
    facts = page_facts(export, pagename, _plain(context.get("title", "")), doctree)
    robots = robots_of(app.env, pagename)
    if facts.article is not None:
        context["title"] = escape(facts.title)
        context["pageurl"] = facts.article.front_matter.canonical_url or context["pageurl"]
    context["metatags"] = "\n".join(
        [
            written + _meta(_tags(export, facts, robots), taken),
            *_alternates(export, facts),
            script(
                structured_data(export, facts, breadcrumbs(app.env, pagename), questions(doctree))
            ),
        ]
    )


def _without_themes_own(written: str) -> str:
    """Remove the lines that docutils and the theme would both write."""
    lines = [
        line
        for line in written.split("\n")
        if not any(f'<meta name="{name}"' in line for name in _THEMES_OWN)
    ]
    return "\n".join(lines)


def _names(written: str) -> frozenset[str]:
    """Return the names and properties that *written* already has, in lower case."""
    if not written.strip():
        return frozenset()
    found = etree.HTML(f"<div>{written}</div>").iter("meta")
    return frozenset(
        name.casefold() for tag in found if (name := tag.get("name") or tag.get("property"))
    )


def _plain(title: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", title)).strip()


def _meta(tags: Iterator[Tag] | list[Tag], taken: frozenset[str]) -> str:
    lines = []
    for name, content in tags:
        if content and name not in taken:
            # Open Graph is RDFa, which uses the attribute property.
            kind = "property" if name.startswith(("og:", "article:")) else "name"
            lines.append(f'\n<meta {kind}="{name}" content="{escape(content)}">')
    return "".join(lines)


def _tags(context: ExportContext, facts: PageFacts, robots: str) -> Iterator[Tag]:
    article, site = facts.article, context.site
    front_matter = article.front_matter if article else None
    yield "description", facts.description
    if article is not None and article.unpublished:
        yield "robots", "noindex"
    elif not robots:
        yield "robots", "index, follow, max-image-preview:large"
    title = (front_matter and front_matter.og_title) or facts.title
    description = (front_matter and front_matter.og_description) or facts.description
    if article is not None:
        authors = context.catalog.terms_of(article, "authors")
        yield "author", ", ".join(term.title for term in authors)
    yield "og:type", "article" if article else "website"
    yield "og:title", title
    yield "og:description", description
    yield "og:url", (front_matter and front_matter.canonical_url) or facts.url
    yield "og:site_name", site.name
    yield "og:locale", _locale(site.language)
    image = facts.share_image
    if image is not None:
        yield from _image_tags(image)
    if article is not None:
        yield from _article_tags(context, facts)
    card = "summary" if image is None else "summary_large_image"
    yield "twitter:card", (front_matter and front_matter.twitter_card) or card
    yield "twitter:site", context.settings.twitter_site
    yield "twitter:title", title
    yield "twitter:description", description
    if image is not None:
        yield "twitter:image", image.url
        yield "twitter:image:alt", image.alt


def _image_tags(image: ShareImage) -> Iterator[Tag]:
    yield "og:image", image.url
    if image.media_type:
        yield "og:image:type", image.media_type
    if image.size:
        yield "og:image:width", str(image.size[0])
        yield "og:image:height", str(image.size[1])
    yield "og:image:alt", image.alt


def _article_tags(context: ExportContext, facts: PageFacts) -> Iterator[Tag]:
    article, catalog = facts.article, context.catalog
    if article is None:
        return
    if article.published is not None:
        yield "article:published_time", article.published.isoformat()
    if facts.modified is not None:
        yield "article:modified_time", facts.modified.isoformat()
    for author in catalog.terms_of(article, "authors"):
        docname = catalog.routes.term("authors", author.slug)
        yield "article:author", context.addresses.page(docname)
    for category in catalog.terms_of(article, "categories"):
        yield "article:section", category.title
    for tag in catalog.terms_of(article, "tags"):
        yield "article:tag", tag.title


@cache
def _locale(language: str) -> str:
    """Return a language with its territory, as Open Graph requires: ``en_US``; empty if unknown."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ""
    likely = get_global("likely_subtags").get(locale.language, "").split("_")
    territory = locale.territory or (likely[-1] if len(likely) > 1 else "")
    return f"{locale.language}_{territory}" if territory else ""


def _alternates(context: ExportContext, facts: PageFacts) -> Iterator[str]:
    """Yield links to the feeds of the page and to its Markdown."""
    if context.has_feed:
        yield from _feeds(context, facts)
    is_exported = facts.article is not None and not facts.article.unpublished
    if is_exported and context.settings.makes("texts"):
        url = context.addresses.file(context.catalog.routes.markdown(facts.docname))
        yield _alternate("text/markdown", url, facts.title)


def _feeds(context: ExportContext, facts: PageFacts) -> Iterator[str]:
    routes, addresses = context.catalog.routes, context.addresses
    feeds = [("", context.site.name)]
    if facts.listing is not None and facts.listing.term is not None:
        term = facts.listing.term
        if term.taxonomy in FEED_TAXONOMIES and context.has_articles(term):
            feeds.append((routes.term(term.taxonomy, term.slug), term.title))
    for page, title in feeds:
        for kind, file in FEED_FILES.items():
            url = addresses.file(routes.feed(file, page))
            media_type, name = _FEED_TYPES[kind]
            yield _alternate(media_type, url, f"{title} ({name})")


def _alternate(media_type: str, url: str, title: str) -> str:
    return (
        f'<link rel="alternate" type="{media_type}" href="{escape(url)}" title="{escape(title)}">'
    )
