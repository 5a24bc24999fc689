"""Balance the raw HTML of one element, whose pieces are separated by other nodes."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

import html5lib
from html5lib.constants import voidElements

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

#: Marks the place between two pieces and, at the end, the content after the element.
_SLOT = "<kb-slot></kb-slot>"

_VOID = "|".join(sorted(voidElements - {"base"}))
#: Pieces that cannot be out of balance: comments and single void elements.
_SIMPLE = re.compile(
    rf"\s*(?:<!--(?!-?>)(?:(?!--)[^<])*-->|<(?:{_VOID})\b[^<>]*>)?\s*", re.IGNORECASE
)
#: Errors of a parser that leave no element open.
_HARMLESS = re.compile("entity|attribute|codepoint|invalid-character|solidus")


@lru_cache(maxsize=10_000)
def balanced(pieces: tuple[str | None, ...]) -> tuple[str | None, ...] | None:
    """Return *pieces* with every element closed in the order in which it was opened.

    Unclosed elements end with the last piece, and end tags that close nothing are removed.  A
    browser would do the same with the pieces alone (https://html.spec.whatwg.org/#parsing).

    :param pieces: Raw HTML; None for each run of other nodes.
    :returns: *pieces* itself if there is nothing to repair; None if that is not possible without
        losing other nodes: an unclosed ``<script>`` would swallow them.
    """
    if all(piece is None or _SIMPLE.fullmatch(piece) for piece in pieces):
        return pieces
    whole = "".join(_SLOT if piece is None else piece for piece in pieces)
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parseFragment(whole + _SLOT, container="div")
    slots = whole.count(_SLOT)
    if len(root.findall(".//kb-slot")) != slots + 1 or root.find(".//plaintext") is not None:
        return None
    is_closed = len(root) > 0 and root[-1].tag == "kb-slot" and not (root[-1].text or len(root[-1]))
    errors = [code for _, code, _ in parser.errors]
    if is_closed and all(_HARMLESS.search(code) and "eof" not in code for code in errors):
        return pieces if root.find(".//base") is None else _without_base(root)
    return _without_base(root)


def _without_base(root: Any) -> tuple[str | None, ...] | None:
    """Return the pieces of a parsed tree."""
    for parent in root.iter():
        for child in list(parent):
            if child.tag == "base":
                parent.remove(child)
    written = html5lib.serialize(
        root,
        omit_optional_tags=False,
        quote_attr_values="always",
        resolve_entities=False,
        escape_lt_in_attrs=True,
    )
    parts = written.split(_SLOT)
    pieces: list[str | None] = []
    for part in parts[:-1]:
        pieces += [part, None] if part else [None]
    # The last slot marks the content after the element; keep what a table has moved behind it.
    del pieces[-1]
    if parts[-1]:
        pieces.append(parts[-1])
    return tuple(pieces)


def as_text(pieces: Sequence[str | None]) -> tuple[str | None, ...]:
    """Return *pieces* escaped, so that readers see the tags as text."""
    return tuple(piece if piece is None else escape(piece, quote=False) for piece in pieces)
