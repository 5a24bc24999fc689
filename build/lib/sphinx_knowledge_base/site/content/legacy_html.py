"""Bodies as articles have them: what years of other tools left in Markdown comes out right."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.content.sections import is_called, sections

if TYPE_CHECKING:
    from typing import Any

logger = logging.getLogger(__name__)

_OPENING = re.compile(r"\s*<div(?:\s+([^<>]*))?>\s*", re.IGNORECASE)
_CLOSING = re.compile(r"\s*</div\s*>\s*", re.IGNORECASE)
_CLASS = re.compile(r"""\bclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(/?)div\b", re.IGNORECASE)

#: How MyST begins the box of a task.
_CHECKBOX = '<input class="task-list-item-checkbox"'

#: The class by which an author names that section in other words: ``{.key-takeaways}``.
KEY_TAKEAWAYS = "key-takeaways"


class OneTopSection(SphinxTransform):
    """Put further level-one headings of an article below the first: a page has one ``h1``."""

    # Before docutils looks at where transitions stand (830).
    default_priority = 430
    fastbuild_needs = (nodes.section,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        if catalog_of(self.env).article_at(self.env.docname) is None:
            return
        top = [node for node in self.document.children if isinstance(node, nodes.section)]
        for section in top[1:]:
            self.document.remove(section)
            top[0] += section


class RawDivisions(SphinxTransform):
    """Turn ``<div class="...">`` ... ``</div>`` around Markdown into containers.

    The two tags are blocks of raw HTML to Markdown.  Written out as they are they cross the
    sections that headings open, and neither HTML nor EPUB is well-formed any more.  What lies
    between them gets the classes, piece by piece: a whole section is given them itself, other
    blocks next to each other become one container.
    """

    # After OneTopSection; sections do not move any more.
    default_priority = 435
    fastbuild_needs = (nodes.raw,)

    def apply(self, **kwargs: Any) -> None:
        # None stands for a division that more raw HTML than its own tag has opened.
        open_divisions: list[nodes.raw | None] = []
        for raw in list(self.document.findall(nodes.raw)):
            if raw.get("format") != "html" or not isinstance(raw.parent, nodes.Element):
                continue
            text = raw.astext()
            if _OPENING.fullmatch(text):
                open_divisions.append(raw)
            elif not _CLOSING.fullmatch(text):
                for closing in _ANY_TAG.findall(text):
                    if not closing:
                        open_divisions.append(None)
                    elif open_divisions:
                        open_divisions.pop()
            elif not open_divisions:
                self._drop(raw)
            elif (start := open_divisions.pop()) is not None:
                self._enclose(start, raw)
        for start in open_divisions:
            if start is not None:
                self._drop(start)

    def _enclose(self, start: nodes.raw, end: nodes.raw) -> None:
        opening = _OPENING.fullmatch(start.astext())
        attributes = (opening[1] or "").strip() if opening else ""
        named = _CLASS.search(attributes)
        if start.parent is end.parent and _CLASS.sub("", attributes).strip():
            return  # It crosses no section, and has a style or the like that would be lost.
        _enclose(self.document, start, end, "".join(named.groups("")).split() if named else [])

    def _drop(self, raw: nodes.raw) -> None:
        """Remove a tag that has no other: it would close or swallow what is around it."""
        place = f"{self.env.doc2path(self.env.docname, base=False)}:{raw.line}"
        logger.info("%s: %s has no counterpart and is left out", place, raw.astext().strip())
        raw.parent.remove(raw)


def _enclose(
    document: nodes.document, start: nodes.raw, end: nodes.raw, classes: list[str]
) -> None:
    """Give *classes* to everything between two nodes, and remove the two."""
    places = {id(node): place for place, node in enumerate(document.findall())}
    between = range(places[id(start)] + 1, places[id(end)])
    # Tags go; that one stands at the end of a section says nothing of what the section holds.
    tags = {
        places[id(node)]
        for raw in document.findall(nodes.raw)
        if _OPENING.fullmatch(raw.astext()) or _CLOSING.fullmatch(raw.astext())
        for node in raw.findall()
    }

    def mark(parent: nodes.Element) -> None:
        blocks: list[nodes.Node] = []
        for child in list(parent.children):
            inside = {places[id(node)] for node in child.findall()} - tags
            held = [place in between for place in inside]
            if isinstance(child, nodes.section):
                _contain(parent, blocks, classes)
                if held and all(held):
                    child["classes"] += classes
                elif any(held):
                    mark(child)
            elif held and all(held) and not isinstance(child, nodes.title):
                blocks.append(child)
        _contain(parent, blocks, classes)

    mark(_innermost_around(start, end))
    start.parent.remove(start)
    end.parent.remove(end)


def _contain(parent: nodes.Element, blocks: list[nodes.Node], classes: list[str]) -> None:
    """Put *blocks*, neighbours in *parent*, into one container, and start a new run of them."""
    if blocks and classes:
        place = parent.index(blocks[0])
        for node in blocks:
            parent.remove(node)
        parent.insert(place, nodes.container("", *blocks, classes=classes))
    blocks.clear()


def _innermost_around(one: nodes.Node, other: nodes.Node) -> nodes.Element:
    """Return the innermost element that holds both nodes."""
    above = set()
    node: nodes.Node | None = one.parent
    while node is not None:
        above.add(id(node))
        node = node.parent
    around = other.parent
    while id(around) not in above:
        around = around.parent
    return around


class TaskLists(SphinxTransform):
    """Say of the boxes of a task list whether they are ticked: they are no labelled inputs."""

    default_priority = 435
    fastbuild_needs = (nodes.raw,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        for raw in list(self.document.findall(nodes.raw)):
            if raw.get("format") == "html" and _CHECKBOX in raw.astext():
                done = translate("Done") if "checked" in raw.astext() else translate("Not done")
                named = raw.astext().replace(_CHECKBOX, f'{_CHECKBOX} aria-label="{escape(done)}"')
                raw.replace_self(nodes.raw("", named, format="html"))


class KeyTakeaways(SphinxTransform):
    """Name the section that sums up an article, so that every output can set it off."""

    # After RawDivisions, before the footer is put behind the text.
    default_priority = 440
    fastbuild_needs = (nodes.section,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        if catalog_of(self.env).article_at(self.env.docname) is None:
            return
        for section in sections(self.document):
            named = is_called(section, "Key Takeaways", translate("Key Takeaways"))
            if named or KEY_TAKEAWAYS in section["classes"]:
                section["classes"].append("kb-key-takeaways")


class Disclaimer(SphinxTransform):
    """Lift a last paragraph that is all emphasis, behind a rule, to the article's end."""

    default_priority = 440
    fastbuild_needs = (nodes.transition,)

    def apply(self, **kwargs: Any) -> None:
        article = next(iter(sections(self.document)), None)
        if article is None or catalog_of(self.env).article_at(self.env.docname) is None:
            return
        innermost: nodes.Element = article
        while innermost.children and isinstance(innermost[-1], nodes.section):
            innermost = innermost[-1]
        if len(innermost) < 2:
            return
        rule, last = innermost[-2], innermost[-1]
        if (
            isinstance(rule, nodes.transition)
            and isinstance(last, nodes.paragraph)
            and len(last) == 1
            and isinstance(last[0], nodes.emphasis)
        ):
            innermost.remove(rule)
            innermost.remove(last)
            article += nodes.container("", last, classes=["kb-disclaimer"])
