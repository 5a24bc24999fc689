"""Shared code of the two XML formats, Atom and RSS.

An entry is written once and inserted into every feed that contains it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from lxml.builder import ElementMaker

from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.exports.context import ExportContext
    from sphinx_knowledge_base.exports.feeds.model import Feed

#: The style sheet with which browsers show a feed as a page.
STYLESHEET = "_static/feed.css"

ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"

#: Makes elements of Atom and of XHTML.
A = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
H = ElementMaker(namespace=XHTML, nsmap={None: XHTML})


def link_for_browsers(url: str) -> etree._Element:
    """Return a link to an article for people who open the feed in a browser."""
    return H.p(H.a(translate("Read the article"), href=url))


def note_for_browsers() -> etree._Element:
    """Return a note for people who open the feed in a browser; feed readers ignore it."""
    text = translate(
        "This is a feed. Copy its address into a feed reader, and new articles come to you."
    )
    return H.div(H.p(text))


def serialize_entry(parent: etree._Element, entry: etree._Element, *, level: int) -> bytes:
    """Return *entry* as XML for use inside a document.

    :param parent: An empty element that declares the namespaces of the document.
    :param level: How deep the entry is nested in the document, for its indentation.
    """
    parent.append(entry)
    etree.indent(entry, " ", level=level)
    text = etree.tostring(parent, encoding="utf-8")
    return text[text.index(b">") + 1 : text.rindex(b"<")]


def serialize_feed(
    root: etree._Element,
    context: ExportContext,
    feed: Feed,
    placeholder: bytes,
    entries: Sequence[bytes],
) -> bytes:
    """Return the XML document of a feed, with a style sheet for browsers.

    :param placeholder: An empty element in *root* that the entries replace.
    :param entries: Results of :func:`serialize_entry`; each goes on a separate line.
    """
    before, _, after = _document(root, context, feed).partition(placeholder)
    line_start = before[before.rindex(b"\n") :]
    return before + line_start.join(entries) + after


def _document(root: etree._Element, context: ExportContext, feed: Feed) -> bytes:
    root.set("{http://www.w3.org/XML/1998/namespace}lang", context.site.language)
    etree.indent(root, " ")
    href = "../" * len(feed.page.split("/")) * bool(feed.page) + STYLESHEET
    style = etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{href}"')
    style.tail = "\n"
    root.addprevious(style)
    tree = root.getroottree()
    return etree.tostring(tree, encoding="utf-8", xml_declaration=True) + b"\n"
