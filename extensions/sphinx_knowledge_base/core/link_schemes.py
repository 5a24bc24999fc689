"""Schemes of links: which of them may reach browsers and e-readers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

#: Browsers ignore these characters anywhere (https://url.spec.whatwg.org/#url-parsing).
_IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]")

_SCHEME = re.compile(r"([^/?#:]*):")


def scheme_of(target: str) -> str:
    """Return the scheme of a link, in lower case and as browsers read it; empty if it has none."""
    if ":" not in target:  # as in most links
        return ""
    found = _SCHEME.match(_IGNORED.sub("", target))
    return found[1].lower() if found else ""


def is_allowed(target: str, schemes: Collection[str]) -> bool:
    """Return whether a link to *target* has no scheme or one of *schemes*."""
    return scheme_of(target) in {"", *schemes}
