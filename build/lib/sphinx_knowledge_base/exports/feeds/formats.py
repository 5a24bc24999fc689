"""The formats of feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1."""

from __future__ import annotations

import json
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from lxml import etree
from lxml.builder import ElementMaker

from sphinx_knowledge_base.core.catalog.routes import FEED_FILES
from sphinx_knowledge_base.exports.images.share_image import illustration
from sphinx_knowledge_base.exports.xml_characters import without_illegal
from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.exports.context import Publication
    from sphinx_knowledge_base.exports.feeds.feeds import Entry, Feed

#: The style sheet with which browsers show a feed as a page.
STYLES = "_static/feed.css"

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"

_A = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
_H = ElementMaker(namespace=XHTML, nsmap={None: XHTML})
_R = ElementMaker()


def entry_id(publication: Publication, article: Article) -> str:
    """Return what identifies an article for ever.

    It is made of host and slug alone: neither another permalink pattern, nor another builder,
    nor a corrected date makes readers show an article once more.
    """
    return uuid5(NAMESPACE_URL, f"https://{publication.addresses.host}/{article.slug}").urn


def _feed_id(publication: Publication, feed: Feed) -> str:
    return uuid5(NAMESPACE_URL, f"https://{publication.addresses.host}/feed/{feed.page}").urn


def _home(publication: Publication, feed: Feed) -> str:
    return publication.addresses.page(feed.page or publication.site.home)


def _self(publication: Publication, feed: Feed, kind: str) -> str:
    path = publication.catalog.routes.feed(FEED_FILES[kind], feed.page)
    return publication.addresses.file(path)


def atom(publication: Publication, feed: Feed) -> bytes:
    """Return *feed* in Atom 1.0 (RFC 4287)."""
    site = publication.site
    root = _A.feed(
        _A.id(_feed_id(publication, feed)),
        _A.title(_text(feed.title)),
        *([_A.subtitle(_text(feed.description))] if feed.description else []),
        _A.updated(feed.updated.isoformat()),
        _A.link(rel="self", type="application/atom+xml", href=_self(publication, feed, "atom")),
        _A.link(rel="alternate", type="text/html", href=_home(publication, feed)),
        _A.author(_A.name(_text(site.organization))),
        *([_A.rights(_text(site.rights))] if site.rights else []),
        _A.generator("Sphinx Knowledge Base"),
        _for_people(),
        _A.entry(),
    )
    document = _document(root, publication, feed)
    return _with_entries(document, b"<entry/>", [entry.atom for entry in feed.entries])


def atom_entry(publication: Publication, entry: Entry) -> bytes:
    """Return an article as it stands in an Atom feed."""
    article, catalog = entry.article, publication.catalog
    url = publication.addresses.page(article.docname)
    element = _A.entry(
        _A.id(entry_id(publication, article)),
        _A.title(_text(article.title)),
        _A.link(rel="alternate", type="text/html", href=url),
        *(
            _A.author(
                _A.name(_text(author.title)),
                _A.uri(publication.addresses.page(catalog.routes.term("authors", author.slug))),
            )
            for author in catalog.terms_of(article, "authors")
        ),
        _A.published(entry.published.isoformat()),
        _A.updated(entry.updated.isoformat()),
        *(
            _A.category(term=_text(term.title))
            for taxonomy in ("categories", "tags")
            for term in catalog.terms_of(article, taxonomy)
        ),
        _A.summary(_text(article.excerpt)),
        *([_A.content(entry.html, type="html")] if entry.html else []),
        _H.p(_H.a(translate("Read the article"), href=url)),
    )
    return _inside(_A.feed(), element, level=1)


def rss(publication: Publication, feed: Feed) -> bytes:
    """Return *feed* in RSS 2.0, as its advisory board specifies it (rssboard.org)."""
    site = publication.site
    channel = _R.channel(
        _R.title(_text(feed.title)),
        _R.link(_home(publication, feed)),
        _R.description(_text(feed.description or feed.title)),
        _R.language(site.language),
        *([_R.copyright(_text(site.rights))] if site.rights else []),
        _R.lastBuildDate(format_datetime(feed.updated)),
        _A.link(rel="self", type="application/rss+xml", href=_self(publication, feed, "rss")),
        _for_people(),
        _R.item(),
    )
    root = _rss(version="2.0")
    root.append(channel)
    document = _document(root, publication, feed)
    return _with_entries(document, b"<item/>", [entry.rss for entry in feed.entries])


def _rss(**attributes: str) -> etree._Element:
    """Return what holds the channel of an RSS feed, with its namespaces."""
    return etree.Element("rss", attributes, {"atom": ATOM, "content": CONTENT, "dc": DUBLIN_CORE})


def rss_item(publication: Publication, entry: Entry) -> bytes:
    """Return an article as it stands in the channel of an RSS feed."""
    article, catalog = entry.article, publication.catalog
    url = publication.addresses.page(article.docname)
    item = _R.item(
        _R.title(_text(article.title)),
        _R.link(url),
        _R.guid(entry_id(publication, article), isPermaLink="false"),
        _R.pubDate(format_datetime(entry.published)),
        _R.description(_text(article.excerpt)),
        *(
            _R.category(_text(term.title))
            for taxonomy in ("categories", "tags")
            for term in catalog.terms_of(article, taxonomy)
        ),
    )
    # RSS's own author is an e-mail address.
    for author in catalog.terms_of(article, "authors"):
        etree.SubElement(item, f"{{{DUBLIN_CORE}}}creator").text = _text(author.title)
    if entry.html:
        etree.SubElement(item, f"{{{CONTENT}}}encoded").text = entry.html
    item.append(_H.p(_H.a(translate("Read the article"), href=url)))
    return _inside(_rss(), item, level=2)


def json_feed(publication: Publication, feed: Feed) -> bytes:
    """Return *feed* in JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    value: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": _home(publication, feed),
        "feed_url": _self(publication, feed, "json"),
    }
    if feed.description:
        value["description"] = feed.description
    value["language"] = publication.site.language
    value["authors"] = [{"name": publication.site.organization, "url": publication.addresses.base}]
    value["items"] = []
    before = _in_json(value).removesuffix("]\n}").encode()
    items = b",\n  ".join(entry.json for entry in feed.entries)
    return before + b"\n  " + items + b"\n ]\n}\n"


def _in_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def json_item(publication: Publication, entry: Entry) -> bytes:
    """Return an article as it stands among the items of a JSON Feed."""
    article, catalog = entry.article, publication.catalog
    item: dict[str, Any] = {
        "id": entry_id(publication, article),
        "url": publication.addresses.page(article.docname),
        "title": article.title,
        "summary": article.excerpt,
    }
    # One of the two is required.
    if entry.html:
        item["content_html"] = entry.html
    else:
        item["content_text"] = article.excerpt
    if (picture := illustration(publication, article)) is not None:
        item["image"] = picture.url
    item |= {
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [
            {
                "name": author.title,
                "url": publication.addresses.page(catalog.routes.term("authors", author.slug)),
            }
            for author in catalog.terms_of(article, "authors")
        ],
        "tags": [
            term.title
            for taxonomy in ("categories", "tags")
            for term in catalog.terms_of(article, taxonomy)
        ],
        "language": publication.site.language,
    }
    return _in_json(item).replace("\n", "\n  ").encode()


def _for_people() -> etree._Element:
    """Return what a person sees who opens the feed in a browser: extension markup to readers."""
    text = translate(
        "This is a feed. Copy its address into a feed reader, and new articles come to you."
    )
    return _H.div(_H.p(text))


def _text(text: str) -> str:
    return without_illegal(text)


def _inside(parent: etree._Element, entry: etree._Element, *, level: int) -> bytes:
    """Return *entry* as it stands in a document, so many levels deep, below *parent*.

    :param parent: An empty element with the namespaces of the document.
    """
    parent.append(entry)
    etree.indent(entry, " ", level=level)
    text = etree.tostring(parent, encoding="utf-8")
    return text[text.index(b">") + 1 : text.rindex(b"<")]


def _with_entries(document: bytes, place: bytes, entries: Sequence[bytes]) -> bytes:
    """Return *document* with *entries*, each on a line of its own, in place of an empty one."""
    before, _, after = document.partition(place)
    line_start = before[before.rindex(b"\n") :]
    return before + line_start.join(entries) + after


def _document(root: etree._Element, publication: Publication, feed: Feed) -> bytes:
    """Return an XML document that browsers show with the style sheet of feeds."""
    root.set("{http://www.w3.org/XML/1998/namespace}lang", publication.site.language)
    etree.indent(root, " ")
    href = "../" * len(feed.page.split("/")) * bool(feed.page) + STYLES
    style = etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{href}"')
    style.tail = "\n"
    root.addprevious(style)
    tree = root.getroottree()
    return etree.tostring(tree, encoding="utf-8", xml_declaration=True) + b"\n"
