"""Callouts of other systems: ``!!! note`` (Material), ``:::note`` (Docusaurus), ``> [!note]``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.admon.index import admonition

from sphinx_knowledge_base.core.callouts import ADMONITIONS
from sphinx_knowledge_base.site.content.markdown.nodes import folded, folded_title

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_DOCUSAURUS = re.compile(r"([\w-]+)[ \t]*(?:\[([^\n]*)\])?[ \t]*(?:\{[^{}]*\})?(.*)")
_OBSIDIAN = re.compile(r"\[!([\w-]+)\]([+-]?)[ \t]*(.*)")
_MATERIAL = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]+([\w-]+)(.*)")


@dataclass(frozen=True, slots=True)
class Callout:
    """The first line of a callout."""

    kind: str
    """In lower case; a key of :data:`ADMONITIONS`, or any other word."""
    title: str = ""
    """The title in Markdown; if it is empty, the kind is the title."""
    is_folded: bool = False
    """Whether readers can fold it up."""
    is_open: bool = False
    """Whether it is unfolded at first."""

    def nodes(self) -> tuple[nodes.Element, nodes.title | None]:
        """Return the admonition; add its title if docutils does not."""
        kind = ADMONITIONS.get(self.kind, "note")
        if self.is_folded:
            summary = folded_title(self.heading, "")
            return folded("", summary, classes=[kind], is_open=self.is_open), summary
        if kind == self.kind and not self.title:
            return getattr(nodes, kind)(), None
        title = nodes.title(self.heading, "")
        return nodes.admonition("", title, classes=[kind]), title

    @property
    def heading(self) -> str:
        """The title, in Markdown."""
        return self.title or self.kind.capitalize()


def plugin(parser: MarkdownIt) -> None:
    """Add the rule for ``!!! note "Title"``."""
    parser.use(admon_plugin)
    parser.block.ruler.at(
        "admonition", _admonition, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a callout; "!!! Sale today" without anything indented below it is text."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if (found := _MATERIAL.match(line)) is None:
        return False
    first = start + 1
    while first < end and state.isEmpty(first):
        first += 1
    has_content = first < end and state.sCount[first] >= state.blkIndent + 4
    title = found[2].strip()
    is_known = found[1].lower() in ADMONITIONS and (not title or title[0] == title[-1] == '"')
    return (has_content or is_known) and admonition(state, start, end, silent)


def docusaurus_callout(info: str) -> Callout | None:
    """Return the callout that ``:::`` and *info* begin, or None if it is not a callout."""
    found = _DOCUSAURUS.fullmatch(info.strip())
    if found is None or found[1].lower() not in ADMONITIONS:
        return None
    kind = found[1].lower()
    return Callout(kind, (found[2] or found[3]).strip(), is_folded=kind == "details")


def obsidian_callout(line: str) -> Callout | None:
    """Return the callout that the first *line* of a quote begins, or None if there is none."""
    found = _OBSIDIAN.fullmatch(line)
    if found is None or found[1].lower() not in ADMONITIONS:
        return None
    kind, fold, title = found.groups()
    return Callout(kind.lower(), title, is_folded=bool(fold), is_open=fold == "+")
