"""Citations: marks in the text, and behind it the list of what they refer to.

Numbers count from the first mention in a document on, and the list holds what this document
cites.  So a page depends on its own source and on the entries of the bibliography that it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from sphinx_knowledge_base.build.project import project_of
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.pages.placeholders import part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinx_knowledge_base.site.content.bibliography import Reference

MARK = "kb-citation"
LIST = "kb-references"


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Give authors the role, unless the site has another extension for it."""
    if "sphinxcontrib.bibtex" not in app.extensions:
        app.add_role("cite", CiteRole())


class CiteRole(SphinxRole):
    """``{cite}`` with the keys of one or several works, divided by commas."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        keys = [key.strip() for key in self.text.split(",")]
        mark = nodes.inline(self.rawtext, "", classes=[MARK], keys=keys)
        self.set_source_info(mark)
        return [mark], []


class NumberCitations(SphinxTransform):
    """Fill the marks of a document, and put the list of its references behind its text."""

    # When footnotes and footer have their places (630): the list comes between the two.
    default_priority = 631
    fastbuild_needs = (nodes.document,)

    def apply(self, **kwargs: Any) -> None:
        known = project_of(self.env).bibliography
        items: dict[str, nodes.list_item] = {}
        numbers: dict[str, int] = {}
        for mark in list(marks(self.document.findall(nodes.inline))):
            content: list[nodes.Node] = []
            for key in mark["keys"]:
                if key not in known:
                    link: nodes.Node = nodes.Text(key)  # reported by checks
                else:
                    if key not in items:
                        items[key] = self._item(known[key], len(items) + 1)
                        numbers[key] = len(items)
                    link = _link(key, numbers[key], items[key])
                content += [nodes.Text(", " if content else "["), link]
            mark.extend([*content, nodes.Text("]")])
        if items:
            self._place(reference_list(items.values()))

    def _item(self, reference: Reference, number: int) -> nodes.list_item:
        item = nodes.list_item("", reference.paragraph(), names=[f"reference {number}"])
        self.document.set_id(item)
        item["names"].clear()
        return item

    def _place(self, section: nodes.section) -> None:
        self.document.note_implicit_target(section, section)
        text: nodes.Element = next(self.document.findall(nodes.section), self.document)
        last = text[-1]
        is_footer = isinstance(last, part) and last["kind"] == "article-footer"
        text.insert(len(text) - is_footer, section)


def _link(key: str, number: int, item: nodes.list_item) -> nodes.reference:
    """Return the link from a mark to an entry, which shows it to those who point there."""
    return nodes.reference(
        "", str(number), refid=item["ids"][0], reftitle=item.astext(), key=key, internal=True
    )


def reference_list(items: Iterable[nodes.list_item]) -> nodes.section:
    """Return the section with all references, under its heading."""
    title = translate("References")
    numbered = nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
    names = [nodes.fully_normalize_name(title)]
    return nodes.section("", nodes.title("", title), numbered, names=names, classes=[LIST])


def marks(found: Iterable[nodes.Node]) -> Iterator[nodes.inline]:
    """Yield those of *found* that are marks; the class alone could be an author's."""
    for node in found:
        if isinstance(node, nodes.inline) and "keys" in node:
            yield node
