"""Identifiers of headings, by the rules of each system and of MyST."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING

from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]++(.*)$", re.MULTILINE)
#: Signs that close a heading, and the blanks around them.
_ATX_END = re.compile(r"(?<![ \t])[ \t]++(?:#++[ \t]*+)?$")
#: A heading that is underlined.
SETEXT = re.compile(
    r"^ {0,3}(?![-#>|*+ \t:]|\d+[.)] )(\S[^\n|]*)\n {0,3}(?:=+|-{2,})[ \t]*$", re.MULTILINE
)
#: An identifier of the author's own: ``{#id}``, ``{: #id .class}``.
OWN_ID = re.compile(
    r"(?<![ \t])[ \t]*+\{:?[ \t]*+(?:[.\w=\"'-]++[ \t]++)*+#([\w:.-]++)[^{}\n]*+\}[ \t]*+$"
)
_CLASSES = re.compile(r"(?<![ \t])[ \t]*+\{:?[ \t]*+\.[^{}\n]*+\}[ \t]*+$")
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
_TAG = re.compile(r"<[^<>]+>")


def plain_heading(text: str) -> str:
    """Return the text of a heading without its markup."""
    text = _LINK.sub(r"\1", _TAG.sub("", text))
    text = re.sub(r"(?<!\\)(?:\*\*|__|\*|`|~~)", "", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).strip()


def github(text: str) -> str:
    """Return the identifier that GitHub, Hugo, Docusaurus, Astro and MyST make."""
    return re.sub(r"[^\w\u4e00-\u9fff\- ]", "", text.strip().lower().replace(" ", "-"))


def kramdown(text: str) -> str:
    """Return the identifier that kramdown makes (``basic_generate_id``)."""
    text = re.sub(r"^[^a-zA-Z]+", "", text)
    return re.sub(r"[^a-zA-Z0-9 -]", "", text).replace(" ", "-").lower() or "section"


def python_markdown(text: str) -> str:
    """Return the identifier that Python-Markdown's ``toc`` makes, for MkDocs and Pelican."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_text).strip().lower())


def ascii_slug(text: str) -> str:
    """Return the identifier that Zola and Eleventy's plug-ins make."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(text).lower()).strip("-")


def verbatim(text: str) -> str:
    """Return the heading itself, as Obsidian's links name it."""
    return text


RULES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "github": github,
        "kramdown": kramdown,
        "python-markdown": python_markdown,
        "ascii": ascii_slug,
        "verbatim": verbatim,
    }
)


def headings(text: str) -> list[str]:
    """Return the headings of a body without code, with their markup, in order."""
    found = [(match.start(), _ATX_END.sub("", match[1])) for match in _ATX.finditer(text)]
    found += [(match.start(), match[1]) for match in SETEXT.finditer(text)]
    return [heading for _, heading in sorted(found)]


def anchors_of(text: str, rule: str) -> dict[str, str]:
    """Return the anchors of a body's headings: the old ones, each with MyST's.

    Repeated ones are numbered: MyST and most others write ``-1``, Python-Markdown ``_1``.
    """
    make = RULES[rule]
    divider = "_" if rule == "python-markdown" else "-"
    anchors: dict[str, str] = {}
    old_seen: dict[str, int] = {}
    new_seen: set[str] = set()
    for heading in headings(text):
        own = OWN_ID.search(heading)
        title = plain_heading(_CLASSES.sub("", OWN_ID.sub("", heading)))
        new = base = github(title)
        number = 1
        while new in new_seen:
            new = f"{base}-{number}"
            number += 1
        new_seen.add(new)
        old = make(title)
        count = old_seen.get(old, 0)
        old_seen[old] = count + 1
        anchors.setdefault(f"{old}{divider}{count}" if count else old, new)
        if own:
            anchors[own[1]] = new
        anchors.setdefault(title, new)
    return anchors


def resolve(anchors: Mapping[str, str], fragment: str) -> str | None:
    """Return MyST's anchor for *fragment*, or None if there is no such heading."""
    if fragment in anchors:
        return anchors[fragment]
    if fragment in anchors.values():
        return fragment
    folded = re.sub(r"[\W_]+", "", fragment.casefold())
    for old, new in anchors.items():
        if re.sub(r"[\W_]+", "", old.casefold()) == folded:
            return new
    return None
