"""Translate MDX (https://mdxjs.com), as Docusaurus, Astro and Next use it, without running it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies import shortcodes
from sphinx_knowledge_base.importers.bodies.context import CALLOUTS
from sphinx_knowledge_base.importers.bodies.ranges import replace_between
from sphinx_knowledge_base.importers.bodies.shortcodes import Renderer, Shortcode, Tag, link_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch

_STATEMENT = re.compile(
    r"^(?:import\s[^\n]*?(?:from\s+)?[\"'][^\"'\n]+[\"'];?[ \t]*|import\s*\{[^"
    r"{}]*\}\s*from\s*[\"'][^\"'\n]+[\"'];?[ \t]*|export\s+(?:const|let|defaul"
    r"t|function)\b[^\n]*(?:\n(?![ \t]*\n)[^\n]+)*)$",
    re.MULTILINE,
)
_IMPORTED = re.compile(r"import\s+(\w+)\s+from\s+[\"']([^\"']+)[\"']")
_REQUIRED = re.compile(r"\{?\s*require\(\s*[\"']([^\"']+)[\"']\s*\)(?:\.default)?\s*\}?")
_COMMENT = re.compile(r"\{/\*"), re.compile(r"\*/\}")
_STRING = re.compile(r"\{\s*(?:\"([^\"\\{}\n]*)\"|'([^'\\{}\n]*)')\s*\}")
_TAG = re.compile(
    r"<(?P<close>/?+)(?P<name>[A-Z][\w.]*+)(?P<args>(?:\s(?:(?!/>)(?:[^<>{}\"']"
    r"|\"[^\"]*+\"|'[^']*+'|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*+\})*+\})*+\}))*+)?+)"
    r"(?P<whole>/?+)>"
)
_ARGUMENT = re.compile(
    r"([\w:-]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'"
    r"|\{\s*+(?:\"([^\"]*+)\"|'([^']*+)'|`([^`]*+)`)\s*+\}"
    r"|\{\s*+((?:[^{}]|\{(?:[^{}]|\{[^{}]*+\})*+\})*+)\}))?"
)
_STYLE = re.compile(r"\s(?:style|ref|on[A-Z]\w+)=\{\{?(?:[^{}]|\{[^{}]*\})*\}?\}")
_CLASS = re.compile(r"(<[a-z][^<>]*?\s)className=")
_ADMONITION = re.compile(
    r"^(?P<indent>[ \t]*)(?P<bar>:{3,})(?P<kind>[a-zA-Z][\w-]*)[ \t]*(?P<title"
    r">\[[^\]\n]*\]|[^\n{]*)(?P<attributes>\{[^{}\n]*\})?[ \t]*$"
)
_CLOSING = re.compile(r"^[ \t]*(?P<bar>:{3,})[ \t]*$")


def translate(context: Context, text: str) -> str:
    """Return *text* without programs, its admonitions and components translated."""
    text, names = statements(context, text)
    return components(context, admonitions(context, text), names)


def statements(context: Context, text: str) -> tuple[str, dict[str, str]]:
    """Return *text* without statements and comments, and the names that it imports."""
    names: dict[str, str] = {}

    def statement(match: re.Match[str]) -> str:
        names.update(_IMPORTED.findall(match[0]))
        if match[0].startswith("export"):
            context.by_hand("export", match[0], "a program was left out")
            context.drop(match[0])
        else:
            context.translated("import", match[0])
        return ""

    def comment(stretch: Stretch) -> str:
        context.translated("comment in JSX", stretch.whole)
        return ""

    if re.search(r"^(?:import|export)\s", text, re.MULTILINE):
        text = _STATEMENT.sub(statement, text)
    if "{/*" in text:
        text = replace_between(text, *_COMMENT, comment)
    if "{" in text:
        text = _STRING.sub(lambda found: found[1] or found[2] or " ", text)
    return text, names


def components(context: Context, text: str, names: Mapping[str, str]) -> str:
    """Return *text* with its components translated, or shown as text."""
    if "<" not in text:
        return text
    text = _CLASS.sub(r"\1class=", text)

    def style(match: re.Match[str]) -> str:
        context.translated("attribute in JSX", match[0].strip())
        return ""

    text = _STYLE.sub(style, text)
    text = re.sub(
        r"(<(?:img|a|source|video)\b[^<>]*?(?:src|href)=)\{\s*(?:require\(\s*)?[\""
        r"']?([\w./@-]+)[\"']?\s*\)?(?:\.default|\.src)?\s*\}",
        lambda found: f'{found[1]}"{names.get(found[2], found[2])}"',
        text,
    )
    tags = []
    for found in _TAG.finditer(text):
        named = {}
        for key, a, b, c, d, e, written in _ARGUMENT.findall(context.shown(found["args"])):
            value, expression = a or b or c or d or e, written.rstrip()
            if expression and (required := _REQUIRED.fullmatch(f"{{{expression}}}")):
                value = required[1]
            named[key.casefold()] = (
                value or names.get(expression.removesuffix(".src"), "") or expression
            )
        tags.append(
            Tag(
                *found.span(), found[0], found["name"], (), named,
                is_closing=bool(found["close"]), is_whole=bool(found["whole"]),
            )
        )  # fmt: skip
    return shortcodes.translate(context, text, tags, COMPONENTS)


def admonitions(context: Context, text: str) -> str:
    """Return *text* with Docusaurus's ``:::note Title`` as admonitions of MyST."""
    if ":::" not in text:
        return text
    lines = text.split("\n")
    output: list[list[str]] = [[]]
    open_: list[tuple[str, str, str, str]] = []
    for line in lines:
        opening = _ADMONITION.match(line)
        closing = _CLOSING.match(line)
        if opening and not re.match(r"[ \t]*:{3,}\{", line):
            title = opening["title"].strip().removeprefix("[").removesuffix("]").strip()
            if named := re.search(r"title=\"([^\"]*)\"", opening["attributes"] or ""):
                title = named[1]
                context.added.append(title)
            open_.append((opening["indent"], opening["bar"], opening["kind"], title))
            context.translated(
                "admonition", line.strip(), f"{opening['kind']} {opening['attributes'] or ''}"
            )
            output.append([])
        elif closing and open_:
            _close(context, output, open_)
        else:
            output[-1].append(line)
    while open_:
        _close(context, output, open_)
    return "\n".join(output[0])


def _close(
    context: Context, output: list[list[str]], open_: list[tuple[str, str, str, str]]
) -> None:
    indent, _, kind, title = open_.pop()
    content = [line.removeprefix(indent) for line in output.pop()]
    if kind.casefold() not in CALLOUTS and kind.casefold() != "details":
        title = title or kind
    if kind.casefold() == "details":
        box = context.directive("dropdown", title or "…", "\n" + "\n".join(content))
    else:
        box = context.callout(kind, title, "\n".join(content))
    output[-1] += [indent + line if line else "" for line in box.split("\n")]


def _tab(code: Shortcode) -> str | None:
    """One tab: its label, or its value with a capital."""
    if code.content is None:
        return None
    title = code.get("label", "title") or code.get("value", "name") or "…"
    code.context.added.append(title)
    content = shortcodes.dedent(code.content)
    return code.context.directive("tab-item", title, f"\n{content}")


def _content(code: Shortcode) -> str | None:
    return None if code.content is None else shortcodes.dedent(code.content)


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


def _gone(code: Shortcode) -> str | None:
    return "" if code.content is None else code.content


COMPONENTS: Mapping[str, Renderer] = {
    "tabs": lambda code: shortcodes.tabs(code) if code.alone else _content(code),
    "tabitem": _tab,
    "tab": _tab,
    "tabgroup": lambda code: shortcodes.tabs(code) if code.alone else _content(code),
    "details": shortcodes.dropdown,
    "accordion": shortcodes.dropdown,
    "collapse": shortcodes.dropdown,
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
        shortcodes.callout,
    ),
    "link": _link,
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
