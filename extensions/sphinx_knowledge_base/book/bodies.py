"""Bodies on paper: boxes around what has a name, and the text of raw HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
from docutils import nodes
from lxml.etree import ParserError
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from typing import Any

KEY_TAKEAWAYS = "kb-key-takeaways"

#: Where a block of raw HTML ends: the paragraph separator of Unicode.
_END = "\u2029"


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
