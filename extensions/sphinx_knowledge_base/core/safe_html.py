"""Raw HTML of untrusted authors: the elements and attributes that are known to be harmless."""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, NamedTuple

import nh3

from sphinx_knowledge_base.core.link_schemes import is_allowed

if TYPE_CHECKING:
    from collections.abc import Collection

_EVERYWHERE = frozenset({"class", "id", "title", "lang", "dir", "role", "style", "align"})
_EVERYWHERE |= {"aria-label", "aria-hidden", "aria-describedby"}

_CELL = frozenset({"colspan", "rowspan", "headers", "scope", "abbr", "align", "valign", "width"})
_SHAPE = frozenset({"fill", "stroke", "stroke-width", "stroke-linecap", "fill-rule", "clip-rule"})
_SHAPE |= {"transform", "opacity"}

#: Each allowed element, with the attributes that it may have besides the global ones.
_ELEMENTS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        (
            *("abbr", "address", "article", "aside", "b", "bdi", "bdo", "br", "center", "cite"),
            *("code", "dd", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "footer"),
            *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "kbd", "mark", "p", "pre"),
            *("rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strike", "strong"),
            *("sub", "summary", "sup", "tt", "u", "ul", "var", "wbr", "big"),
        ),
        frozenset(),
    ),
    "a": frozenset({"href", "name", "hreflang"}),
    "audio": frozenset({"src", "controls", "preload", "loop", "muted"}),
    "blockquote": frozenset({"cite"}),
    "caption": frozenset(),
    "col": frozenset({"span", "width"}),
    "colgroup": frozenset({"span"}),
    "data": frozenset({"value"}),
    "del": frozenset({"cite", "datetime"}),
    "details": frozenset({"open"}),
    "font": frozenset({"color", "size"}),
    "img": frozenset(
        {"src", "srcset", "sizes", "alt", "width", "height", "align", "loading", "decoding"}
    ),
    "input": frozenset({"type", "checked", "disabled"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "meter": frozenset({"value", "min", "max", "low", "high", "optimum"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "progress": frozenset({"value", "max"}),
    "q": frozenset({"cite"}),
    "picture": frozenset(),
    "source": frozenset({"src", "srcset", "sizes", "media", "type", "width", "height"}),
    "table": frozenset({"align", "border", "width", "summary"}),
    **dict.fromkeys(("tbody", "thead", "tfoot", "tr"), frozenset({"align", "valign"})),
    **dict.fromkeys(("td", "th"), _CELL),
    "time": frozenset({"datetime"}),
    "video": frozenset(
        {"src", "controls", "width", "height", "preload", "poster", "loop", "muted", "playsinline"}
    ),
    # Icons, which directives draw.
    "svg": _SHAPE | {"viewbox", "width", "height", "version", "focusable"},
    "g": _SHAPE,
    "path": _SHAPE | {"d"},
    "circle": _SHAPE | {"cx", "cy", "r"},
    "rect": _SHAPE | {"x", "y", "width", "height", "rx", "ry"},
    "line": _SHAPE | {"x1", "y1", "x2", "y2"},
    **dict.fromkeys(("polygon", "polyline"), _SHAPE | {"points"}),
}

#: Attributes with one or several addresses.
_ADDRESSES = frozenset({"href", "src", "srcset", "cite", "poster"})

_VOID = frozenset({"br", "col", "hr", "img", "input", "source", "wbr"})

#: An HTML parser accepts these only within others; alone, they are parsed as ``span``.
_NEED_A_PARENT = frozenset(
    {"caption", "col", "colgroup", "tbody", "thead", "tfoot", "tr", "td", "th"}
)
_NEED_A_PARENT |= {"svg", "g", "path", "circle", "rect", "line", "polygon", "polyline"}

_STYLES = frozenset(
    [
        "color",
        "font-style",
        "font-weight",
        "height",
        "max-width",
        "text-align",
        "text-decoration",
        "vertical-align",
        "width",
    ]
)


class Cleaned(NamedTuple):
    """A piece of HTML that contains only harmless elements and attributes."""

    html: str
    refused: tuple[str, ...]
    """Tags shown as text (``<script>``), attributes left out (``onclick`` of ``<a>``), sorted."""
    refused_ends: tuple[str, ...]
    """End tags that are shown as text, as start tags: ``<script>``."""


def clean(html: str, schemes: Collection[str], opened: list[str]) -> Cleaned:
    """Return *html* with harmless elements only; the tags of all others become text.

    Markdown cuts HTML into pieces, often single tags.  So tags are judged one by one.

    :param schemes: The schemes that links may have.
    :param opened: The elements that earlier pieces have opened; updated.
    """
    cleaner = _Cleaner(html, schemes, opened)
    cleaner.feed(html)
    cleaner.close()
    return Cleaned(
        "".join(cleaner.parts), tuple(sorted(cleaner.refused)), tuple(sorted(cleaner.refused_ends))
    )


class _Cleaner(HTMLParser):
    def __init__(self, html: str, schemes: Collection[str], opened: list[str]) -> None:
        super().__init__(convert_charrefs=False)
        self._html = html
        self._line_starts = [0, *(end.end() for end in re.finditer("\n", html))]
        self.parts: list[str] = []
        self.refused: set[str] = set()
        self.refused_ends: set[str] = set()
        self._schemes = set(schemes)
        self._opened = opened

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        cleaned = self._start(tag, attrs) if tag in _ELEMENTS else ""
        if not cleaned:
            self.refused.add(f"<{tag}>")
            self.parts.append(escape(written, quote=False))
            return
        self.parts.append(cleaned)
        if tag not in _VOID and not written.endswith("/>"):
            self._opened.append(tag)
        elif tag not in _VOID:
            self.parts.append(f"</{tag}>")

    def _start(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        """Return the start tag with its allowed attributes only; empty if it is not allowed."""
        name = "span" if tag in _NEED_A_PARENT else tag
        values = "".join(
            f' {key}="{escape(value or "")}"'
            for key, value in attrs
            if _is_name(key)
            and all(is_allowed(one, self._schemes) for one in _addresses(key, value))
        )
        html = nh3.clean(
            f"<{name}{values}></{name}>",
            tags={name},
            attributes={name: {*_EVERYWHERE, *_ELEMENTS[tag]}},
            url_schemes=self._schemes,
            link_rel=None,
            filter_style_properties=_STYLES,
        )
        html = html[: html.find(">") + 1]
        if tag == "input" and not ('type="checkbox"' in html and "disabled" in html):
            return ""
        kept = {key for key, _ in attrs if f" {key}=" in html}
        style = dict(attrs).get("style") or ""
        if len(_declarations(style)) > len(_declarations(_style_in(html))):
            kept.discard("style")
        self.refused.update(f"{key} of <{tag}>" for key, _ in attrs if key not in kept)
        html = f"<{tag}{html[len(name) + 1 :]}" if html else ""
        return html.replace(" viewbox=", " viewBox=") if tag == "svg" else html

    def handle_endtag(self, tag: str) -> None:
        if tag in self._opened:
            # Unclosed elements end with the one around them.
            while (last := self._opened.pop()) != tag:
                self.parts.append(f"</{last}>")
            self.parts.append(f"</{tag}>")
        elif tag not in _ELEMENTS:
            line, column = self.getpos()
            start = self._line_starts[line - 1] + column
            # The parser has changed the name to lower case.
            name = self._html[start + 2 : start + 2 + len(tag)]
            self.refused_ends.add(f"<{tag}>")
            self.parts.append(escape(f"</{name}>", quote=False))

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")


def _addresses(key: str, value: str | None) -> list[str]:
    """Return the addresses in the value of an attribute; widths and densities count as some."""
    if key == "srcset":
        return (value or "").replace(",", " ").split()
    return [value or ""] if key in _ADDRESSES else []


def _declarations(style: str) -> list[str]:
    return [one for one in style.split(";") if one.strip()]


def _style_in(tag: str) -> str:
    """Return the value of the attribute ``style`` in a start tag that nh3 has written."""
    return unescape(tag.partition(' style="')[2].partition('"')[0])


def _is_name(key: str) -> bool:
    return key.replace("-", "").isalnum()
