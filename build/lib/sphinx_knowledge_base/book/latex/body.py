"""Bodies on paper: boxes around what has a name, and the text of raw HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
from docutils import nodes
from lxml.etree import ParserError
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.book.latex.unsupported_characters import plain
from sphinx_knowledge_base.book.text_direction import is_rtl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.config import Config

KEY_TAKEAWAYS = "kb-key-takeaways"
STRUCK = "kb-struck"
RTL = "kb-rtl"

#: Where a block of raw HTML ends: the paragraph separator of Unicode.
_END = "\u2029"


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Let authors strike text: MyST warns that only HTML can show it, and books show it too."""
    config.suppress_warnings = [*config.suppress_warnings, "myst.strikethrough"]


class BoxKeyTakeaways(SphinxPostTransform):
    """Put what stands under the heading of key takeaways into a container, which LaTeX can box."""

    builders = ("latex",)
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        for section in list(self.document.findall(nodes.section)):
            if KEY_TAKEAWAYS not in section["classes"]:
                continue
            place = section.parent.index(section)
            if place and isinstance(section.parent[place - 1], nodes.transition):
                del section.parent[place - 1]  # the box sets them off
            rest = section.children[1:]
            content = [child for child in rest if not isinstance(child, nodes.section)]
            for child in content:
                section.remove(child)
            if content:
                section.insert(1, nodes.container("", *content, classes=[KEY_TAKEAWAYS]))


class RightToLeft(SphinxPostTransform):
    """Mark lists and tables that run from right to left, as what is in them then does too."""

    builders = ("latex",)
    # Before tables get their widths (400).
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        turning = nodes.bullet_list | nodes.enumerated_list | nodes.table
        for node in self.document.findall(nodes.Element):
            if isinstance(node, turning) and (is_rtl(node.astext()) or is_in_rtl(node)):
                node["classes"].append(RTL)


def is_in_rtl(node: nodes.Node) -> bool:
    """Tell whether *node* is in a list or table that runs from right to left."""
    return any(RTL in one["classes"] for one in around(node))


class DropRuleOfFootnotes(SphinxPostTransform):
    """Remove the rule above collected footnotes: on paper they stand on their pages."""

    builders = ("latex",)
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        for rule in list(self.document.findall(nodes.transition)):
            if "footnotes" in rule["classes"]:
                rule.parent.remove(rule)


class TermsElsewhere(SphinxPostTransform):
    """Leave the text of links to a glossary that the document does not hold.

    A web address at every word that is explained somewhere would be in the way.
    """

    builders = ("latex", "epub")
    # After references are resolved (10), before addresses are put into footnotes (400).
    default_priority = 20

    def run(self, **kwargs: Any) -> None:
        for reference in list(self.document.findall(nodes.reference)):
            is_term = any("std-term" in one["classes"] for one in reference.findall(nodes.inline))
            if is_term and "://" in reference.get("refuri", ""):
                reference.replace_self(reference.children)


class StruckText(SphinxPostTransform):
    """Mark struck text, which MyST makes of tags of HTML: unmarked it would say the opposite."""

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


class PlainCode(SphinxPostTransform):
    """Remove from code what a font for code has no character for, and nobody sees."""

    builders = ("latex",)
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        for block in self.document.findall(nodes.literal_block):
            if block.rawsource == block.astext() != plain(block.astext()):
                block.rawsource = plain(block.rawsource)
                block[:] = [nodes.Text(block.rawsource)]


class TextOfRawHTML(SphinxPostTransform):
    """Print the text of blocks of raw HTML: paper shows no tags, and should not hide words."""

    builders = ("latex",)
    default_priority = 300

    def run(self, **kwargs: Any) -> None:
        for raw in list(self.document.findall(nodes.raw)):
            inline = isinstance(raw.parent, nodes.TextElement)
            if inline or "html" not in raw.get("format", "").split():
                continue
            paragraphs = [nodes.paragraph("", text) for text in _texts(raw.astext())]
            raw.replace_self(paragraphs)


def around(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield what *node* is in, the innermost first."""
    while node.parent is not None:
        yield node.parent
        node = node.parent


def _texts(html: str) -> list[str]:
    """Return the text of each block of *html*, without styles and scripts."""
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
