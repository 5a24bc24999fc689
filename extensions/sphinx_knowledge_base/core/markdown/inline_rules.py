"""Inline syntax of other systems: ``[[slug]]``, ``==marked==`` and ``:emoji:``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from markdown_it.token import Token

from sphinx_knowledge_base.core.reading.references import wiki_target

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_WIKI_LINK = re.compile(
    r"\[\[(?P<target>[\w./ '-]*+)(?:\#(?P<heading>[^\[\]|\n]++))?"
    r"(?:\|(?P<text>[^\[\]|\n]+))?\]\](?![(\[])"
)
#: Bounded, so that no text takes long.
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\(([^()<>\n]{1,500})\)")
_PICTURE_SUFFIXES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
_EMOJI = re.compile(r":([A-Za-z0-9_+-]+):(?!\w)")
_MARK = re.compile(r"==(?=[^\s=])((?:[^=\n]|=(?!=))*?[^\s=])==(?![=\w])")


def plugin(parser: MarkdownIt) -> None:
    """Add the rules."""
    parser.inline.ruler.before("link", "wiki_link", _wiki_link)
    parser.inline.ruler.after("image", "image_with_blanks", _image_with_blanks)
    parser.inline.ruler.before("emphasis", "mark", _mark)
    parser.inline.ruler.before("emphasis", "emoji", _emoji)


def _wiki_link(state: StateInline, silent: bool) -> bool:
    """Read ``[[slug]]`` and ``[[slug#Heading|text]]``, as Obsidian and many wikis write links.

    A link to a heading becomes a Markdown link; any other gets the article's title later.
    """
    if not state.src.startswith("[[", state.pos):
        return False
    found = _WIKI_LINK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    target, heading, text = ((found[name] or "").strip() for name in ("target", "heading", "text"))
    slug, anchor = wiki_target(f"{target}#{heading}")
    if not (slug or anchor):
        return False
    if not silent and heading:
        address = f"{slug}#{anchor}" if anchor else slug
        state.push("link_open", "a", 1).attrs = {"href": address}
        state.push("text", "", 0).content = text or (heading if anchor else target)
        state.push("link_close", "a", -1)
    elif not silent:
        token = state.push("wiki_link", "a", 0)
        token.content, token.markup = found[0], "[["
        token.meta = {"slug": slug, "target": target, "text": text}
    state.pos = found.end()
    return True


def _image_with_blanks(state: StateInline, silent: bool) -> bool:
    """Read ``![words](two boats.png "title")``; CommonMark allows no blanks in addresses."""
    if not state.src.startswith("![", state.pos):
        return False
    found = _IMAGE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    path, quote_mark, title = found[2].strip().partition(' "')
    has_title = bool(quote_mark) and title.endswith('"')
    if quote_mark and not has_title:
        return False
    if " " not in path or PurePosixPath(path).suffix.casefold() not in _PICTURE_SUFFIXES:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": quote(path.strip(), safe="/%:?#=&"), "alt": ""}
        token.content = found[1]
        token.children = [Token("text", "", 0, content=found[1])]
        if has_title:
            token.attrs["title"] = title.removesuffix('"')
    state.pos = found.end()
    return True


def _mark(state: StateInline, silent: bool) -> bool:
    """Read ``==marked text==``; ``a == b`` and ``x==1`` are text."""
    if not state.src.startswith("==", state.pos):
        return False
    before = state.src[state.pos - 1] if state.pos else ""
    found = _MARK.match(state.src, state.pos, state.posMax)
    if found is None or before.isalnum() or before == "=":
        return False
    if not silent:
        end = state.posMax
        state.push("mark_open", "mark", 1)
        state.pos, state.posMax = found.start(1), found.end(1)
        state.md.inline.tokenize(state)
        state.push("mark_close", "mark", -1)
        state.posMax = end
    state.pos = found.end()
    return True


def _emoji(state: StateInline, silent: bool) -> bool:
    """Read the name of an emoji, as on GitHub."""
    if state.src[state.pos] != ":" or (state.pos and state.src[state.pos - 1].isalnum()):
        return False
    found = _EMOJI.match(state.src, state.pos, state.posMax)
    if found is None or not (character := emoji_named(found[1])):
        return False
    if not silent:
        state.pending += character
    state.pos = found.end()
    return True


@cache
def emoji_named(name: str) -> str:
    """Return the emoji called *name*, or an empty string."""
    # Loading the names takes a while, and many sites have no emoji.
    import emoji  # noqa: PLC0415

    written = f":{name}:"
    character = emoji.emojize(written, language="alias")
    return "" if character == written else character
