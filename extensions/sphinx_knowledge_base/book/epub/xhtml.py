"""Clean HTML for e-readers: they require well-formed XHTML, but authors write any raw HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree
from markupsafe import Markup

from sphinx_knowledge_base.book.epub.allowed_elements import (
    WITHOUT_TEXT,
    XHTML,
    is_known,
    is_known_attribute,
)
from sphinx_knowledge_base.book.text_direction import is_rtl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml.etree import _Element

#: Obsolete elements and their replacements.
_REPLACED: Mapping[str, str] = {
    **dict.fromkeys(("big", "blink", "font", "nobr", "strike", "tt"), "span"),
    **dict.fromkeys(("center", "marquee"), "div"),
}

#: Attributes of SVG that HTML parsers turn into lower case.
_CAPITALS: Mapping[str, str] = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}

#: Elements that get a ``dir`` attribute if their text runs from right to left.
_DIRECTED = frozenset(
    {
        *("p", "dt", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption"),
        *("ul", "ol", "dl", "blockquote", "table"),
    }
)

#: Characters that are illegal in XML (XML 1.0, 2.2).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Languages within HTML; XHTML must declare their namespaces.
_NAMESPACES: Mapping[str, str] = {
    "svg": "http://www.w3.org/2000/svg",
    "math": "http://www.w3.org/1998/Math/MathML",
}
_FOREIGN = re.compile(r"<(svg|math)\b(?![^<>]*\sxmlns\s*=)", re.IGNORECASE)

_NAME = re.compile(r"[A-Za-z_][\w.-]*")


class CleanedBody(NamedTuple):
    """The body of one page."""

    markup: Markup
    has_heading: bool
    has_mathml: bool
    has_svg: bool


def clean(html: str, repair_link: Callable[[str], str | None]) -> CleanedBody:
    """Return *html* as well-formed XHTML, without elements that a book cannot contain.

    :param repair_link: Returns the corrected target of a link; None for a broken link, which
        becomes text.
    """
    root = _parse(html)
    seen: set[str] = set()
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            _drop(element)  # a comment or a processing instruction
            continue
        tag = etree.QName(element).localname
        if tag in _REPLACED:
            element.tag = f"{{{XHTML}}}{_REPLACED[tag]}"
        if tag == "img" and not is_known_attribute(element, "src", element.get("src", "")):
            _drop(element, element.get("alt", ""))
        elif is_known(element):
            _clean_attributes(element, tag, seen, repair_link)
        elif tag in WITHOUT_TEXT or not str(element.tag).startswith(f"{{{XHTML}}}"):
            _drop(element)
        else:
            _unwrap(element)
    parts = [_escaped(root.text), *(_xml(child) for child in root)]
    tags = {etree.QName(one).localname for one in root.iter(tag=etree.Element)}
    return CleanedBody(
        markup=Markup("".join(parts)),  # noqa: S704 -- serialised by lxml
        has_heading=bool(tags & {"h1", "h2", "h3"}),
        has_mathml="math" in tags,
        has_svg="svg" in tags,
    )


def ids(html: str) -> frozenset[str]:
    """Return the ids in *html*."""
    return frozenset(
        element.get("id", "") for element in _parse(html).iter() if isinstance(element.tag, str)
    )


def _parse(html: str) -> _Element:
    html = _ILLEGAL.sub("", html)
    html = _FOREIGN.sub(lambda found: f'{found[0]} xmlns="{_NAMESPACES[found[1].lower()]}"', html)
    try:
        return _wrapped(html)
    except etree.XMLSyntaxError:
        # Imported here: builds of web sites do without, and it takes a while to load.
        import lxml.html  # noqa: PLC0415

        # Not well-formed: an HTML parser repairs it as browsers do.
        tree = lxml.html.fragment_fromstring(html, create_parent="div")
        for element in tree.iter(etree.Element):
            if not _NAME.fullmatch(str(element.tag)):
                element.tag = "span"
            for name in list(element.attrib):
                if name in _CAPITALS:
                    element.set(_CAPITALS[str(name)], element.attrib.pop(name))
                elif name != "xml:lang" and not _NAME.fullmatch(str(name)):
                    del element.attrib[name]
        children = [etree.tostring(child, encoding="unicode") for child in tree]
        return _wrapped(_escaped(tree.text) + "".join(children))


def _wrapped(html: str) -> _Element:
    return etree.fromstring(f'<div xmlns="{XHTML}">{html}</div>')


def _clean_attributes(
    element: _Element, tag: str, seen: set[str], repair_link: Callable[[str], str | None]
) -> None:
    for name, value in element.attrib.items():
        if not is_known_attribute(element, str(name), str(value)):
            del element.attrib[name]
    if (cited := element.get("cite")) is not None and repair_link(cited) is None:
        del element.attrib["cite"]
    if identifier := element.get("id"):
        if identifier in seen or identifier.split() != [identifier]:
            del element.attrib["id"]
        seen.add(identifier)
    if tag in _DIRECTED and is_rtl("".join(element.itertext())):
        element.set("dir", "rtl")
    if tag == "a" and (href := element.get("href")) is not None:
        repaired = repair_link(href)
        if repaired is None:
            del element.attrib["href"]
        else:
            element.set("href", repaired)


def _drop(element: _Element, text: str = "") -> None:
    """Replace an element by *text*."""
    parent = element.getparent()
    if parent is None:
        return
    text += element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)


def _unwrap(element: _Element) -> None:
    """Replace an element by its content."""
    parent = element.getparent()
    if parent is None:
        return
    children = list(element)
    if children:
        children[-1].tail = (children[-1].tail or "") + (element.tail or "")
        element.tail = None
    place = parent.index(element)
    _drop(element, element.text or "")
    for number, child in enumerate(children):
        parent.insert(place + number, child)


def _xml(element: _Element) -> str:
    text: str = etree.tostring(element, encoding="unicode")
    return text.replace(f' xmlns="{XHTML}"', "")


def _escaped(text: str | None) -> str:
    return str(Markup.escape(text or ""))
