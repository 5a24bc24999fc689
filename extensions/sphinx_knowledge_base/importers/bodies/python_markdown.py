"""Python-Markdown with the extensions that MkDocs and Pelican sites have."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies import attribute_lists
from sphinx_knowledge_base.importers.bodies.abbreviations import abbreviations
from sphinx_knowledge_base.importers.bodies.context import CALLOUTS
from sphinx_knowledge_base.importers.bodies.markdown_in_html import markdown_in_html
from sphinx_knowledge_base.importers.front_matter import read_matter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.bodies.context import Context

_BLOCK = re.compile(
    r"^(?P<indent>[ \t]*+)(?P<mark>!!!|\?\?\?\+?|===\+?!?)[ \t]++"
    r"(?P<kind>(?:[\w-]++(?:[ ]++(?=[\w-]))?+)*+)[ \t]*+(?P<title>\"[^\"\n]*+\")?[ \t]*+$"
)
_STATIC = re.compile(
    r"(?:(?<=[(\"'<])|(?<=\]: ))"
    r"(?:\{|\|)(?:filename|static|attach|author|category|tag|index)(?:\}|\|)/?"
)
_TOC = re.compile(r"^\[TOC\][ \t]*$", re.MULTILINE)
_SNIPPET = re.compile(
    r"^(?P<indent>[ \t]*)(?:-+8<-+ +\"(?P<file>[^\"\n]+)\"|\{!(?P<other>.*?)!\})[ \t]*$",
    re.MULTILINE,
)
_KEYS = re.compile(r"(?<![\w+])\+\+(?P<keys>[\w-]+(?:\+[\w-]+)*)\+\+(?![\w+])")
_CRITIC = re.compile(r"\{(?P<mark>\+\+|--|==)(?P<text>[^\n{}]+?)(?P=mark)\}")
_CRITIC_TAGS: Mapping[str, str] = {"++": "ins", "--": "del", "==": "mark"}
_MACRO = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}")
_ATTRIBUTES = re.compile(
    r"(?<=[\])\S])\{:?[ \t]*(?:[.#][\w-]+|[\w-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[\w"
    r"%-]+))(?:[ \t]+(?:[.#][\w-]+|[\w-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[\w%-]+)))"
    r"*[ \t]*\}"
)
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[\w-]+:(?:\{[^{}\n]*\})?")
_MARKED = re.compile(r"(?<!\S)==(\S(?:[^=\n]*\S)?)==(?!\S)|(?<!\S)\^\^(\S(?:[^^\n]*\S)?)\^\^(?!\S)")


def translate(context: Context, text: str) -> str:
    """Return *text* with its attributes, snippets and marks translated."""
    text = _STATIC.sub(context.gone("{filename}", "/"), text)
    text = _TOC.sub(context.gone("[TOC]"), text)
    text = _SNIPPET.sub(lambda found: _snippet(context, found), text)
    text = _CRITIC.sub(lambda found: _critic(context, found), text)
    text = _KEYS.sub(lambda found: _keys(context, found), text)
    for found in _MACRO.finditer(text):
        place = context.count("macro", "text", found[0])
        context.account.note(place, "construct", f"macro is shown as text: {found[0]}")
    text = _ICON.sub(context.gone("icon"), text)
    text = markdown_in_html(context, abbreviations(context, text))
    if re.search(r"^[ \t]*(?:!!!|\?\?\?|===)", text, re.MULTILINE):
        text = "\n".join(_blocks(context, text.split("\n")))
    text = _MARKED.sub(
        lambda found: f"<mark>{found[1]}</mark>" if found[1] else f"<u>{found[2]}</u>", text
    )
    text = attribute_lists.translate(context, text, needs_colon=False)
    if "{" not in text:
        return text

    def in_line(found: re.Match[str]) -> str:
        return attribute_lists.in_line(context, found)

    lines = text.split("\n")
    return "\n".join(
        line if line.lstrip().startswith("#") else _ATTRIBUTES.sub(in_line, line) for line in lines
    )


def code_with_snippets(context: Context, piece: str) -> str:
    """Return a block of code with the files that it shows put in."""
    if "8<-" not in piece:
        return piece

    def put_in(found: re.Match[str]) -> str:
        text = _file(context, found["file"] or "")
        if not text:
            context.by_hand("snippet", found[0].strip(), "its file is not in the source")
            return found[0]
        context.translated("snippet", found[0].strip())
        context.added.append(text)
        return "\n".join(found["indent"] + line for line in text.strip("\n").split("\n"))

    return _SNIPPET.sub(put_in, piece)


def _snippet(context: Context, found: re.Match[str]) -> str:
    """Put in a whole file of the source."""
    text = _file(context, (found["file"] or found["other"]).strip())
    if not text or found["indent"]:
        return context.as_text("snippet", found[0].strip(), alone=True)
    context.translated("snippet", found[0].strip())
    context.added.append(text)
    text = read_matter(text).body.strip("\n")
    return context.masked.again(text) if context.masked else text


def _file(context: Context, name: str) -> str:
    """Return the text of a file that a snippet names: from a folder of texts, or the root."""
    tree = context.links.site.tree
    beside = posixpath.dirname(context.document.path)
    places = (
        posixpath.normpath(posixpath.join(one, name)) for one in (*context.links.roots, "", beside)
    )
    return next((text for place in places if (text := tree.text_if_any(place))), "")


def _keys(context: Context, found: re.Match[str]) -> str:
    context.translated("++key++", found[0])
    names = [name.replace("-", " ").title() for name in found["keys"].split("+")]
    context.added.append(" ".join(names))
    return "+".join(f"<kbd>{name}</kbd>" for name in names)


def _critic(context: Context, found: re.Match[str]) -> str:
    tag = _CRITIC_TAGS[found["mark"]]
    context.count("critic mark", "translated", found[0])
    return f"<{tag}>{found['text']}</{tag}>"


def _blocks(context: Context, lines: list[str]) -> list[str]:
    """Return *lines* with indented blocks as directives."""
    output: list[str] = []
    at = 0
    while at < len(lines):
        opening = _BLOCK.match(lines[at])
        if opening is None or (opening["mark"].startswith("===") and not opening["title"]):
            output.append(lines[at])
            at += 1
            continue
        indent = len(opening["indent"])
        if opening["mark"].startswith("==="):
            tabs, at = _tabs(context, lines, at, indent)
            output += tabs
            continue
        content, at = _inside(context, lines, at + 1, indent)
        kind, _, extra = opening["kind"].strip().partition(" ")
        context.translated("admonition", opening[0].strip(), f"{kind} {extra}")
        inner = _again(context, content)
        title = (opening["title"] or "").strip('"')
        if opening["mark"].startswith("???"):
            context.added.append(title or kind)
            box = context.directive(
                "dropdown",
                title or kind.capitalize(),
                f"{':open:' if '+' in opening['mark'] else ''}\n\n{inner}".lstrip("\n")
                if "+" in opening["mark"]
                else f"\n{inner}",
            )
        else:
            if kind.casefold() not in CALLOUTS and not title and opening["title"] is None:
                title = kind.capitalize()
            box = context.callout(kind, title, inner)
        output += [opening["indent"] + line if line else "" for line in box.split("\n")]
    return output


def _inside(context: Context, lines: list[str], at: int, indent: int) -> tuple[list[str], int]:
    """Return the lines of the block above *at*, without its indentation."""
    first = at
    while at < len(lines):
        line = context.shown(lines[at]).partition("\n")[0].expandtabs(4)
        if line.strip() and len(line) - len(line.lstrip()) < indent + 2:
            break
        at += 1
    while at > first and not lines[at - 1].strip():
        at -= 1
    content = context.shown("\n".join(lines[first:at])).split("\n")
    text = "\n".join(_dedent(line.expandtabs(4), indent + 4) for line in content)
    return (context.masked.again(text) if context.masked else text).split("\n"), at


def _dedent(line: str, indent: int) -> str:
    return line[indent:] if not line[:indent].strip() else line.lstrip()


def _again(context: Context, content: list[str]) -> str:
    return "\n".join(_blocks(context, content))


def _tabs(context: Context, lines: list[str], at: int, indent: int) -> tuple[list[str], int]:
    items = []
    while (
        at < len(lines)
        and (opening := _BLOCK.match(lines[at]))
        and opening["mark"].startswith("===")
        and opening["title"]
        and len(opening["indent"]) == indent
    ):
        context.translated("tab", opening[0].strip(), "")
        content, at = _inside(context, lines, at + 1, indent)
        items.append(
            context.directive(
                "tab-item", opening["title"].strip('"') or "…", f"\n{_again(context, content)}"
            )
        )
        after = at
        while after < len(lines) and not lines[after].strip():
            after += 1
        following = _BLOCK.match(lines[after]) if after < len(lines) else None
        if following and following["mark"].startswith("==="):
            at = after
    box = context.directive("tab-set", "", "\n\n".join(items))
    return [" " * indent + line if line else "" for line in box.split("\n")], at
