"""Absolute links: a text is read elsewhere, where a relative address leads nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml.etree import XPath
from lxml.html.defs import link_attrs

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: Elements with a link in an attribute.  Asked for one name after the other, XPath takes longer.
_LINKED = XPath(
    "descendant::*[@*[contains(' {} ', concat(' ', name(), ' '))]]".format(" ".join(link_attrs))
)

#: Where links are a part of an attribute, stand in a text, or start from something else.
_HAS_OTHERS = XPath("boolean(//base|//meta|//object|//param|//style|//@style[contains(., '(')])")


def make_links_absolute(body: HtmlElement, url: str) -> None:
    """Make all links in *body* absolute, which is the address *url*.

    That is what lxml's method does.  It asks every element for every attribute, though, and has
    most of its work with kinds of links that hardly any text has.
    """
    if _HAS_OTHERS(body):
        body.make_links_absolute(url)
        return
    for element in _LINKED(body):
        for name in link_attrs.intersection(element.keys()):
            element.set(name, urljoin(url, element.get(name, "").strip()))
