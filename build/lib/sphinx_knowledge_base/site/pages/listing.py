"""Lists of articles: the ``{articles}`` directive and the four ways in which a list is laid out.

Every layout is a docutils list or table, so that it reads well in HTML, LaTeX, EPUB and text;
classes (those of sphinx-design's cards among them) make it look like cards where there is CSS.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.query import SORTS, Query, select
from sphinx_knowledge_base.i18n.interface import day, reading_time, translate
from sphinx_knowledge_base.site.content.images import featured_picture
from sphinx_knowledge_base.site.pages.placeholders import placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, ClassVar

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Article, Taxonomy
    from sphinx_knowledge_base.site.pages.placeholders import Writing

Layout = Literal["cards", "list", "table", "compact"]
LAYOUTS: tuple[Layout, ...] = ("cards", "list", "table", "compact")

#: Options of the directive that name a term, and the taxonomy that it is looked up in.
TERM_OPTIONS: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tag": "tags",
    "author": "authors",
    "audience": "audiences",
    "series": "series",
}


class ArticlesDirective(SphinxDirective):
    """``{articles}``: a list of articles, anywhere."""

    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(TERM_OPTIONS, directives.unchanged_required),
        "featured": directives.flag,
        "related": directives.unchanged,
        "limit": directives.positive_int,
        "sort": lambda argument: directives.choice(argument, SORTS),
        "layout": lambda argument: directives.choice(argument, LAYOUTS),
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        node = placeholder(
            "articles",
            self.env.docname,
            terms={name: self.options[name] for name in TERM_OPTIONS if name in self.options},
            featured="featured" in self.options,
            related=self._related(),
            limit=self.options.get("limit"),
            sort=self.options.get("sort"),
            layout=self.options.get("layout", "list"),
            classes=list(self.options.get("class", ())),
        )
        self.set_source_info(node)
        return [node]

    def _related(self) -> str | None:
        """Return the slug that ``related`` names; without a value, that of this article."""
        if "related" not in self.options:
            return None
        if written := cast("str | None", self.options["related"]):
            return written.strip()
        here = catalog_of(self.env).article_at(self.env.docname)
        return here.slug if here else ""


def asked(catalog: Catalog, options: dict[str, Any]) -> tuple[Article, ...]:
    """Return the articles that the options of an ``{articles}`` directive ask for."""
    terms = []
    for name, label in options["terms"].items():
        term = catalog.find_term(TERM_OPTIONS[name], label)
        if term is None:
            return ()
        terms.append((term.taxonomy, term.key))
    return select(
        catalog,
        Query(
            terms=tuple(terms),
            featured=options["featured"],
            related_to=options["related"],
            limit=options["limit"],
            sort=options["sort"],
        ),
    )


def articles(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Fill the placeholder of an ``{articles}`` directive."""
    found = asked(writing.catalog, options)
    return lay_out(writing, found, options["layout"], options["classes"])


def lay_out(
    writing: Writing,
    found: Sequence[Article],
    layout: Layout,
    classes: Sequence[str] = (),
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> list[nodes.Node]:
    """Return *found* as a list or table; an empty list is nothing at all.

    :param reasons: By slug, why an article is in the list; shown on its card.
    """
    if not found:
        return []
    if layout == "table":
        return [_table(writing, found, classes)]
    items = []
    for article in found:
        item = _ITEMS[layout](writing, article)
        if reason := reasons.get(article.slug):
            item += nodes.paragraph("", reason, classes=["kb-reason"])
        items.append(item)
    shape = _shape(writing, found, layout)
    return [
        nodes.bullet_list("", *items, classes=["kb-articles", f"kb-{layout}", *shape, *classes])
    ]


def _shape(writing: Writing, found: Sequence[Article], layout: Layout) -> list[str]:
    """Return classes that say of a whole list what its beginning cannot know.

    A page is seen while it arrives; a style that depends on entries further down would make the
    first ones jump.
    """
    if layout == "cards" and len(found) < _ENOUGH_FOR_A_LEAD:
        return ["kb-few"]
    if layout == "list" and len(found) >= _ENOUGH_TO_NARROW:
        for taxonomy in ("categories", "tags", "audiences"):
            terms = {
                term.slug
                for article in found
                for term in writing.catalog.terms_of(article, taxonomy)
            }
            if len(terms) > 1:
                return ["kb-narrowable"]
    return []


def _card(writing: Writing, article: Article) -> nodes.list_item:
    """One card: picture, category, linked title, excerpt, date and reading time."""
    body = nodes.container(
        "",
        nodes.paragraph("", "", category_badge(writing, article), classes=["kb-category"]),
        _title(writing, article, "sd-stretched-link"),
        nodes.paragraph("", article.excerpt, classes=["kb-excerpt"]),
        _facts(writing, article),
        classes=["sd-card-body"],
    )
    item = nodes.list_item("", classes=["kb-card", "sd-card", "sd-shadow-sm"])
    if (image := featured_picture(writing, article, decorative=True)) is not None:
        item += image
    item += body
    return item


def _entry(writing: Writing, article: Article) -> nodes.list_item:
    """One entry of a reading list: linked title, excerpt, facts and terms."""
    entry = nodes.list_item(
        "",
        _title(writing, article),
        nodes.paragraph("", article.excerpt, classes=["kb-excerpt"]),
        _facts(writing, article, category_badge(writing, article)),
        classes=["kb-entry"],
    )
    terms = [
        *term_links(writing, article, "audiences", "kb-audience"),
        *term_links(writing, article, "tags", "kb-tag"),
    ]
    if terms:
        entry += nodes.paragraph("", "", *separated(terms), classes=["kb-entry-terms"])
    return entry


def term_links(
    writing: Writing, article: Article, taxonomy: Taxonomy, *classes: str
) -> list[nodes.Element]:
    """Return the terms of *taxonomy* that *article* has, each a link to its page."""
    return [
        writing.link(
            writing.routes.term(taxonomy, term.slug), nodes.Text(term.title), classes=classes
        )
        for term in writing.catalog.terms_of(article, taxonomy)
    ]


def _line(writing: Writing, article: Article) -> nodes.list_item:
    """One line: linked title and date."""
    line = nodes.paragraph("", "", writing.link(article.docname, nodes.Text(article.title)))
    if article.published is not None:
        line += nodes.Text(" ")
        line += nodes.inline("", day(article.published, writing.language), classes=["kb-date"])
    return nodes.list_item("", line, classes=["kb-line"])


#: Three chosen articles are a lead story and two others; six are worth being narrowed.
_ENOUGH_FOR_A_LEAD = 3
_ENOUGH_TO_NARROW = 6

_ITEMS: Mapping[str, Callable[[Writing, Article], nodes.list_item]] = {
    "cards": _card,
    "list": _entry,
    "compact": _line,
}


def _title(writing: Writing, article: Article, *classes: str) -> nodes.paragraph:
    link = writing.link(article.docname, nodes.Text(article.title), classes=classes)
    title = nodes.paragraph("", "", link, classes=["kb-title"])
    if article.unpublished:
        title += nodes.Text(" ")
        title += status_badge(article)
    return title


def status_badge(article: Article) -> nodes.inline:
    """Return the mark of an article that only a preview shows."""
    label = {
        "draft": translate("Draft"),
        "future": translate("Scheduled"),
        "expired": translate("Expired"),
    }[article.unpublished]
    return nodes.inline("", label, classes=["sd-badge", "sd-bg-warning", "kb-status"])


def category_badge(writing: Writing, article: Article) -> nodes.Element:
    """Return the category of *article* as a badge that leads to it."""
    (term,) = writing.catalog.terms_of(article, "categories")
    docname = writing.routes.term("categories", term.slug)
    return writing.link(docname, nodes.Text(term.title), classes=["sd-badge", "kb-badge"])


def _facts(writing: Writing, article: Article, *before: nodes.Node) -> nodes.paragraph:
    """Return date and reading time on one line, behind *before*."""
    facts = [*before]
    if article.published is not None:
        facts.append(
            nodes.inline("", day(article.published, writing.language), classes=["kb-date"])
        )
    facts.append(nodes.inline("", reading_time(article.reading_minutes), classes=["kb-time"]))
    return nodes.paragraph("", "", *separated(facts), classes=["kb-facts"])


def separated(facts: Sequence[nodes.Node]) -> list[nodes.Node]:
    """Return *facts* with a middle dot between each two, as they are read out and printed."""
    parts: list[nodes.Node] = []
    for fact in facts:
        if parts:
            parts.append(nodes.Text(" · "))
        parts.append(fact)
    return parts


def _table(writing: Writing, found: Sequence[Article], classes: Sequence[str]) -> nodes.table:
    def row(*cells: nodes.Node) -> nodes.row:
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))

    heads = (
        translate("Title"),
        translate("Category"),
        translate("Published"),
        translate("Reading"),
    )
    group = nodes.tgroup(
        "",
        *(nodes.colspec("", colwidth=width) for width in (50, 20, 18, 12)),
        nodes.thead("", row(*map(nodes.Text, heads))),
        nodes.tbody(
            "",
            *(
                row(
                    writing.link(article.docname, nodes.Text(article.title)),
                    category_badge(writing, article),
                    nodes.Text(
                        day(article.published, writing.language) if article.published else ""
                    ),
                    nodes.Text(reading_time(article.reading_minutes)),
                )
                for article in found
            ),
        ),
        cols=4,
    )
    return nodes.table("", group, classes=["kb-articles", "kb-table", *classes])
