"""The lever ``starttags``: make one start tag for all elements that differ only in their link.

Most elements of a page have only a name and classes, or are links.  docutils looks for all
attributes that an element might have, and sorts and encodes them, each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[str, str] = {
    "docutils.writers._html_base:HTMLTranslator.starttag": "81394d03eb66",
}

#: The attributes that most elements get besides those of their node, in the spelling of docutils
#: and Sphinx.
_USUAL = frozenset(
    map(frozenset, ({"class"}, {"CLASS"}, {"href"}, {"class", "href"}, {"CLASS", "href"}))
)

#: A placeholder for an address: a private character.
_PLACE = "\ue000"


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch("docutils.writers._html_base:HTMLTranslator.starttag", _starttag, KNOWN)


def _starttag(stock: Callable[..., str]) -> Callable[..., str]:
    # Each class of translators may encode differently.
    known: dict[tuple[Any, ...], list[str]] = {}

    def starttag(
        self: Any,
        node: Any,
        tagname: str,
        suffix: str = "\n",
        empty: bool = False,
        **attributes: Any,
    ) -> str:
        own = getattr(node, "attributes", node)  # a dictionary instead of a node
        if empty or own.get("ids") or self.in_mailto or isinstance(node, nodes.table):
            return stock(self, node, tagname, suffix, empty, **attributes)
        href = attributes.get("href", "")
        if attributes and (frozenset(attributes) not in _USUAL or type(href) is not str):
            return stock(self, node, tagname, suffix, **attributes)
        classes = own.get("classes") or ()
        if not attributes and not classes:
            return f"<{tagname.lower()}>{suffix}"
        is_link = "href" in attributes
        more = attributes.get("class", attributes.get("CLASS"))
        key = (type(self), self.lang_attribute, tagname, suffix, is_link, more, *classes)
        if key not in known:
            places = {"href": _PLACE} if is_link else {}
            made = stock(self, node, tagname, suffix, **attributes | places)
            known[key] = made.split(_PLACE) if is_link else [made]
        match known[key]:
            case [before, after]:
                return f"{before}{self.attval(href)}{after}"
            case [made]:
                return made
        return stock(self, node, tagname, suffix, **attributes)

    return starttag


LEVER = Lever(
    "starttags", "Make one start tag for all elements that differ only in their link.", _patches
)
