"""Translate MDX (https://mdxjs.com), as Docusaurus, Astro and Next use it, without running it."""

from __future__ import annotations

import posixpath
import re
from functools import partial
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies import shortcodes
from sphinx_knowledge_base.importers.bodies.context import CALLOUTS
from sphinx_knowledge_base.importers.bodies.mdx_components import COMPONENTS
from sphinx_knowledge_base.importers.bodies.ranges import fenced, replace_between
from sphinx_knowledge_base.importers.bodies.shortcodes import Shortcode, Tag
from sphinx_knowledge_base.importers.front_matter import read_matter

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
#: A value between braces, which can hold others: objects of options go that deep.
_BRACES = r"\{[^{}]*+\}"
for _ in range(5):
    _BRACES = rf"\{{(?:[^{{}}]|{_BRACES})*+\}}"
_TAG = re.compile(
    r"<(?P<close>/?+)(?P<name>[A-Z][\w.]*+)(?P<args>(?:\s(?:(?!/>)(?:[^<>{}\"']"
    rf"|\"[^\"]*+\"|'[^']*+'|{_BRACES}))*+)?+)"
    r"(?P<whole>/?+)>"
)
_ARGUMENT = re.compile(
    r"([\w:-]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'"
    r"|\{\s*+(?:\"([^\"]*+)\"|'([^']*+)'|`([^`]*+)`)\s*+\}"
    rf"|\{{\s*+((?:[^{{}}]|{_BRACES})*+)\}}))?"
)
_STYLE = re.compile(r"\s(?:style|ref|on[A-Z]\w+)=\{\{?(?:[^{}]|\{[^{}]*\})*\}?\}")
_SOURCE = re.compile(
    r"(?P<head><(?:img|a|source|video)\b[^<>]*?(?:src|href)=)(?P<value>\{\s*(?P<call>require\(\s*)?"
    r"[\"']?(?P<name>[\w./@-]+)[\"']?\s*\)?(?:\.default|\.src)?\s*\})"
)
_EXPRESSION = re.compile(r"(?<![\\{$])\{(?![#%{])[^{}\n]+\}(?!\})")
_FRONT_MATTER = re.compile(r"\{\s*(?:frontMatter|frontmatter)\.([\w-]+)\s*\}")
_CLASS = re.compile(r"(<[a-z][^<>]*?\s)className=")
_ADMONITION = re.compile(
    r"^(?P<indent>[ \t]*)(?P<bar>:{3,})(?P<kind>[a-zA-Z][\w-]*)[ \t]*(?P<title"
    r">\[[^\]\n]*\]|[^\n{]*)(?P<attributes>\{[^{}\n]*\})?[ \t]*$"
)
_CLOSING = re.compile(r"^[ \t]*(?P<bar>:{3,})[ \t]*$")


def translate(context: Context, text: str) -> str:
    """Return *text* without programs, its admonitions and components translated."""
    text, names = statements(context, text)
    text = components(context, admonitions(context, text), names)
    return _expressions(context, text) if "{" in text else text


#: A fence whose content is read like the text around it, and the metadata of a page.
_READ = re.compile(r"^```mdx-code-block[ \t]*\n((?:(?!```).*\n)*+)```[ \t]*$", re.MULTILINE)
_HEAD = re.compile(r"^<head>", re.MULTILINE), re.compile(r"</head>")


def prepare(context: Context, text: str) -> str:
    """Return *text* without what Docusaurus does not show."""

    def block(match: re.Match[str]) -> str:
        context.translated("mdx-code-block", match[0], "mdx-code-block")
        return match[1]

    def head(stretch: Stretch) -> str:
        context.by_hand("<head>", stretch.whole, "metadata was left out")
        context.drop(stretch.whole)
        return ""

    text = _READ.sub(block, text)
    return replace_between(text, *_HEAD, head, fenced(text))


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

    def class_(match: re.Match[str]) -> str:
        context.drop("className")
        return f"{match[1]}class="

    text = _CLASS.sub(class_, text)

    def style(match: re.Match[str]) -> str:
        context.translated("attribute in JSX", match[0].strip())
        return ""

    text = _STYLE.sub(style, text)

    def source(match: re.Match[str]) -> str:
        context.drop(match["value"])
        return f'{match["head"]}"{names.get(match["name"], match["name"])}"'

    text = _SOURCE.sub(source, text)
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
    known = {
        name.casefold(): partial(_part, path=path)
        for name, path in names.items()
        if path.endswith((".md", ".mdx"))
    }
    return shortcodes.translate(context, text, tags, {**COMPONENTS, **known})


def _part(code: Shortcode, path: str) -> str | None:
    """The text of a file that was imported as a component."""
    context, folder = code.context, posixpath.dirname(code.context.document.path)
    bare = path.removeprefix("@site/")
    place = bare if bare != path else posixpath.normpath(posixpath.join(folder, path))
    text = read_matter(context.links.site.tree.text_if_any(place)).body.strip("\n")
    if not text or not code.alone:
        return None
    context.added.append(text)
    text = context.masked.again(text) if context.masked else text
    # What the part imports itself is left to an editor.
    return admonitions(context, statements(context, text)[0])


def _expressions(context: Context, text: str) -> str:
    """Put in values of the front matter; other expressions of JavaScript stay, and are told."""

    def value(match: re.Match[str]) -> str:
        found = context.document.values.get(match[1])
        if found is None or isinstance(found, list | dict):
            return match[0]
        context.translated("expression in JSX", match[0])
        context.added.append(str(found))
        return str(found)

    text = _FRONT_MATTER.sub(value, text)
    if context.document.path.endswith(".mdx") or context.links.system_name == "docusaurus":
        begin = context.masked.begin if context.masked else ""
        for found in _EXPRESSION.finditer(text):
            if text[found.start() - 1 : found.start()] == begin:  # the name of a directive
                continue
            place = context.count("expression in JSX", "text", found[0])
            context.account.note(place, "construct", f"expression is shown as text: {found[0]}")
    return text


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
