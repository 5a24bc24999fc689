"""Citations: the ``{cite}`` role, and the list of references that follows the text.

Each document numbers its citations from 1, and its list contains only the works that it cites.  A
page therefore depends only on its own source and the cited bibliography entries.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from sphinx_knowledge_base.build.context import build_of, hand_over
from sphinx_knowledge_base.build.problem_log import report
from sphinx_knowledge_base.core.reading.bibtex_text import restored
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site import css_classes
from sphinx_knowledge_base.site.placeholders import PlaceholderKind, placeholder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

from sphinx_knowledge_base.core.reading.bibliography import Work

#: An address in a text, without the full stop or bracket that follows it.
#: The punctuation at the end of an address, which belongs to the sentence.
_ADDRESS = re.compile(r"https?://[^\s<>\"](?:[^\s<>\".,;:!?)\]]|[.,;:!?)\]]++(?![\s<>\"]|\Z))*+")

_DOI = "doi:"


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Register the role ``cite``, unless another extension of the site provides it."""
    if "sphinxcontrib.bibtex" not in app.extensions:
        app.add_role("cite", CiteRole())


def on_builder_inited(app: Sphinx) -> None:
    """Read the bibliography and report its problems, in every build."""
    build = build_of(app.env)
    name = build.settings.bibliography
    file = Path(app.srcdir) / name
    if not name or not file.is_file():
        return
    # Pybtex takes a while to import, and many sites cite nothing.
    from sphinx_knowledge_base.core.reading.bibliography import (  # noqa: PLC0415
        read_bibliography,
    )

    works, problems = read_bibliography(name, file.read_bytes())
    report(problems)
    hand_over(app.env, replace(build, bibliography=works))


#: Set while a document is read that cites a work.
_CITES = "kb-cites"


class CiteRole(SphinxRole):
    """``{cite}`` with one key, or several separated by commas."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        keys = [key.strip() for key in self.text.split(",")]
        citation = nodes.inline(self.rawtext, "", classes=[css_classes.CITATION], keys=keys)
        self.set_source_info(citation)
        self.env.current_document[_CITES] = True
        return [citation], []


class NumberCitations(SphinxTransform):
    """Number the citations of a document, and add the list of references after its text."""

    # After footnotes and footer have been placed (630): the list goes between the two.
    default_priority = 631
    fastbuild_needs = (nodes.document,)

    def apply(self, **kwargs: Any) -> None:
        if _CITES not in self.env.current_document:
            return
        known = build_of(self.env).bibliography
        items: dict[str, nodes.list_item] = {}
        numbers: dict[str, int] = {}
        for citation in list(citation_nodes(self.document.findall(nodes.inline))):
            content: list[nodes.Node] = []
            for key in citation["keys"]:
                if key not in known:
                    link: nodes.Node = nodes.Text(key)  # reported by `checks`
                else:
                    if key not in items:
                        items[key] = self._item(known[key], len(items) + 1)
                        numbers[key] = len(items)
                    link = _link(key, numbers[key], items[key])
                content += [nodes.Text(", " if content else "["), link]
            citation.extend([*content, nodes.Text("]")])
        if items:
            self._insert(reference_list(items.values()))

    def _item(self, work: Work, number: int) -> nodes.list_item:
        item = nodes.list_item("", paragraph(work), names=[f"reference {number}"])
        self.document.set_id(item)
        item["names"].clear()
        return item

    def _insert(self, section: nodes.section) -> None:
        self.document.note_implicit_target(section, section)
        text: nodes.Element = next(self.document.findall(nodes.section), self.document)
        last = text[-1]
        is_footer = isinstance(last, placeholder) and last["kind"] == PlaceholderKind.ARTICLE_FOOTER
        text.insert(len(text) - is_footer, section)


def _link(key: str, number: int, item: nodes.list_item) -> nodes.reference:
    """Return the link from a citation to its reference, whose text is the link's tooltip."""
    return nodes.reference(
        "", str(number), refid=item["ids"][0], reftitle=item.astext(), key=key, internal=True
    )


def paragraph(work: Work) -> nodes.paragraph:
    """Return *work* as a paragraph of a list of references."""
    from pybtex_docutils import Backend  # noqa: PLC0415 -- see on_builder_inited

    found: nodes.paragraph = Backend().paragraph(work.formatted)
    for text in list(found.findall(nodes.Text)):
        parts: list[nodes.Node] = [nodes.Text(restored(text))]
        if not isinstance(text.parent, nodes.reference):
            parts = list(_with_links(restored(text)))
        index = text.parent.index(text)
        text.parent[index : index + 1] = parts
    # Pybtex has turned TeX's quotes and dashes into typographic ones; URLs must keep theirs.
    found["support_smartquotes"] = False
    for link in found.findall(nodes.reference):
        if link.astext().startswith(_DOI):
            # https://www.crossref.org/display-guidelines/: show a DOI as a full URL.
            link[:] = [nodes.Text(link["refuri"])]
    return found


def _with_links(text: str) -> Iterator[nodes.Node]:
    """Yield *text* with links for the addresses in it."""
    seen = 0
    for found in _ADDRESS.finditer(text):
        yield nodes.Text(text[seen : found.start()])
        yield nodes.reference("", found[0], refuri=found[0], internal=False)
        seen = found.end()
    yield nodes.Text(text[seen:])


def reference_list(items: Iterable[nodes.list_item]) -> nodes.section:
    """Return the section that lists all references."""
    title = translate("References")
    numbered = nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
    names = [nodes.fully_normalize_name(title)]
    return nodes.section(
        "", nodes.title("", title), numbered, names=names, classes=[css_classes.REFERENCES]
    )


def citation_nodes(found: Iterable[nodes.Node]) -> Iterator[nodes.inline]:
    """Yield the citations among *found*.

    Their keys identify them, since authors can write the class themselves.
    """
    for node in found:
        if isinstance(node, nodes.inline) and "keys" in node:
            yield node
