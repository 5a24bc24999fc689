"""Lists of articles: the ``{articles}`` directive and its four layouts.

Every layout is a docutils list or table, so it reads well in HTML, LaTeX, EPUB and text.  With
CSS, classes turn the items into cards; some of the classes are those of sphinx-design's cards.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.query import SORTS, Query, select
from sphinx_knowledge_base.i18n.interface import reading_time, translate
from sphinx_knowledge_base.site import css_classes
from sphinx_knowledge_base.site.content.images import featured_image_node
from sphinx_knowledge_base.site.pages.badges import (
    category_badge,
    separated,
    status_badge,
    term_links,
)
from sphinx_knowledge_base.site.pages.date_format import date_node
from sphinx_knowledge_base.site.placeholders import PlaceholderKind, make_placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, ClassVar

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Article, Taxonomy
    from sphinx_knowledge_base.site.placeholders import Writing

Layout = Literal["cards", "list", "table", "compact"]
LAYOUTS: tuple[Layout, ...] = ("cards", "list", "table", "compact")

#: Options of the directive that name a term, and the taxonomy of each.
TERM_OPTIONS: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tag": "tags",
    "author": "authors",
    "audience": "audiences",
    "series": "series",
}


class ArticlesDirective(SphinxDirective):
    """``{articles}``: a list of articles, on any page."""

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
        node = make_placeholder(
            PlaceholderKind.ARTICLES,
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
        """Return the slug given to ``related``; without a value, that of the current article.

        None if the option is absent.
        """
        if "related" not in self.options:
            return None
        if slug := cast("str | None", self.options["related"]):
            return slug.strip()
        article = catalog_of(self.env).article_at(self.env.docname)
        return article.slug if article else ""


def select_articles(catalog: Catalog, options: dict[str, Any]) -> tuple[Article, ...]:
    """Return the articles that the options of an ``{articles}`` directive select."""
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
    """Return the content of an ``{articles}`` placeholder."""
    found = select_articles(writing.catalog, options)
    return lay_out(writing, found, options["layout"], options["classes"])


def lay_out(
    writing: Writing,
    found: Sequence[Article],
    layout: Layout,
    classes: Sequence[str] = (),
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> list[nodes.Node]:
    """Return *found* as a list or table; no nodes if *found* is empty.

    :param reasons: For each slug, a line that explains why the article is in the list.
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
    early_classes = _early_classes(writing, found, layout)
    return [
        nodes.bullet_list(
            "", *items, classes=[css_classes.ARTICLES, f"kb-{layout}", *early_classes, *classes]
        )
    ]


def _early_classes(writing: Writing, found: Sequence[Article], layout: Layout) -> list[str]:
    """Return classes for styles that depend on the whole list.

    Browsers show a page while it loads.  A CSS selector that depends on later items would move
    the first ones when the later ones arrive.
    """
    if layout == "cards" and len(found) < _MIN_FOR_LEAD:
        return ["kb-few"]
    if layout == "list" and len(found) >= _MIN_FOR_FILTERS:
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
    """Return a card: image, category, linked title, excerpt, date and reading time."""
    body = nodes.container(
        "",
        nodes.paragraph("", "", category_badge(writing, article), classes=["kb-category"]),
        _title(writing, article, "sd-stretched-link"),
        nodes.paragraph("", article.excerpt, classes=["kb-excerpt"]),
        _metadata(writing, article),
        classes=["sd-card-body"],
    )
    item = nodes.list_item("", classes=["kb-card", "sd-card", "sd-shadow-sm"])
    if (image := featured_image_node(writing, article, decorative=True)) is not None:
        item += image
    item += body
    return item


def _entry(writing: Writing, article: Article) -> nodes.list_item:
    """Return an entry of a reading list: linked title, excerpt, metadata and terms."""
    entry = nodes.list_item(
        "",
        _title(writing, article),
        nodes.paragraph("", article.excerpt, classes=["kb-excerpt"]),
        _metadata(writing, article, category_badge(writing, article)),
        classes=["kb-entry"],
    )
    terms = [
        *term_links(writing, article, "audiences", "kb-audience"),
        *term_links(writing, article, "tags", "kb-tag"),
    ]
    if terms:
        entry += nodes.paragraph("", "", *separated(terms), classes=["kb-entry-terms"])
    return entry


def _line(writing: Writing, article: Article) -> nodes.list_item:
    """Return one line: linked title and date."""
    line = nodes.paragraph("", "", writing.link(article.docname, nodes.Text(article.title)))
    if article.published is not None:
        line += nodes.Text(" ")
        line += date_node(article.published, writing.language, ["kb-date"])
    return nodes.list_item("", line, classes=["kb-line"])


#: From how many cards the first is a lead story, and from how many entries filters are useful.
_MIN_FOR_LEAD = 3
_MIN_FOR_FILTERS = 6

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


def _metadata(writing: Writing, article: Article, *before: nodes.Node) -> nodes.paragraph:
    """Return a line of *before*, date and reading time."""
    items = [*before]
    if article.published is not None:
        items.append(date_node(article.published, writing.language, ["kb-date"]))
    items.append(nodes.inline("", reading_time(article.reading_minutes), classes=["kb-time"]))
    return nodes.paragraph("", "", *separated(items), classes=["kb-facts"])


def _table(writing: Writing, found: Sequence[Article], classes: Sequence[str]) -> nodes.table:
    def row(*cells: nodes.Node) -> nodes.row:
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))

    headings = (
        translate("Title"),
        translate("Category"),
        translate("Published"),
        translate("Reading"),
    )
    group = nodes.tgroup(
        "",
        *(nodes.colspec("", colwidth=width) for width in (50, 20, 18, 12)),
        nodes.thead("", row(*map(nodes.Text, headings))),
        nodes.tbody(
            "",
            *(
                row(
                    writing.link(article.docname, nodes.Text(article.title)),
                    category_badge(writing, article),
                    date_node(article.published, writing.language)
                    if article.published
                    else nodes.Text(""),
                    nodes.Text(reading_time(article.reading_minutes)),
                )
                for article in found
            ),
        ),
        cols=4,
    )
    return nodes.table("", group, classes=[css_classes.ARTICLES, "kb-table", *classes])
