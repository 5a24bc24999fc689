"""Lists of terms: the ``{kb-terms}`` directive and its layouts as cards, cloud or plain list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_knowledge_base.core.model import TAXONOMIES
from sphinx_knowledge_base.i18n.interface import article_count
from sphinx_knowledge_base.site import css_classes
from sphinx_knowledge_base.site.content.images import image_node
from sphinx_knowledge_base.site.placeholders import PlaceholderKind, make_placeholder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, ClassVar

    from sphinx_knowledge_base.core.model import Taxonomy, Term
    from sphinx_knowledge_base.site.placeholders import Writing

Layout = Literal["cards", "cloud", "list"]
LAYOUTS: tuple[Layout, ...] = ("cards", "cloud", "list")

#: The number of font sizes in a cloud.
CLOUD_SIZES = 5


class TermsDirective(SphinxDirective):
    """``{kb-terms}``: the terms of one taxonomy, each with its number of articles."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "layout": lambda argument: directives.choice(argument, LAYOUTS),
        "limit": directives.positive_int,
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        try:
            taxonomy = directives.choice(self.arguments[0], TAXONOMIES)
        except ValueError as error:
            raise self.error(str(error)) from None
        node = make_placeholder(
            PlaceholderKind.TERMS,
            self.env.docname,
            taxonomy=taxonomy,
            layout=self.options.get("layout", "list"),
            limit=self.options.get("limit"),
            classes=list(self.options.get("class", ())),
        )
        self.set_source_info(node)
        return [node]


def terms(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return the content of a ``{kb-terms}`` placeholder."""
    return lay_out(
        writing, options["taxonomy"], options["layout"], options["limit"], options["classes"]
    )


def lay_out(
    writing: Writing,
    taxonomy: Taxonomy,
    layout: Layout,
    limit: int | None = None,
    classes: Sequence[str] = (),
) -> list[nodes.Node]:
    """Return the terms of *taxonomy* as a list.

    :param limit: Keep only this many terms, those with the most articles, in their usual order.
    """
    found = writing.catalog.of(taxonomy)
    if limit is not None and len(found) > limit:
        most = sorted(found, key=lambda term: (-writing.catalog.count(term), term.slug))[:limit]
        found = tuple(term for term in found if term in most)
    if not found:
        return []
    if layout == "cloud":
        items = _cloud(writing, found)
    else:
        make = _card if layout == "cards" else _line
        items = [make(writing, term) for term in found]
    kinds = [css_classes.TERMS, f"kb-terms-{layout}"]
    return [nodes.bullet_list("", *items, classes=[*kinds, *classes])]


def _link(writing: Writing, term: Term, *classes: str) -> nodes.Element:
    docname = writing.routes.term(term.taxonomy, term.slug)
    return writing.link(docname, nodes.Text(term.title), classes=classes)


def _count(writing: Writing, term: Term) -> nodes.inline:
    return nodes.inline("", article_count(writing.catalog.count(term)), classes=["kb-count"])


def _card(writing: Writing, term: Term) -> nodes.list_item:
    body = nodes.container(
        "",
        nodes.paragraph("", "", _link(writing, term, "sd-stretched-link"), classes=["kb-title"]),
        classes=["sd-card-body"],
    )
    if text := term.description or term.bio:
        body += nodes.paragraph("", text, classes=["kb-excerpt"])
    body += nodes.paragraph("", "", _count(writing, term), classes=["kb-facts"])
    item = nodes.list_item("", classes=["kb-card", "kb-term-card", "sd-card", "sd-shadow-sm"])
    if term.image and (image := image_node(writing, term.image)) is not None:
        image["classes"].append(css_classes.PORTRAIT)
        item += image
    item += body
    return item


def _line(writing: Writing, term: Term) -> nodes.list_item:
    line = nodes.paragraph("", "", _link(writing, term), nodes.Text(" "), _count(writing, term))
    item = nodes.list_item("", line, classes=["kb-line"])
    if term.description:
        item += nodes.paragraph("", term.description, classes=["kb-excerpt"])
    return item


def _cloud(writing: Writing, found: Sequence[Term]) -> list[nodes.list_item]:
    """Return the words of a cloud; their sizes depend on the counts of articles."""
    counts = {term: writing.catalog.count(term) for term in found}
    low, high = min(counts.values()), max(counts.values())
    items = []
    for term, count in counts.items():
        size = 1 + (count - low) * (CLOUD_SIZES - 1) // max(1, high - low)
        line = nodes.paragraph(
            "",
            "",
            _link(writing, term),
            nodes.Text(" "),
            nodes.inline("", str(count), classes=["kb-count"]),
        )
        items.append(nodes.list_item("", line, classes=["kb-word", f"kb-size-{size}"]))
    return items
