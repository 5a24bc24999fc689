"""Directives of mystmd that MyST-Parser, Sphinx and sphinx-design call otherwise, or do not have.

https://mystmd.org/guide/directives
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers.bodies.context import CALLOUTS
from sphinx_knowledge_base.importers.code_masking import fence, is_code_directive
from sphinx_knowledge_base.importers.front_matter import read_matter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx_knowledge_base.importers.bodies.context import Context

_OPENING = re.compile(
    r"(?P<lead>[ \t>]*+)(?P<bar>`{3,}+|~{3,}+|:{3,}+)[ \t]*+\{(?P<name>[\w:.+-]++)\}[ \t]*+"
    r"(?P<argument>.*)"
)
_CODE = re.compile(r"[ \t>]*+(?P<bar>`{3,}+|~{3,}+)[^`]*+")
_OPTION = re.compile(r"[ \t>]*+:(?P<key>[\w-]++):[ \t]*+(?P<value>.*)")


#: Options that take a part of a file.
_PARTS = frozenset(
    {
        *("lines", "start-after", "end-before", "start-line", "end-line", "start-at", "end-at"),
        "pyobject",
    }
)


@dataclass(slots=True)
class Directive:
    """One directive, as it is written."""

    context: Context
    lead: str
    bar: str
    name: str
    argument: str
    options: dict[str, str]
    content: list[str]
    """The lines between its options and its end."""
    inside: str
    """The name of the directive around it; empty outside of all."""

    def head(self) -> list[str]:
        """Return its first line and its options."""
        first = f"{self.lead}{self.bar}{{{self.name}}} {self.argument}".rstrip()
        options = [f"{self.lead}:{key}: {value}" for key, value in self.options.items()]
        return [first, *map(str.rstrip, options)]

    def rename(self, **names: str) -> None:
        """Give options the names that they have here; an empty one leaves an option out."""
        renamed = {}
        for key, value in self.options.items():
            new = names.get(key.replace("-", "_"), key)
            if new:
                renamed[new] = value
            if new != key:
                self.context.drop(key if new else f"{key} {value}")
        self.options = renamed


#: Changes a directive; or returns the lines that stand for the whole of it.
Rewriter = Callable[[Directive], "Sequence[str] | None"]


def rewrite(context: Context, text: str, rewriters: Mapping[str, Rewriter]) -> str:
    """Return *text* with the directives that this knowledge base has."""
    lines = text.split("\n")
    output: list[str] = []
    open_: list[tuple[str, str]] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if open_ and _closes(line, open_[-1][0]):
            open_.pop()
        elif found := _OPENING.fullmatch(line):
            at = _directive(context, lines, at, found, open_, output, rewriters)
            continue
        elif code := _CODE.fullmatch(line):
            end = _end(lines, at + 1, code["bar"])
            output += lines[at : end + 1]
            at = end + 1
            continue
        output.append(line)
        at += 1
    return "\n".join(output)


def _directive(
    context: Context,
    lines: Sequence[str],
    at: int,
    found: re.Match[str],
    open_: list[tuple[str, str]],
    output: list[str],
    rewriters: Mapping[str, Rewriter],
) -> int:
    """Write one directive and return the line to go on with: in it, or behind it."""
    first = at + 1
    options = {}
    while first < len(lines) and (option := _OPTION.fullmatch(lines[first])):
        options[option["key"]] = option["value"].strip()
        first += 1
    end = _end(lines, first, found["bar"])
    one = Directive(
        context, found["lead"], found["bar"], found["name"], found["argument"].strip(), options,
        list(lines[first:end]), open_[-1][1] if open_ else "",
    )  # fmt: skip
    before = one.head()
    rewriter = rewriters.get(one.name) or (_titled if _is_titled(one.name) else None)
    instead = rewriter(one) if rewriter else None
    if instead is not None:
        context.translated(f"directive {{{found['name']}}}", lines[at], "\n".join(lines[at:first]))
        output += [f"{one.lead}{line}" if line else line for line in instead]
        return end + 1
    if one.head() != before:
        context.translated(f"directive {{{found['name']}}}", lines[at], found["name"])
    output += one.head()
    if is_code_directive(one.name) or is_code_directive(found["name"]):
        output += lines[first : end + 1]
        return end + 1
    open_.append((found["bar"], one.name))
    return first


def _end(lines: Sequence[str], at: int, bar: str) -> int:
    """Return the line that closes a fence, or the last one."""
    return next((n for n in range(at, len(lines)) if _closes(lines[n], bar)), len(lines) - 1)


def _closes(line: str, bar: str) -> bool:
    bare = line.strip(" \t>")
    return bare.startswith(bar) and not bare.strip(bar[0])


def _is_titled(name: str) -> bool:
    """Tell whether a directive is one of the extensions for theorems and exercises."""
    return name.startswith(("prf:", "proof:", "exercise", "solution"))


def _named(one: Directive) -> None:
    one.rename(label="name")


def _callout(one: Directive) -> None:
    """``{note} Title``: to MyST-Parser, the first line of the text."""
    one.rename(label="name", icon="")
    if one.argument:
        kind = " ".join([CALLOUTS[one.name], one.options.pop("class", "")]).strip()
        one.options = {"class": kind, **one.options}
        one.name = "admonition"


def _titled(one: Directive) -> None:
    """A theorem, an exercise: a box whose title says what it is."""
    kind = one.name.rpartition(":")[2].capitalize()
    one.context.added.append(kind)
    one.argument = f"{kind}: {one.argument}" if one.argument else kind
    one.rename(label="name", nonumber="", enumerated="")
    one.name = "admonition"


def _picture(one: Directive) -> None:
    address = one.context.links.picture(one.context, one.argument) if one.argument else None
    if address is not None:
        one.context.drop(one.argument)
        one.argument = address
    one.rename(label="name", title="", kind="", placeholder="", no_subfigures="")


def _code(one: Directive) -> Sequence[str]:
    one.name = "code-block"
    one.rename(
        label="name", filename="caption", number_lines="linenos", tags="", kernelspec="", id="name"
    )
    longest = max((len(run) for run in re.findall("`+", "\n".join(one.content))), default=0)
    bar = "`" * max(3, longest + 1)
    first, *options = one.head()
    content = [line.removeprefix(one.lead) for line in one.content]
    head = [first.removeprefix(one.lead).replace(one.bar, bar, 1)]
    return [*head, *(line.removeprefix(one.lead) for line in options), *content, bar]


def _diagram(one: Directive) -> Sequence[str]:
    """A drawing that is written as a text."""
    place = one.context.place(f"{{{one.name}}}")
    one.context.account.note(place, "code", f"diagram {one.name!r} is shown as plain text")
    return fence("\n".join(line.removeprefix(one.lead) for line in one.content), "text").split("\n")


def _gone(one: Directive) -> Sequence[str]:
    """What the knowledge base makes by itself: navigation, lists of references."""
    one.context.drop("\n".join(one.content))
    return ()


def _frame(one: Directive) -> Sequence[str]:
    """A page of another site within this one."""
    caption = " ".join("\n".join(one.content).split()) or one.argument
    one.context.added.append(f"{one.argument} {caption}")
    return [f"[{caption}]({one.argument})"]


def _include(one: Directive) -> Sequence[str] | None:
    """The text of another file; only a whole one can be put in."""
    path = posixpath.join(posixpath.dirname(one.context.document.path), one.argument)
    place = one.argument.lstrip("/") if one.argument.startswith("/") else posixpath.normpath(path)
    is_part = _PARTS & one.options.keys()
    text = "" if is_part else one.context.links.site.tree.text_if_any(place)
    if not text:
        return None
    one.context.added.append(text)
    if one.name == "literalinclude" or "literal" in one.options:
        language = one.options.get("language") or one.options.get("lang") or "text"
        return fence(text, language).split("\n")
    return read_matter(text).body.strip("\n").split("\n")


def _card(one: Directive) -> None:
    if one.inside == "grid":
        one.name = "grid-item-card"
    one.rename(label="name")
    one.rename(url="link")
    if not (written := one.options.get("link")):
        return
    target = one.context.links.link(one.context, written) or ""
    if target.startswith("/"):
        one.context.drop(written)
        one.options |= {"link": target, "link-type": "doc"}


def _division(one: Directive) -> None:
    one.rename(label="name")
    if classes := one.options.pop("class", ""):
        one.context.drop("class")
        one.argument = " ".join([one.argument, classes]).strip()


def _glossary(one: Directive) -> Sequence[str]:
    """Terms with their explanations, which Sphinx finds by their indentation."""
    one.rename(label="name")
    lines = [re.sub(r"^:[ \t]+", "  ", line) for line in one.content]
    return [*one.head(), "", *lines, one.bar]


def _margin(one: Directive) -> None:
    one.name = "aside"
    one.rename(label="name")


#: What Sphinx and MyST-Parser have too, and which files it names by paths.
SPHINX: Mapping[str, Rewriter] = {
    **dict.fromkeys(("figure", "image"), _picture),
    **dict.fromkeys(("toctree", "tableofcontents", "bibliography"), _gone),
    **dict.fromkeys(("include", "literalinclude"), _include),
    **dict.fromkeys(("card", "grid-item-card"), _card),
}

#: What only mystmd has, or calls otherwise.
MYSTMD: Mapping[str, Rewriter] = {
    **SPHINX,
    **dict.fromkeys(CALLOUTS, _callout),
    **dict.fromkeys(("code", "code-cell", "code-block", "sourcecode"), _code),
    **dict.fromkeys(("mermaid", "graphviz", "plantuml", "tikz"), _diagram),
    **dict.fromkeys(("margin", "sidenote"), _margin),
    **dict.fromkeys(("table", "list-table", "csv-table", "aside", "dropdown"), _named),
    "iframe": _frame,
    "glossary": _glossary,
    "div": _division,
}
