"""Hugo's shortcodes (https://gohugo.io/content-management/shortcodes/)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx_knowledge_base.importers.bodies.code import highlighted
from sphinx_knowledge_base.importers.bodies.common_shortcodes import COMMON
from sphinx_knowledge_base.importers.bodies.ranges import fenced, replace_between, without_indent
from sphinx_knowledge_base.importers.bodies.shortcodes import Renderer, Shortcode, Tag, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context
    from sphinx_knowledge_base.importers.bodies.ranges import Stretch

#: No argument holds the beginning of another tag, so what nobody closed ends there.
_TAG = re.compile(
    r"\{\{[<%]\s*+(?P<close>/?+)\s*+(?P<name>(?:[./-]*+\w++)++)"
    r"(?P<args>(?:\s(?:(?!(?:/\s*+)?(?<!-)[>%]\}\})(?:[^`\"{}]|\{(?!\{)|\}(?!\})"
    r"|\"(?:[^\"\\{]|\\.|\{(?!\{[<%]))*+\"|`(?:[^`{]|\{(?!\{[<%]))*+`))*+)?+)"
    r"(?P<whole>/?+)\s*+(?<!-)[>%]\}\}"
)
_ARGUMENT = re.compile(
    r"(?:([\w-]++)\s*+=\s*+)?(?:(?<!\\)\"((?:[^\"\\]|\\.)*+)\"|`([^`]*+)`|([^\s\"`=]++))"
)
_ESCAPED = re.compile(r"\{\{([<%])/\*((?:(?!\*/|\{\{[<%]/\*).)*+)\*/([>%])\}\}", re.DOTALL)
_HIGHLIGHT = (
    re.compile(
        r"^(?P<indent>[ \t]*+)\{\{[<%]\s*+(?P<same>highlight|code-toggle|code)\s++"
        r"(?P<args>(?:(?![>%]\}\})[^\n])*+)\s*+[>%]\}\}[ \t]*+",
        re.MULTILINE,
    ),
    re.compile(r"\{\{[<%]\s*+/\s*+(?P<same>highlight|code-toggle|code)\s*+[>%]\}\}"),
)
#: What stands before the target of a link.
_BEFORE_ADDRESS = re.compile(r"\]\(\s*<?\Z|=\s*[\"']?\Z|^[ \t]*\[[^\]\n]+\]:\s*\Z", re.MULTILINE)
_SUMMARY = re.compile(r"^[ \t]*<!--\s*more\s*-->[ \t]*$", re.MULTILINE | re.IGNORECASE)


def highlight(context: Context, text: str) -> str:
    """Return *text* whose shortcodes ``highlight`` are fences."""
    if "highlight" not in text and "code" not in text:
        return text

    def block(stretch: Stretch) -> str:
        match = stretch.opening
        language, _, options = match["args"].strip().strip('"').partition(" ")
        if match["same"] == "code-toggle":  # settings, which readers see in three languages
            language, options = _language(stretch.inner), ""
        context.translated(f"shortcode {match['same']}", match[0].split("\n")[0], match["args"])
        context.drop(f"{match['same']} {match['same']}")
        inner = without_indent(stretch.inner.rstrip(" \t"), match["indent"])
        code = highlighted(inner, language.strip('",'), options.strip('" '))
        return match["indent"] + code.replace("\n", f"\n{match['indent']}")

    return replace_between(text, *_HIGHLIGHT, block, fenced(text))


def _language(settings: str) -> str:
    """Return the language in which *settings* are written."""
    first = settings.lstrip()
    if first.startswith("{"):
        return "json"
    return "toml" if re.match(r"\[|[\w.\"'-]++[ \t]*+=", first) else "yaml"


def unescape(text: str) -> str:
    """Return code or text in which escaped shortcodes look as readers see them."""
    return _ESCAPED.sub(r"{{\1\2\3}}", text)


def shortcodes(context: Context, text: str, own: Mapping[str, Renderer]) -> str:
    """Return *text* with its shortcodes translated.

    :param own: Renderers of shortcodes that the site itself has, which come first.
    """
    text = _SUMMARY.sub(lambda found: _summary(context, found[0]), text)
    if "{{" not in text:
        return text

    def literal(match: re.Match[str]) -> str:
        context.count("escaped shortcode", "translated", match[0])
        return context.hide(f"`{{{{{match[1]}{match[2]}{match[3]}}}}}`")

    text = _ESCAPED.sub(literal, text)
    tags = []
    for found in _TAG.finditer(text):
        args, named = arguments(context.shown(found["args"]))
        tags.append(
            Tag(
                *found.span(),
                found[0],
                found["name"].removesuffix(".html").removesuffix(".md"),
                args,
                named,
                is_closing=bool(found["close"]),
                is_whole=bool(found["whole"]),
            )
        )
    return translate(context, text, tags, {**COMMON, **HUGO, **own})


def _summary(context: Context, matched: str) -> str:
    context.translated("end of the summary", matched.strip())
    return ""


def arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the arguments of a tag: those in order, and those with names."""
    args: list[str] = []
    named: dict[str, str] = {}
    for name, double, raw, bare in _ARGUMENT.findall(text):
        value = re.sub(r"\\(.)", r"\1", double) or raw or bare
        if name:
            named[name.casefold()] = value
        else:
            args.append(value)
    return args, named


def reference(code: Shortcode) -> str | None:
    """The address of another page: ``ref``, ``relref``."""
    target = code.get("path", "0")
    is_address = _BEFORE_ADDRESS.search(code.before) is not None
    path, hash_, fragment = unquote(target).partition("#")
    links, document = code.context.links, code.context.document
    found = links.site.document(document, path, links.roots) if path else document
    if found is None:
        name = re.sub(r"(?:/_?index)?\.(?:md|mdx|html|markdown)$", "", path).strip("/")
        found = links.site.by_id.get(name.casefold()) or links.site.by_id.get(
            name.rpartition("/")[2].casefold()
        )
    if found is None and is_address:
        return quote(target, safe="/#")  # it is reported with the other links
    if found is None:
        place = code.context.place(code.tag.text)
        code.context.account.note(place, "link", f"{code.tag.name} leads nowhere: {target}")
        return None
    address = f"/{quote(found.path)}{hash_}{fragment}"
    if is_address:
        return address
    code.context.added.append(found.title)
    return f"[{found.title}]({address})"


def _parameter(code: Shortcode) -> str | None:
    """A value of the front matter: ``param``."""
    value = code.context.document.values.get(code.get("0"))
    if value is None or isinstance(value, list | dict):
        return None
    return str(value)


HUGO: Mapping[str, Renderer] = {
    "ref": reference,
    "relref": reference,
    "param": _parameter,
    "rawhtml": lambda code: code.content,
}
