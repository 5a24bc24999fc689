"""Components of MDX whose names say what they are, whichever package they come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies import common_shortcodes
from sphinx_knowledge_base.importers.bodies.common_shortcodes import link_to
from sphinx_knowledge_base.importers.bodies.shortcodes import Renderer, Shortcode
from sphinx_knowledge_base.importers.code_masking import fence

if TYPE_CHECKING:
    from collections.abc import Mapping

_VALUES = re.compile(r"\{[^{}]*\}")
_VALUE = re.compile(r"\b(label|value)\s*:\s*(?:\"([^\"]*)\"|'([^']*)')")


def _tabs(code: Shortcode) -> str | None:
    """A set of tabs, whose labels can stand in its own tag."""
    if not code.alone or code.content is None:
        return _content(code)
    content = code.content
    for one in _VALUES.findall(code.get("values")[1:]):
        given = {key: a or b for key, a, b in _VALUE.findall(one)}
        value, label = given.get("value", ""), given.get("label", "")
        if value and label:
            code.context.added.append(label)
            begin = code.context.masked.begin if code.context.masked else ""
            content = content.replace(
                f"{begin}{{tab-item}} {value}\n", f"{begin}{{tab-item}} {label}\n"
            )
    return code.context.directive("tab-set", "", code.context.dedent(content).strip("\n"))


def _code(code: Shortcode) -> str | None:
    """A block of code that is written as a text."""
    if code.content is None or not code.alone:
        return None
    written = code.context.shown(code.content).strip()
    found = re.fullmatch(r"\{\s*`([^`]*)`\s*\}", written) or re.fullmatch(r"([^<>{}]*)", written)
    if found is None:
        return None
    title = code.get("title")
    info = code.get("language") + (f' title="{title}"' if title else "")
    return code.context.hide(fence(found[1], info))


def _tab(code: Shortcode) -> str | None:
    """One tab: its label, or its value with a capital."""
    if code.content is None:
        return None
    title = code.get("label", "title") or code.get("value", "name") or "…"
    code.context.added.append(title)
    if not code.alone:
        return f"**{title}** {code.content.strip()}"
    content = code.context.dedent(code.content)
    return code.context.directive("tab-item", title, f"\n{content}")


def _content(code: Shortcode) -> str | None:
    return None if code.content is None else code.context.dedent(code.content)


def _link(code: Shortcode) -> str | None:
    target = code.get("to", "href")
    if not target or code.content is None:
        return None
    return f"[{code.content.strip()}]({target})"


def _picture(code: Shortcode) -> str | None:
    source = code.get("src", "source", "img")
    if not source or "{" in source:
        return None
    alt = code.get("alt", "caption", "title")
    code.context.added.append(alt)
    return f"![{alt}]({source})"


def _card(code: Shortcode) -> str | None:
    """A box with a title, which can be a link, and a text or a description."""
    title, target = code.get("title"), code.get("href")
    if not title or not code.alone or "{" in target:
        return None
    words = code.get("description")
    code.context.added += [title, words]
    head = f"[{title}]({target})" if target else title
    return code.context.directive("card", head, f"\n{words or _content(code) or ''}")


def _badge(code: Shortcode) -> str | None:
    """A short text in a frame."""
    words = code.get("text")
    code.context.added.append(words)
    return f"**{words}**" if words else None


def _gone(code: Shortcode) -> str | None:
    return "" if code.content is None else code.content


COMPONENTS: Mapping[str, Renderer] = {
    "tabs": _tabs,
    "codeblock": _code,
    "tabitem": _tab,
    "tab": _tab,
    "tabgroup": _tabs,
    "details": common_shortcodes.dropdown,
    "accordion": common_shortcodes.dropdown,
    "collapse": common_shortcodes.dropdown,
    **dict.fromkeys(
        (
            *(
                "admonition",
                "callout",
                "alert",
                "note",
                "tip",
                "warning",
                "info",
                "danger",
                "caution",
            ),
            *("aside", "important"),
        ),
        common_shortcodes.callout,
    ),
    "link": _link,
    "linkbutton": _link,
    **dict.fromkeys(("card", "linkcard"), _card),
    "badge": _badge,
    "icon": _gone,
    "filetree": _content,
    "image": _picture,
    "img": _picture,
    "themedimage": _picture,
    "zoomableimage": _picture,
    "figure": _picture,
    "youtube": link_to("YouTube", "https://www.youtube.com/watch?v={}", "id|videoid|video"),
    "liteyoutubeembed": link_to("YouTube", "https://www.youtube.com/watch?v={}", "id"),
    "tweet": link_to("X", "https://x.com/i/status/{}", "id"),
    "tocinline": _gone,
    "head": lambda code: "" if code.content is None else None,
    "fragment": _content,
    "center": _content,
    "browseronly": lambda _: None,
    "steps": _content,
    "cardgrid": _content,
    "columns": _content,
    "column": _content,
    "highlight": _content,
}
