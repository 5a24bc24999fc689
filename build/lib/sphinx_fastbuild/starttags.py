"""Start tags: made once for all elements that differ in nothing but where they lead to.

Most elements of a page have nothing but a name and classes, or are links.  docutils looks for all
that an element might have, and sorts and encodes it, each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.writers._html_base import HTMLTranslator

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {HTMLTranslator.starttag: "81394d03eb66"}

#: What elements mostly have beside what their nodes say; docutils and Sphinx spell it differently.
_KNOWN = frozenset(
    map(frozenset, ({"class"}, {"CLASS"}, {"href"}, {"class", "href"}, {"CLASS", "href"}))
)

#: Stands for an address: it has no meaning anywhere.
_PLACE = "\ue000"


def pull(app: Sphinx) -> None:
    """Replace the method that makes start tags."""
    if app.config.fastbuild_starttags:
        patching.replace("starttags", HTMLTranslator, "starttag", _starttag, KNOWN)


def _starttag(stock: Callable[..., str]) -> Callable[..., str]:
    # Translators encode what they write, each kind in its own way.
    known: dict[tuple[Any, ...], list[str]] = {}

    def starttag(
        self: HTMLTranslator,
        node: Any,
        tagname: str,
        suffix: str = "\n",
        empty: bool = False,
        **attributes: Any,
    ) -> str:
        own = getattr(node, "attributes", node)  # a dictionary where there is no node
        if empty or own.get("ids") or self.in_mailto or isinstance(node, nodes.table):
            return stock(self, node, tagname, suffix, empty, **attributes)
        href = attributes.get("href", "")
        if attributes and (frozenset(attributes) not in _KNOWN or type(href) is not str):
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
