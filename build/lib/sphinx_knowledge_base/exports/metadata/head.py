"""The head of a page: what search engines and social networks read, and where else to look.

The names are those of the HTML standard (https://html.spec.whatwg.org/#standard-metadata-names),
of Open Graph (https://ogp.me) and of X's cards.  Where an author sets a name through
``html_meta``, that stays, and nothing is said twice.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING

import lxml.html
from babel.core import Locale, UnknownLocaleError, get_global
from docutils import nodes

from sphinx_knowledge_base.core.catalog.routes import FEED_FILES, FEED_TAXONOMIES
from sphinx_knowledge_base.exports.context import publication_of, site_builder
from sphinx_knowledge_base.exports.metadata.json_ld import questions, script, structured_data
from sphinx_knowledge_base.exports.metadata.page_facts import page_facts
from sphinx_knowledge_base.site.pages.navigation import trail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from sphinx.application import Sphinx

    from sphinx_knowledge_base.exports.context import Publication
    from sphinx_knowledge_base.exports.images.share_image import Illustration
    from sphinx_knowledge_base.exports.metadata.page_facts import PageFacts

#: Say it once: themes write their own.
_THEMES_OWN = frozenset({"viewport", "generator"})

#: Media type and name of each format of feeds.
_FEED_TYPES: Mapping[str, tuple[str, str]] = {
    "atom": ("application/atom+xml", "Atom"),
    "rss": ("application/rss+xml", "RSS"),
    "json": ("application/feed+json", "JSON Feed"),
}

#: Where the environment keeps what an author told robots through ``html_meta``.
ROBOTS = "kb-robots"

#: A name or property, and its content.
Tag = tuple[str, str]


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Complete the head of a page."""
    if site_builder(app) is None:
        return
    written = _without_themes_own(context.get("metatags") or "")
    taken = _names(written)
    publication = publication_of(app)
    if doctree is None:
        # Search, index and error pages: nobody should arrive there from elsewhere.
        context["pageurl"] = None
        tags = [] if pagename == "search" else [("robots", "noindex")]
        context["metatags"] = written + _meta(tags, taken)
        return
    if publication is None:
        context["metatags"] = written
        return
    facts = page_facts(publication, pagename, _plain(context.get("title", "")), doctree)
    robots = app.env.metadata[pagename].get(ROBOTS, "")
    if facts.article is not None:
        context["title"] = escape(facts.title)
        context["pageurl"] = facts.article.front_matter.canonical_url or context["pageurl"]
    context["metatags"] = "\n".join(
        [
            written + _meta(_tags(publication, facts, robots), taken),
            *_alternates(publication, facts),
            script(
                structured_data(publication, facts, trail(app.env, pagename), questions(doctree))
            ),
        ]
    )


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Remember what an author told robots: the sitemap has to know it in every build."""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name", "").casefold() == "robots":
            app.env.metadata[app.env.current_document.docname][ROBOTS] = meta.get("content", "")


def _without_themes_own(written: str) -> str:
    """Remove what docutils puts on every page although each theme does."""
    kept = [
        line
        for line in written.split("\n")
        if not any(f'<meta name="{name}"' in line for name in _THEMES_OWN)
    ]
    return "\n".join(kept)


def _names(written: str) -> frozenset[str]:
    """Return the names and properties that tags already give."""
    if not written.strip():
        return frozenset()
    found = lxml.html.fromstring(f"<div>{written}</div>").iter("meta")
    return frozenset(
        name.casefold() for tag in found if (name := tag.get("name") or tag.get("property"))
    )


def _plain(title: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", title)).strip()


def _meta(tags: Iterator[Tag] | list[Tag], taken: frozenset[str]) -> str:
    lines = []
    for name, content in tags:
        if content and name not in taken:
            # Open Graph is RDFa, where names are properties.
            kind = "property" if name.startswith(("og:", "article:")) else "name"
            lines.append(f'\n<meta {kind}="{name}" content="{escape(content)}">')
    return "".join(lines)


def _tags(publication: Publication, facts: PageFacts, robots: str) -> Iterator[Tag]:
    article, site = facts.article, publication.site
    front_matter = article.front_matter if article else None
    yield "description", facts.description
    if article is not None and article.unpublished:
        yield "robots", "noindex"
    elif not robots:
        yield "robots", "index, follow, max-image-preview:large"
    title = (front_matter and front_matter.og_title) or facts.title
    description = (front_matter and front_matter.og_description) or facts.description
    if article is not None:
        authors = publication.catalog.terms_of(article, "authors")
        yield "author", ", ".join(term.title for term in authors)
    yield "og:type", "article" if article else "website"
    yield "og:title", title
    yield "og:description", description
    yield "og:url", (front_matter and front_matter.canonical_url) or facts.url
    yield "og:site_name", site.name
    yield "og:locale", _territorial(site.language)
    picture = facts.illustration
    if picture is not None:
        yield from _pictured(picture)
    if article is not None:
        yield from _dated(publication, facts)
    card = "summary" if picture is None else "summary_large_image"
    yield "twitter:card", (front_matter and front_matter.twitter_card) or card
    yield "twitter:site", publication.settings.twitter_site
    yield "twitter:title", title
    yield "twitter:description", description
    if picture is not None:
        yield "twitter:image", picture.url
        yield "twitter:image:alt", picture.alt


def _pictured(picture: Illustration) -> Iterator[Tag]:
    yield "og:image", picture.url
    if picture.media_type:
        yield "og:image:type", picture.media_type
    if picture.size:
        yield "og:image:width", str(picture.size[0])
        yield "og:image:height", str(picture.size[1])
    yield "og:image:alt", picture.alt


def _dated(publication: Publication, facts: PageFacts) -> Iterator[Tag]:
    article, catalog = facts.article, publication.catalog
    if article is None:
        return
    if article.published is not None:
        yield "article:published_time", article.published.isoformat()
    if facts.modified is not None:
        yield "article:modified_time", facts.modified.isoformat()
    for author in catalog.terms_of(article, "authors"):
        docname = catalog.routes.term("authors", author.slug)
        yield "article:author", publication.addresses.page(docname)
    for category in catalog.terms_of(article, "categories"):
        yield "article:section", category.title
    for tag in catalog.terms_of(article, "tags"):
        yield "article:tag", tag.title


@cache
def _territorial(language: str) -> str:
    """Return a language with a territory, as Open Graph wants it: ``en_US``."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ""
    likely = get_global("likely_subtags").get(locale.language, "").split("_")
    territory = locale.territory or (likely[-1] if len(likely) > 1 else "")
    return f"{locale.language}_{territory}" if territory else ""


def _alternates(publication: Publication, facts: PageFacts) -> Iterator[str]:
    """Yield links to what is published of the page: its feeds and its Markdown."""
    if publication.has_feed:
        yield from _feeds(publication, facts)
    is_published = facts.article is not None and not facts.article.unpublished
    if is_published and publication.settings.makes("texts"):
        url = publication.addresses.file(publication.catalog.routes.markdown(facts.docname))
        yield _alternate("text/markdown", url, facts.title)


def _feeds(publication: Publication, facts: PageFacts) -> Iterator[str]:
    routes, addresses = publication.catalog.routes, publication.addresses
    feeds = [("", publication.site.name)]
    if facts.listing is not None and facts.listing.term is not None:
        term = facts.listing.term
        if term.taxonomy in FEED_TAXONOMIES and publication.articles_of(term):
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
