"""Raw HTML in the Markdown of articles: divisions around blocks, and boxes of task lists."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_knowledge_base.i18n.interface import translate

if TYPE_CHECKING:
    from typing import Any

logger = logging.getLogger(__name__)

_OPENING = re.compile(r"\s*<div(?:\s([^<>]*))?>\s*", re.IGNORECASE)
_CLOSING = re.compile(r"\s*</div\s*>\s*", re.IGNORECASE)
_CLASS = re.compile(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(/?)div\b", re.IGNORECASE)

#: The beginning of the check box that MyST writes for a task.
_CHECKBOX = '<input class="task-list-item-checkbox"'


class ConvertRawDivs(SphinxTransform):
    """Convert ``<div class="...">`` ... ``</div>`` around Markdown to containers.

    In Markdown, each of the two tags is a separate raw HTML block.  Written as they are, they
    would overlap the sections that headings open, and the page would be neither well-formed HTML
    nor EPUB.  The nodes between the tags get the classes instead: a section that is wholly
    between them gets the classes itself, and each run of other blocks goes into a container.
    """

    # After sections.NestTopSections (430): the tree of sections is final.
    default_priority = 435
    fastbuild_needs = (nodes.raw,)

    def apply(self, **kwargs: Any) -> None:
        # None means a div that was opened inside a larger block of raw HTML.
        open_divs: list[nodes.raw | None] = []
        for raw in list(self.document.findall(nodes.raw)):
            if raw.get("format") != "html" or not isinstance(raw.parent, nodes.Element):
                continue
            text = raw.astext()
            if _OPENING.fullmatch(text):
                open_divs.append(raw)
            elif not _CLOSING.fullmatch(text):
                for closing in _ANY_TAG.findall(text):
                    if not closing:
                        open_divs.append(None)
                    elif open_divs:
                        open_divs.pop()
            elif not open_divs:
                self._drop(raw)
            elif (start := open_divs.pop()) is not None:
                self._convert(start, raw)
        for start in open_divs:
            if start is not None:
                self._drop(start)

    def _convert(self, start: nodes.raw, end: nodes.raw) -> None:
        opening = _OPENING.fullmatch(start.astext())
        attributes = (opening[1] or "").strip() if opening else ""
        class_attribute = _CLASS.search(attributes)
        if start.parent is end.parent and _CLASS.sub("", attributes).strip():
            # It overlaps no section, and other attributes, such as a style, would be lost.
            return
        classes = "".join(class_attribute.groups("")).split() if class_attribute else []
        _enclose(self.document, start, end, classes)

    def _drop(self, raw: nodes.raw) -> None:
        """Remove an unmatched tag: it would close or swallow what is around it."""
        place = f"{self.env.doc2path(self.env.docname, base=False)}:{raw.line}"
        logger.info("%s: removed %s, which has no matching tag", place, raw.astext().strip())
        raw.parent.remove(raw)


def _enclose(
    document: nodes.document, start: nodes.raw, end: nodes.raw, classes: list[str]
) -> None:
    """Give *classes* to everything between *start* and *end*, and remove these two nodes."""
    positions = {id(node): position for position, node in enumerate(document.findall())}
    between = range(positions[id(start)] + 1, positions[id(end)])
    # Tags are removed anyway, so a tag at the end of a section does not count as its content.
    tags = {
        positions[id(node)]
        for raw in document.findall(nodes.raw)
        if _OPENING.fullmatch(raw.astext()) or _CLOSING.fullmatch(raw.astext())
        for node in raw.findall()
    }

    def add_classes(parent: nodes.Element) -> None:
        blocks: list[nodes.Node] = []
        for child in list(parent.children):
            content = {positions[id(node)] for node in child.findall()} - tags
            is_between = [position in between for position in content]
            if isinstance(child, nodes.section):
                _contain(parent, blocks, classes)
                if is_between and all(is_between):
                    child["classes"] += classes
                elif any(is_between):
                    add_classes(child)
            elif is_between and all(is_between) and not isinstance(child, nodes.title):
                blocks.append(child)
        _contain(parent, blocks, classes)

    add_classes(_common_ancestor(start, end))
    start.parent.remove(start)
    end.parent.remove(end)


def _contain(parent: nodes.Element, blocks: list[nodes.Node], classes: list[str]) -> None:
    """Move *blocks*, which are adjacent in *parent*, into one container, and clear the list."""
    if blocks and classes:
        place = parent.index(blocks[0])
        for node in blocks:
            parent.remove(node)
        parent.insert(place, nodes.container("", *blocks, classes=classes))
    blocks.clear()


def _common_ancestor(one: nodes.Node, other: nodes.Node) -> nodes.Element:
    """Return the innermost element that contains both nodes."""
    ancestors = set()
    node: nodes.Node | None = one.parent
    while node is not None:
        ancestors.add(id(node))
        node = node.parent
    ancestor = other.parent
    while id(ancestor) not in ancestors:
        ancestor = ancestor.parent
    return ancestor


class LabelTaskBoxes(SphinxTransform):
    """Add an ``aria-label`` to the check boxes of task lists, which have no label."""

    default_priority = 435
    fastbuild_needs = (nodes.raw,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        for raw in list(self.document.findall(nodes.raw)):
            if raw.get("format") == "html" and _CHECKBOX in raw.astext():
                done = translate("Done") if "checked" in raw.astext() else translate("Not done")
                labelled = raw.astext().replace(
                    _CHECKBOX, f'{_CHECKBOX} aria-label="{escape(done)}"'
                )
                raw.replace_self(nodes.raw("", labelled, format="html"))
