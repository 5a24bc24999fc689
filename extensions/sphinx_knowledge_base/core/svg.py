"""Remove everything from an SVG that runs or loads something: scripts, handlers, foreign content.

Browsers run the scripts of an SVG that is opened at its own address, and every picture has one.
"""

from __future__ import annotations

import re

from lxml import etree

from sphinx_knowledge_base.core.untrusted_images import parsed_svg

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

#: The elements that draw (https://www.w3.org/TR/SVG2/eltindex.html).
_ELEMENTS = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "style", "switch", "marker"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image", "view"),
        *("text", "tspan", "textPath", "tref", "clipPath", "mask", "pattern", "stop"),
        *("linearGradient", "radialGradient", "filter", "feBlend", "feColorMatrix", "feFlood"),
        *("feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting"),
        *("feDisplacementMap", "feDistantLight", "feDropShadow", "feFuncA", "feFuncB", "feFuncG"),
        *("feFuncR", "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset"),
        *("fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "a"),
    }
)
#: Pictures embedded in the file itself.
_INLINE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
#: Parts of a style that load something, and escapes, which may hide them.
_LOADS = re.compile(
    r"@import|@font-face|url\(\s*+[\"']?+\s*+(?!#)|\\|expression|javascript:", re.IGNORECASE
)


def without_scripts(data: bytes) -> bytes:
    """Return the SVG *data* without parts that run or load something; unchanged if there are none.

    :raises ImageError: it is not well-formed, or is not SVG.
    """
    root = parsed_svg(data)
    tree = root.getroottree()
    outside = [*root.itersiblings(), *root.itersiblings(preceding=True)]
    is_changed = any(not isinstance(one, etree._Comment) for one in outside)  # noqa: SLF001
    is_changed |= tree.docinfo.internalDTD is not None and bool(tree.docinfo.internalDTD.entities())
    for element in list(root.iter()):
        if isinstance(element, etree._Comment):  # noqa: SLF001
            continue
        if not is_drawing(element):
            is_changed = True
            if (parent := element.getparent()) is not None:
                parent.remove(element)
            continue
        for name, value in element.attrib.items():
            if not is_harmless(str(name), str(value)):
                is_changed = True
                del element.attrib[name]
    return etree.tostring(root) if is_changed else data


def is_drawing(element: etree._Element) -> bool:
    """Return whether *element* of an SVG only draws."""
    if not isinstance(element.tag, str):
        return False  # an entity or a processing instruction
    name = etree.QName(element)
    if name.namespace not in {_SVG, None}:
        # Data of drawing programs, which browsers ignore; browsers do understand HTML.
        return False
    if name.localname == "style":
        return not len(element) and not _LOADS.search(element.text or "")
    return name.localname in _ELEMENTS


def is_harmless(name: str, value: str) -> bool:
    """Return whether an attribute of a drawing element runs and loads nothing."""
    found = etree.QName(name)
    local = found.localname
    if local == "href":
        return value.strip().startswith("#") or bool(_INLINE.fullmatch(value.strip()))
    if found.namespace not in {None, _XML, _XLINK} or local == "base":
        return False
    return not local.lower().startswith("on") and not _LOADS.search(value)
