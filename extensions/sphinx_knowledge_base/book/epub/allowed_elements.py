"""The elements and attributes that a book may contain: those of XHTML that show text and pictures.

EPUB 3.3 allows HTML, SVG and MathML in documents (https://www.w3.org/TR/epub-33/#sec-xhtml).  These
lists omit everything that runs code, loads files or asks for input.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from sphinx_knowledge_base.core.svg import is_drawing, is_harmless

if TYPE_CHECKING:
    from lxml.etree import _Element

XHTML = "http://www.w3.org/1999/xhtml"
_SVG = "http://www.w3.org/2000/svg"
_MATHML = "http://www.w3.org/1998/Math/MathML"
_OPS = "http://www.idpf.org/2007/ops"
_XML = "http://www.w3.org/XML/1998/namespace"

#: Each HTML element, with its attributes besides the global ones.
_HTML: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        (
            *("abbr", "address", "article", "aside", "b", "bdi", "bdo", "br", "caption", "cite"),
            *("code", "dd", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer"),
            *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "kbd", "label", "main"),
            *("mark", "nav", "p", "pre", "rp", "rt", "ruby", "s", "samp", "section", "small"),
            *("span", "strong", "sub", "summary", "sup", "table", "tbody", "tfoot", "thead"),
            *("tr", "u", "ul", "var", "wbr"),
        ),
        frozenset(),
    ),
    "a": frozenset({"href", "hreflang"}),
    "blockquote": frozenset({"cite"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "data": frozenset({"value"}),
    "del": frozenset({"cite", "datetime"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "q": frozenset({"cite"}),
    "td": frozenset({"colspan", "rowspan", "headers"}),
    "th": frozenset({"colspan", "rowspan", "headers", "scope", "abbr"}),
    "time": frozenset({"datetime"}),
}
_EVERYWHERE = frozenset(
    {
        *("class", "dir", "id", "lang", "role", "style", "title", "translate"),
        *(f"{{{_XML}}}lang", f"{{{_XML}}}space", f"{{{_OPS}}}type"),
    }
)

#: HTML elements that are left out with their content, which is not text for readers.
WITHOUT_TEXT = frozenset(
    {
        *("script", "style", "template", "iframe", "object", "embed", "canvas", "form", "noscript"),
        *("link", "meta", "base", "audio", "video", "source", "track", "input", "button", "select"),
        *("textarea", "frame", "frameset", "applet", "map", "area", "param", "datalist", "dialog"),
    }
)

_MATH_ELEMENTS = frozenset(
    {
        *("math", "annotation", "maction", "menclose", "merror", "mfrac", "mi", "mmultiscripts"),
        *("mn", "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow", "ms"),
        *("mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr"),
        *("munder", "munderover", "none", "semantics", "mlabeledtr", "mfenced"),
    }
)
_MATH_ATTRIBUTES = frozenset(
    {
        *("accent", "accentunder", "align", "alttext", "close", "columnalign", "columnlines"),
        *("columnspacing", "columnspan", "depth", "display", "displaystyle", "encoding", "fence"),
        *("form", "frame", "framespacing", "height", "largeop", "linethickness", "lquote"),
        *("lspace", "mathbackground", "mathcolor", "mathsize", "mathvariant", "maxsize"),
        *("minsize", "movablelimits", "notation", "open", "rowalign", "rowlines", "rowspacing"),
        *("rowspan", "rquote", "rspace", "scriptlevel", "separator", "separators", "side"),
        *(
            "stretchy",
            "symmetric",
            "voffset",
            "width",
            "equalcolumns",
            "equalrows",
            "intent",
            "arg",
        ),
    }
)

_INLINE_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,")
_OTHER_HOST = re.compile(r"\s*[/\\]{2}")

#: Parts of a style that load a file, or may hide that they do.
_LOADS = re.compile(r"url\(|@|\\|expression|image\(|image-set|src\(", re.IGNORECASE)


def is_known(element: _Element) -> bool:
    """Return whether a book may have *element*."""
    name = etree.QName(element)
    if name.namespace == _SVG:
        return is_drawing(element)
    known = _MATH_ELEMENTS if name.namespace == _MATHML else _HTML
    return name.namespace in {XHTML, _MATHML} and name.localname in known


def is_known_attribute(element: _Element, name: str, value: str) -> bool:
    """Return whether *element*, which is known, may have the attribute."""
    of = etree.QName(element)
    if name == "style":
        return not _LOADS.search(value)
    if name in _EVERYWHERE or name.startswith("aria-"):
        return True
    if of.namespace == _SVG:
        return is_harmless(name, value)
    if of.namespace == _MATHML:
        return name in _MATH_ATTRIBUTES
    if name == "src":
        is_in_book = ":" not in value.partition("/")[0] and not _OTHER_HOST.match(value)
        return is_in_book or bool(_INLINE_IMAGE.match(value))
    return name in _HTML[of.localname]
