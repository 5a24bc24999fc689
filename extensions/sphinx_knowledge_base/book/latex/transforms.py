"""Transforms that prepare articles for LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from lxml.etree import ParserError
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.book.latex.unsupported_characters import without_modifiers
from sphinx_knowledge_base.book.text_direction import is_rtl
from sphinx_knowledge_base.site.content.markdown.nodes import STRUCK
from sphinx_knowledge_base.site.css_classes import KEY_TAKEAWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


RTL = "kb-rtl"

#: Marks the end of a block of raw HTML: the paragraph separator of Unicode.
_END = "\u2029"


class BoxKeyTakeaways(SphinxPostTransform):
    """Put the content of the section of key takeaways into a container, which LaTeX can box."""

    builders = ("latex",)
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        for section in list(self.document.findall(nodes.section)):
            if KEY_TAKEAWAYS not in section["classes"]:
                continue
            place = section.parent.index(section)
            if place and isinstance(section.parent[place - 1], nodes.transition):
                del section.parent[place - 1]  # the box makes a rule unnecessary
            rest = section.children[1:]
            content = [child for child in rest if not isinstance(child, nodes.section)]
            for child in content:
                section.remove(child)
            if content:
                section.insert(1, nodes.container("", *content, classes=[KEY_TAKEAWAYS]))


class MarkRightToLeft(SphinxPostTransform):
    """Give lists and tables that run from right to left a class; so does everything in them."""

    builders = ("latex",)
    # Before tables get their widths (400).
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        turning = nodes.bullet_list | nodes.enumerated_list | nodes.table
        for node in self.document.findall(nodes.Element):
            if isinstance(node, turning) and (is_rtl(node.astext()) or is_in_rtl(node)):
                node["classes"].append(RTL)


def is_in_rtl(node: nodes.Node) -> bool:
    """Return whether *node* is in a list or table that runs from right to left."""
    return any(RTL in one["classes"] for one in ancestors(node))


class DropFootnoteRule(SphinxPostTransform):
    """Remove the rule above collected footnotes: in print each is on the page of its mark."""

    builders = ("latex",)
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        for rule in list(self.document.findall(nodes.transition)):
            if "footnotes" in rule["classes"]:
                rule.parent.remove(rule)


class MarkStruckText(SphinxPostTransform):
    """Give text in strikethrough HTML tags the class of other struck text."""

    builders = ("latex",)
    default_priority = 200

    def run(self, **kwargs: Any) -> None:
        for start in list(self.document.findall(nodes.raw)):
            if start.astext() != "<s>" or start.parent is None:
                continue
            parent, at = start.parent, start.parent.index(start)
            rest = parent.children[at + 1 :]
            end = next((one for one in rest if isinstance(one, nodes.raw) and _ends(one)), None)
            if end is not None:
                struck = parent.children[at + 1 : parent.index(end)]
                parent[at : parent.index(end) + 1] = [
                    nodes.inline("", "", *struck, classes=[STRUCK])
                ]


def _ends(raw: nodes.raw) -> bool:
    return raw.astext() == "</s>"


class RemoveInvisibleCharacters(SphinxPostTransform):
    """Remove from code invisible characters, which the font for code lacks."""

    builders = ("latex",)
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        for block in self.document.findall(nodes.literal_block):
            if block.rawsource == block.astext() != without_modifiers(block.astext()):
                block.rawsource = without_modifiers(block.rawsource)
                block[:] = [nodes.Text(block.rawsource)]


class RawHTMLToText(SphinxPostTransform):
    """Replace blocks of raw HTML by their text, which LaTeX would drop."""

    builders = ("latex",)
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        for raw in list(self.document.findall(nodes.raw)):
            inline = isinstance(raw.parent, nodes.TextElement)
            if inline or "html" not in raw.get("format", "").split():
                continue
            paragraphs = [nodes.paragraph("", text) for text in _texts(raw.astext())]
            raw.replace_self(paragraphs)


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the ancestors of *node*, the innermost first."""
    while node.parent is not None:
        yield node.parent
        node = node.parent


def _texts(html: str) -> list[str]:
    """Return the text of each block in *html*, without styles and scripts."""
    # Imported here: builds of web sites do without, and it takes a while to load.
    import lxml.html  # noqa: PLC0415

    try:
        tree = lxml.html.fragment_fromstring(html, create_parent="div")
    except ParserError:
        return []
    for element in tree.xpath("//style | //script | //template | //comment()"):
        element.drop_tree()
    for element in tree.xpath("//p | //div | //li | //tr | //br | //summary | //h1 | //h2 | //h3"):
        element.tail = f"{_END}{element.tail or ''}"
    for element in tree.xpath("//td | //th"):
        element.tail = f" {element.tail or ''}"
    return [text for part in tree.text_content().split(_END) if (text := " ".join(part.split()))]
