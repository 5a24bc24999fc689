"""Shortcodes and components that mean the same in all systems, by names that say what they do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies.context import CALLOUTS
from sphinx_knowledge_base.importers.bodies.shortcodes import Renderer, Shortcode
from sphinx_knowledge_base.importers.code_masking import fence

if TYPE_CHECKING:
    from collections.abc import Mapping


def figure(code: Shortcode) -> str | None:
    """A picture with a caption."""
    source = code.get("src", "path", "link", "0")
    if not source:
        return None
    caption = code.get("caption") or (code.content or "").strip()
    heading, alt = code.get("title"), code.get("alt") or code.get("1")
    target = code.context.links.picture(code.context, source) or _address(source)
    by, by_link = code.get("attr"), code.get("attrlink")
    credit = f"[{by}]({by_link})" if by and by_link else by
    words = " ".join(filter(None, (f"**{heading}**" if heading else "", caption, credit)))
    code.context.added.append(f"{alt} {words}")
    in_table = "|" in code.before.rpartition("\n")[2]
    if not code.alone or in_table:
        alt = (alt or words).replace("[", "").replace("]", "")
        shown = f"![{alt}]({target})" + (f" *{words}*" if words and words != alt else "")
        return re.sub(r"(?<!\\)\|", r"\\|", shown) if in_table else shown
    options = f":alt: {' '.join(alt.split())}\n" if alt else ""
    leads = code.get("link") if code.tag.named.get("src") else ""
    if leads:
        code.context.added.append(leads)
        options += f":target: {code.context.links.link(code.context, leads) or leads}\n"
    if re.fullmatch(r"\d+(?:px|%)?", width := code.get("width")):
        options += f":width: {width}\n"
    return code.context.directive("figure", target, f"{options}\n{words}" if words else options)


def _address(target: str) -> str:
    return f"<{target}>" if re.search(r"[\s()]", target) else target


def link_to(name: str, pattern: str, *keys: str) -> Renderer:
    """Return a renderer that links to content on another site, such as a video."""

    def render(code: Shortcode) -> str | None:
        values = [code.get(*key.split("|")) for key in keys]
        if not all(re.fullmatch(r"[\w./@:?=&%-]+", value) for value in values):
            return None
        title = code.get("title") if code.tag.named else ""
        code.context.added.append(" ".join([title, *values]))
        return f"[{name}: {title or ' '.join(values)}]({pattern.format(*values)})"

    return render


def callout(code: Shortcode) -> str | None:
    """A box, whose kind is its name or its first argument."""
    if code.content is None:
        return None
    name = code.tag.name.casefold()
    kind = code.get("type", "kind", "style", "color", "context", "level") or (
        name if name in CALLOUTS and name != "alert" else code.get("0")
    )
    title = code.get("title", "heading")
    if not title and code.tag.args:
        title = code.get("1") if kind == code.get("0") else code.get("0")
    code.context.added.append(title)
    if not code.alone:
        return f"**{title}** {code.content.strip()}" if title else code.content.strip()
    return code.context.callout(kind.casefold(), title, code.context.dedent(code.content))


def dropdown(code: Shortcode) -> str | None:
    """A text that readers can fold out."""
    if code.content is None or not code.alone:
        return None
    title = code.get("title", "summary", "label", "0") or "…"
    code.context.added.append(title)
    return code.context.directive("dropdown", title, f"\n{code.context.dedent(code.content)}")


def tabs(code: Shortcode) -> str | None:
    """A set of tabs."""
    if code.content is None or not code.alone:
        return None
    return code.context.directive("tab-set", "", code.context.dedent(code.content).strip("\n"))


def tab(code: Shortcode) -> str | None:
    """One tab of a set."""
    if code.content is None:
        return None
    title = code.get("name", "header", "title", "label", "0") or "…"
    code.context.added.append(title)
    if not code.alone:
        return f"**{title}** {code.content.strip()}"
    return code.context.directive("tab-item", title, f"\n{code.context.dedent(code.content)}")


def content_only(code: Shortcode) -> str | None:
    """A tag that only changes the looks of its content."""
    return None if code.content is None else code.context.dedent(code.content).strip("\n")


def quote(code: Shortcode) -> str | None:
    """A quotation with its author."""
    if code.content is None or not code.alone:
        return None
    author = code.get("author", "cite", "source", "0")
    code.context.added.append(author)
    text = code.context.shown(code.context.dedent(code.content).strip("\n"))
    lines = [*text.split("\n"), *(["", f"— {author}"] if author else [])]
    quoted = "\n".join(f"> {line}".rstrip() for line in lines)
    return code.context.masked.again(quoted) if code.context.masked else quoted


def _diagram(code: Shortcode) -> str | None:
    """A drawing that is written as a text."""
    if code.content is None:
        return None
    return code.context.hide(
        fence(code.context.shown(code.context.dedent(code.content)), code.tag.name)
    )


def _formula(code: Shortcode) -> str | None:
    """A formula, between dollar signs or without."""
    if code.content is None:
        return None
    text = code.context.shown(code.content).strip()
    bars = "" if "$" in text or "\\" * 2 in text else "$$" if "\n" in text else "$"
    code.context.extensions.add("dollarmath")
    return code.context.hide(f"{bars}{text}{bars}")


_YOUTUBE = link_to("YouTube", "https://www.youtube.com/watch?v={}", "id|0")
_TWEET = link_to("X", "https://x.com/{}/status/{}", "user|0", "id|1")

COMMON: Mapping[str, Renderer] = {
    "figure": figure,
    "img": figure,
    "image": figure,
    "youtube": _YOUTUBE,
    "vimeo": link_to("Vimeo", "https://vimeo.com/{}", "id|0"),
    "tweet": _TWEET,
    "twitter": _TWEET,
    "x": _TWEET,
    "instagram": link_to("Instagram", "https://www.instagram.com/p/{}/", "id|0"),
    "gist": link_to("Gist", "https://gist.github.com/{}/{}", "user|0", "id|1"),
    "codepen": link_to("CodePen", "https://codepen.io/{}/pen/{}", "user", "id"),
    "spotify": link_to("Spotify", "https://open.spotify.com/{}/{}", "type", "id"),
    **dict.fromkeys(
        (
            *("notice", "note", "tip", "warning", "info", "alert", "callout", "admonition", "hint"),
            *("danger", "important", "caution", "success", "error", "attention", "question"),
            *("example", "pageinfo", "box", "notification", "message", "todo"),
        ),
        callout,
    ),
    **dict.fromkeys(("details", "expand", "collapse", "accordion", "spoiler", "fold"), dropdown),
    **dict.fromkeys(("tabs", "tabpane", "tabset", "codetabs"), tabs),
    "tab": tab,
    **dict.fromkeys(
        ("center", "div", "columns", "column", "rawhtml", "html", "steps", "section"), content_only
    ),
    **dict.fromkeys(("mermaid", "plantuml"), _diagram),
    **dict.fromkeys(("math", "katex"), _formula),
    **dict.fromkeys(("quote", "blockquote", "epigraph", "pullquote"), quote),
}
