"""Bodies as articles have them: what years of other tools left in Markdown comes out right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.site.project import catalog_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_OPENING = re.compile(r'\s*<div(?:\s+class="([^"<>]*)")?\s*>\s*', re.IGNORECASE)
_CLOSING = re.compile(r"\s*</div\s*>\s*", re.IGNORECASE)

KEY_TAKEAWAYS = "key takeaways"


class OneTopSection(SphinxTransform):
    """Put further level-one headings of an article below the first: a page has one ``h1``."""

    # Before docutils looks at where transitions stand (830).
    default_priority = 430

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

    def apply(self, **kwargs: Any) -> None:
        open_divisions: list[tuple[nodes.raw, list[str]]] = []
        for raw in list(self.document.findall(nodes.raw)):
            if raw.get("format") != "html" or not isinstance(raw.parent, nodes.Element):
                continue
            text = raw.astext()
            if (opening := _OPENING.fullmatch(text)) is not None:
                open_divisions.append((raw, (opening[1] or "").split()))
            elif _CLOSING.fullmatch(text) is not None and open_divisions:
                start, classes = open_divisions.pop()
                _enclose(self.document, start, raw, classes)


def _enclose(
    document: nodes.document, start: nodes.raw, end: nodes.raw, classes: list[str]
) -> None:
    """Give *classes* to everything between two nodes, and remove the two."""
    order = {id(node): place for place, node in enumerate(document.findall())}
    first, last = order[id(start)], order[id(end)]

    def within(node: nodes.Node) -> bool:
        places = [order[id(inner)] for inner in node.findall()]
        return first < places[0] and places[-1] <= last

    def visit(parent: nodes.Element) -> None:
        run: list[nodes.Node] = []

        def close_run() -> None:
            blocks = [node for node in run if node is not end]
            if blocks and classes:
                place = parent.index(blocks[0])
                for node in blocks:
                    parent.remove(node)
                parent.insert(place, nodes.container("", *blocks, classes=classes))
            run.clear()

        for child in list(parent.children):
            if isinstance(child, nodes.title):
                continue
            if not isinstance(child, nodes.section):
                if within(child):
                    run.append(child)
                continue
            close_run()
            if within(child):
                child["classes"] += classes
            elif any(first < order[id(inner)] < last for inner in child.findall()):
                visit(child)
        close_run()

    for ancestor in _common_ancestors(start, end):
        visit(ancestor)
        break
    start.parent.remove(start)
    end.parent.remove(end)


def _common_ancestors(one: nodes.Node, other: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the elements that hold both nodes, the innermost first."""
    above = set()
    node: nodes.Node | None = one.parent
    while node is not None:
        above.add(id(node))
        node = node.parent
    node = other.parent
    while node is not None:
        if id(node) in above and isinstance(node, nodes.Element):
            yield node
        node = node.parent


class KeyTakeawaysAndDisclaimer(SphinxTransform):
    """Name the two parts with which articles end, so that every output can set them off."""

    # After RawDivisions, before the footer is put behind the text.
    default_priority = 440

    def apply(self, **kwargs: Any) -> None:
        if catalog_of(self.env).article_at(self.env.docname) is None:
            return
        sections = list(self.document.findall(nodes.section))
        for section in sections:
            if section[0].astext().strip().casefold() == KEY_TAKEAWAYS:
                section["classes"].append("kb-key-takeaways")
        if sections:
            self._set_off_disclaimer(sections[0])

    def _set_off_disclaimer(self, article: nodes.section) -> None:
        """Lift a last paragraph that is all emphasis, behind a rule, to the article's end."""
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
