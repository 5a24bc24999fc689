"""Attributes after a heading: ``## Heading {#id}``, ``{.class}``, ``{: #id .class}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdit_py_plugins.attrs.parse import ParseError, parse

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

_ATTRIBUTES = re.compile(r"(?<![ \t])[ \t]*+\{:?[ \t]*([#.][^{}\n]*)\}$")


def plugin(parser: MarkdownIt) -> None:
    """Add the rule, which looks at headings before their text is parsed."""
    parser.core.ruler.before("inline", "heading_attributes", _heading_attributes)


def _heading_attributes(state: StateCore) -> None:
    for heading, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type != "heading_open":
            continue
        found = _ATTRIBUTES.search(inline.content)
        if found is None or not found.start():
            continue
        try:
            end, attributes = parse(f"{{{found[1]}}}")
        except ParseError:
            continue
        if end == len(found[1]) + 1:
            inline.content = inline.content[: found.start()]
            if "class" in attributes:
                heading.attrs["class"] = attributes["class"]
            # MyST would turn an id in the attributes into a label; two articles may not share one.
            heading.meta["id"] = str(attributes.get("id", ""))
