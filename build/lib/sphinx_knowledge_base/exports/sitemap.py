"""The sitemap, which sphinx-sitemap writes of the pages that it is told here; and robots.txt.

By itself sphinx-sitemap knows only the pages that were written in the same run, and gives them
addresses with a language that is no part of them.  So it gathers none, is given the whole list
before it writes, and what it does not know of (pictures, more addresses than one file may hold)
is added to its file (https://www.sitemaps.org/protocol.html).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING

from lxml import etree
from sphinx_sitemap import add_html_link, is_excluded, record_builder_type

from sphinx_knowledge_base.core.catalog.images import published_path
from sphinx_knowledge_base.exports.context import publication_of
from sphinx_knowledge_base.exports.metadata.head import ROBOTS
from sphinx_knowledge_base.exports.metadata.page_facts import last_change
from sphinx_knowledge_base.exports.writer import File

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_knowledge_base.exports.context import Publication

EXTENSION = "sphinx_sitemap"

#: How many addresses one file may hold.
LIMIT = 50_000

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Keep sphinx-sitemap from gathering pages: a further process, which every page writes to."""
    if EXTENSION not in app.extensions or not config.html_baseurl:
        return
    for event, gathers in (
        ("builder-inited", record_builder_type),
        ("html-page-context", add_html_link),
    ):
        for listener in tuple(app.events.listeners[event]):
            if listener.handler == gathers:
                app.disconnect(listener.id)
    app.sitemap_links = Queue()  # type: ignore[attr-defined]


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Hand the pages over to sphinx-sitemap, and let it write beside the doctrees."""
    if exception is not None or EXTENSION not in app.extensions:
        return
    config = app.config
    publication = publication_of(app)
    if publication is None:
        if not config.html_baseurl:  # said in the guide, and no mistake that ends a strict build
            config.suppress_warnings = [*config.suppress_warnings, "sitemap.configuration"]
        return
    links: Queue[tuple[str, str | None]] = Queue()
    for docname in sorted(app.env.all_docs):
        link = app.builder.get_target_uri(docname)
        if is_indexed(publication, docname, app.env.metadata[docname].get(ROBOTS, "")):
            changed = change_of_page(publication, docname)
            if not is_excluded(link, config.sitemap_excludes):
                links.put((link, changed.isoformat() if changed else None))
    app.sitemap_links = links  # type: ignore[attr-defined]
    config.site_url = publication.addresses.base
    config.sitemap_url_scheme = "{link}"
    config.sitemap_locales = [None]  # its word for: no other languages
    config.sitemap_filename = str(Path(app.doctreedir, Path(config.sitemap_filename).name))


def is_indexed(publication: Publication, docname: str, robots: str) -> bool:
    """Tell whether search engines are to know a page.

    :param robots: What its author told robots through ``html_meta``.
    """
    if {"noindex", "none"} & {word.strip() for word in robots.casefold().split(",")}:
        return False
    article = publication.catalog.article_at(docname)
    if article is None:
        return True
    # The original of an article that lives elsewhere is what engines shall find.
    return not (article.unpublished or article.front_matter.canonical_url)


def change_of_page(publication: Publication, docname: str) -> datetime | None:
    """Return when a page changed: with its article, or with the newest that it lists."""
    catalog = publication.catalog
    article, page = catalog.article_at(docname), catalog.pages.get(docname)
    if article is not None:
        return last_change(article)
    shown = page.articles if page else ()
    if docname == publication.site.home or (page is not None and page.term is None):
        shown = shown or tuple(publication.articles)
    return max((moment for one in shown if (moment := last_change(one))), default=None)


def sitemap(publication: Publication, written: Path) -> Iterator[File]:
    """Yield the sitemap, completed; in several files with an index when it is very large.

    :param written: What sphinx-sitemap wrote.
    """
    parser = etree.XMLParser(resolve_entities=False, remove_blank_text=True)
    entries = list(etree.parse(written, parser).getroot())
    pictures = _pictures(publication)
    for entry in entries:
        if source := pictures.get(entry.findtext(f"{{{_SITEMAP}}}loc", "")):
            image = etree.SubElement(entry, f"{{{_IMAGE}}}image", nsmap={"image": _IMAGE})
            etree.SubElement(image, f"{{{_IMAGE}}}loc").text = source
    if len(entries) <= LIMIT:
        yield File(written.name, partial(_document, "urlset", entries))
        return
    index = []
    for number, start in enumerate(range(0, len(entries), LIMIT), 1):
        name = f"{written.stem}-{number}{written.suffix}"
        yield File(name, partial(_document, "urlset", entries[start : start + LIMIT]))
        part = etree.Element(f"{{{_SITEMAP}}}sitemap")
        etree.SubElement(part, f"{{{_SITEMAP}}}loc").text = publication.addresses.file(name)
        index.append(part)
    yield File(written.name, partial(_document, "sitemapindex", index))


def _pictures(publication: Publication) -> dict[str, str]:
    """Return the addresses of articles that have a picture, with that of the picture."""
    addresses = publication.addresses
    return {
        addresses.page(article.docname): image
        if "://" in image
        else addresses.file(published_path(image))
        for article in publication.articles
        if (image := article.image)
    }


def _document(name: str, children: list[etree._Element]) -> bytes:
    root = etree.Element(f"{{{_SITEMAP}}}{name}", nsmap={None: _SITEMAP, "image": _IMAGE})
    root.extend(children)
    etree.indent(root, " ")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def robots(publication: Publication, sitemap: str | None) -> File:
    """Return robots.txt (RFC 9309), which a site may replace by one of its own.

    :param sitemap: Name of the sitemap's file, if there is one.
    """
    lines = ["User-agent: *", "Disallow:"]
    if any(article.unpublished for article in publication.catalog.articles):
        lines[-1] = "Disallow: /"  # a preview
    if sitemap:
        lines += ["", f"Sitemap: {publication.addresses.file(sitemap)}"]
    return File("robots.txt", ("\n".join(lines) + "\n").encode)
