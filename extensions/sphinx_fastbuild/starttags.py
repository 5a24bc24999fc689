"""Start tags: made once for all elements that have nothing but a name, or nothing but classes.

That is so for three quarters of a page.  docutils looks for all that an element might have, and
sorts and encodes it, each time.
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


def pull(app: Sphinx) -> None:
    """Replace the method that makes start tags."""
    if app.config.fastbuild_starttags:
        patching.replace("starttags", HTMLTranslator, "starttag", _starttag, KNOWN)


def _starttag(stock: Callable[..., str]) -> Callable[..., str]:
    # Translators encode what they write, each kind in its own way.
    known: dict[tuple[type, str, str, str, tuple[str, ...]], str] = {}

    def starttag(
        self: HTMLTranslator,
        node: Any,
        tagname: str,
        suffix: str = "\n",
        empty: bool = False,
        **attributes: Any,
    ) -> str:
        own = getattr(node, "attributes", node)  # a dictionary where there is no node
        if attributes or empty or own.get("ids"):
            return stock(self, node, tagname, suffix, empty, **attributes)
        classes = own.get("classes")
        if not classes:
            return f"<{tagname.lower()}>{suffix}"
        if self.in_mailto or isinstance(node, nodes.table):  # which change what is written
            return stock(self, node, tagname, suffix)
        key = (type(self), self.lang_attribute, tagname, suffix, tuple(classes))
        if key not in known:
            known[key] = stock(self, node, tagname, suffix)
        return known[key]

    return starttag
