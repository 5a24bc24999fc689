"""The sitemap (https://www.sitemaps.org/protocol.html), written with sphinx-sitemap.

Alone, sphinx-sitemap lists only the pages written in this build, under addresses with a wrong
language.  So we turn off its collecting and give it the complete list before it writes.  Afterwards
we add to its file what it does not support: images, and an index if there are more addresses than
one file may contain.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING

from lxml import etree
from sphinx_sitemap import add_html_link, is_excluded, record_builder_type

from sphinx_knowledge_base.core.catalog.images import published_path
from sphinx_knowledge_base.exports.context import export_context
from sphinx_knowledge_base.exports.metadata.robots import robots_of
from sphinx_knowledge_base.exports.output_file import OutputFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_knowledge_base.exports.context import ExportContext

EXTENSION = "sphinx_sitemap"

#: How many addresses the protocol allows in one file.
LIMIT = 50_000

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Disconnect sphinx-sitemap's collecting, which sends every page to a separate process."""
    if EXTENSION not in app.extensions or not config.html_baseurl:
        return
    for event, collector in (
        ("builder-inited", record_builder_type),
        ("html-page-context", add_html_link),
    ):
        for listener in tuple(app.events.listeners[event]):
            if listener.handler == collector:
                app.disconnect(listener.id)
    app.sitemap_links = Queue()  # type: ignore[attr-defined]


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Give sphinx-sitemap the list of pages, and make it write its file beside the doctrees."""
    if exception is not None or EXTENSION not in app.extensions:
        return
    config = app.config
    context = export_context(app)
    if context is None:
        if not config.html_baseurl:  # the guide allows it, so a strict build must not fail
            config.suppress_warnings = [*config.suppress_warnings, "sitemap.configuration"]
        return
    links: Queue[tuple[str, str | None]] = Queue()
    for docname in sorted(app.env.all_docs):
        link = app.builder.get_target_uri(docname)
        if is_indexed(context, docname, robots_of(app.env, docname)):
            changed = last_modified(context, docname)
            if not is_excluded(link, config.sitemap_excludes):
                links.put((link, changed.isoformat() if changed else None))
    app.sitemap_links = links  # type: ignore[attr-defined]
    config.site_url = context.addresses.base
    config.sitemap_url_scheme = "{link}"
    config.sitemap_locales = [None]  # no other languages
    config.sitemap_filename = str(Path(app.doctreedir, Path(config.sitemap_filename).name))


def is_indexed(context: ExportContext, docname: str, robots: str) -> bool:
    """Return whether search engines should index a page.

    :param robots: The author's instructions for robots.
    """
    if {"noindex", "none"} & {word.strip() for word in robots.casefold().split(",")}:
        return False
    article = context.catalog.article_at(docname)
    if article is None:
        return True
    # If the original of an article is elsewhere, search engines should find that one.
    return not (article.unpublished or article.front_matter.canonical_url)


def last_modified(context: ExportContext, docname: str) -> datetime | None:
    """Return when a page last changed: its article, or the newest article that it lists."""
    catalog = context.catalog
    article, page = catalog.article_at(docname), catalog.pages.get(docname)
    if article is not None:
        return article.modified
    shown = page.articles if page else ()
    if docname == context.site.home or (page is not None and page.term is None):
        shown = shown or tuple(context.articles)
    return max((moment for one in shown if (moment := one.modified)), default=None)


def sitemap(context: ExportContext, written: Path) -> Iterator[OutputFile]:
    """Yield the sitemap with images; if it is too large, several files and their index.

    :param written: The file that sphinx-sitemap wrote.
    """
    parser = etree.XMLParser(resolve_entities=False, remove_blank_text=True)
    entries = list(etree.parse(written, parser).getroot())
    images = _images(context)
    for entry in entries:
        if source := images.get(entry.findtext(f"{{{_SITEMAP}}}loc", "")):
            image = etree.SubElement(entry, f"{{{_IMAGE}}}image", nsmap={"image": _IMAGE})
            etree.SubElement(image, f"{{{_IMAGE}}}loc").text = source
    if len(entries) <= LIMIT:
        yield OutputFile(written.name, partial(_document, "urlset", entries))
        return
    index = []
    for number, start in enumerate(range(0, len(entries), LIMIT), 1):
        name = f"{written.stem}-{number}{written.suffix}"
        yield OutputFile(name, partial(_document, "urlset", entries[start : start + LIMIT]))
        part = etree.Element(f"{{{_SITEMAP}}}sitemap")
        etree.SubElement(part, f"{{{_SITEMAP}}}loc").text = context.addresses.file(name)
        index.append(part)
    yield OutputFile(written.name, partial(_document, "sitemapindex", index))


def _images(context: ExportContext) -> dict[str, str]:
    """Return the addresses of featured images, by the addresses of their articles' pages."""
    addresses = context.addresses
    return {
        addresses.page(article.docname): image
        if "://" in image
        else addresses.file(published_path(image))
        for article in context.articles
        if (image := article.image)
    }


def _document(name: str, children: list[etree._Element]) -> bytes:
    root = etree.Element(f"{{{_SITEMAP}}}{name}", nsmap={None: _SITEMAP, "image": _IMAGE})
    root.extend(children)
    etree.indent(root, " ")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
