"""The header and footer around the text of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.output_names import CITATION_SUFFIXES
from sphinx_knowledge_base.i18n.interface import reading_time, translate
from sphinx_knowledge_base.site import css_classes
from sphinx_knowledge_base.site.content.images import featured_image_node
from sphinx_knowledge_base.site.pages.badges import (
    category_badge,
    separated,
    status_badge,
    term_links,
)
from sphinx_knowledge_base.site.pages.date_format import date_node, with_date
from sphinx_knowledge_base.site.pages.listing import lay_out
from sphinx_knowledge_base.site.placeholders import PlaceholderKind, make_placeholder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sphinx_knowledge_base.core.model import Article
    from sphinx_knowledge_base.site.placeholders import Writing


class AddHeaderAndFooter(SphinxTransform):
    """Add placeholders for the header below the title and for the footer at the end.

    Footnotes belong to the text, so they are moved before the footer.
    """

    # After MyST has moved the footnotes to the end of the document (623).
    default_priority = 630

    def apply(self, **kwargs: Any) -> None:
        docname = self.env.docname
        if catalog_of(self.env).article_at(docname) is None:
            return
        section = next(self.document.findall(nodes.section), None)
        if section is None:
            return
        section.insert(1, make_placeholder(PlaceholderKind.ARTICLE_HEADER, docname))
        for node in list(self.document.children):
            if isinstance(node, nodes.footnote):
                self.document.remove(node)
                section += node
            elif isinstance(node, nodes.transition) and "footnotes" in node["classes"]:
                self.document.remove(node)
        section += make_placeholder(PlaceholderKind.ARTICLE_FOOTER, docname)


def header(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return the content of the header's placeholder."""
    article = writing.catalog.article_at(docname)
    if article is None:
        return []
    content: list[nodes.Node] = [_badges(writing, article)]
    if article.front_matter.excerpt:  # a computed excerpt only repeats the first paragraph
        content.append(nodes.paragraph("", article.excerpt, classes=[css_classes.STANDFIRST]))
    content.append(_byline(writing, article))
    if (image := featured_image_node(writing, article)) is not None:
        content.append(nodes.container("", image, classes=[css_classes.FEATURED]))
    return [nodes.container("", *content, classes=[css_classes.HEADER])]


def footer(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return the content of the footer's placeholder."""
    article = writing.catalog.article_at(docname)
    if article is None:
        return []
    content = [
        *_tags(writing, article),
        *disclaimer(writing, article),
        *_cite(writing, article),
        *_series(writing, article),
        *_related(writing, article),
        *_neighbours(writing, article),
    ]
    return [nodes.container("", *content, classes=[css_classes.FOOTER])]


def _badges(writing: Writing, article: Article) -> nodes.paragraph:
    badges: list[nodes.Node] = [category_badge(writing, article)]
    badges += term_links(writing, article, "audiences", "sd-badge", "kb-audience")
    if article.unpublished:
        badges.append(status_badge(article))
    spaced = [node for badge in badges for node in (nodes.Text(" "), badge)][1:]
    return nodes.paragraph("", "", *spaced, classes=[css_classes.BADGES])


def _byline(writing: Writing, article: Article) -> nodes.paragraph:
    language = writing.language
    items: list[nodes.Node] = []
    if authors := term_links(writing, article, "authors"):
        by = nodes.inline("", translate("By") + " ", classes=["kb-authors"])
        for number, author in enumerate(authors):
            by += [nodes.Text(", "), author] if number else [author]
        items.append(by)
    if article.published is not None:
        items.append(date_node(article.published, language, ["kb-date"]))
    if article.updated is not None:
        updated = with_date(str(translate("Updated %s")), article.updated, language)
        items.append(nodes.inline("", "", *updated, classes=["kb-updated"]))
    items += _review(writing, article)
    items.append(nodes.inline("", reading_time(article.reading_minutes), classes=["kb-time"]))
    return nodes.paragraph("", "", *separated(items), classes=[css_classes.BYLINE])


def _review(writing: Writing, article: Article) -> list[nodes.Node]:
    front_matter = article.front_matter
    if front_matter.reviewed_at is None:
        return []
    text = str(translate("Reviewed %s"))
    reviewed = nodes.inline("", "", classes=["kb-reviewed"])
    reviewed += with_date(text, front_matter.reviewed_at, writing.language)
    if front_matter.reviewed_by:
        by = translate("by %s") % ", ".join(front_matter.reviewed_by)
        reviewed += nodes.Text(f" {by}")
    return [reviewed]


def _tags(writing: Writing, article: Article) -> list[nodes.Node]:
    links = term_links(writing, article, "tags", "kb-tag")
    if not links:
        return []
    items = [nodes.list_item("", nodes.paragraph("", "", link)) for link in links]
    return [
        nodes.container(
            "",
            _heading(translate("Tags")),
            nodes.bullet_list("", *items, classes=["kb-tags"]),
            classes=[css_classes.BLOCK],
        )
    ]


def disclaimer(writing: Writing, article: Article) -> list[nodes.Node]:
    """Return the text of ``kb_disclaimers`` for the category, an audience or ``default``."""
    texts = build_of(writing.env).settings.disclaimers
    for key in (article.category, *article.audiences, "default"):
        if text := texts.get(key):
            return [
                nodes.container("", nodes.paragraph("", text), classes=[css_classes.DISCLAIMER])
            ]
    return []


def _cite(writing: Writing, article: Article) -> list[nodes.Node]:
    authors = ", ".join(term.title for term in writing.catalog.terms_of(article, "authors"))
    year = f" ({article.published.year})" if article.published else ""
    source = f"{authors}{year}. {article.title}. " if authors else f"{article.title}{year}. "
    text = nodes.paragraph("", "", nodes.Text(source))
    text += nodes.emphasis("", writing.env.config.project)
    text += nodes.Text(".")
    content = [_heading(translate("Cite this article")), text, *_citation_files(writing, article)]
    return [nodes.container("", *content, classes=[css_classes.BLOCK, "kb-cite"])]


def _citation_files(writing: Writing, article: Article) -> list[nodes.Node]:
    """Return links to the citation files that are exported beside the article."""
    is_published = writing.is_site and writing.env.config.html_baseurl and not article.unpublished
    if not (is_published and build_of(writing.env).settings.makes("citations")):
        return []
    links: list[nodes.Node] = []
    for name, suffix in CITATION_SUFFIXES.items():
        uri = writing.file(article.docname + suffix)
        links.append(nodes.reference("", name, refuri=uri, internal=True, classes=["kb-file"]))
    return [nodes.paragraph("", "", *separated(links), classes=["kb-files"])]


def _series(writing: Writing, article: Article) -> list[nodes.Node]:
    blocks: list[nodes.Node] = []
    for term in writing.catalog.terms_of(article, "series"):
        items = []
        for other in writing.catalog.members["series", term.key]:
            is_current = other.slug == article.slug
            text = nodes.Text(other.title)
            entry = nodes.strong("", "", text) if is_current else writing.link(other.docname, text)
            items.append(nodes.list_item("", nodes.paragraph("", "", entry)))
        heading = _heading(translate("Series:") + " ")
        heading += writing.link(writing.routes.term("series", term.slug), nodes.Text(term.title))
        numbered = nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
        blocks.append(
            nodes.container("", heading, numbered, classes=[css_classes.BLOCK, "kb-series"])
        )
    return blocks


def _related(writing: Writing, article: Article) -> list[nodes.Node]:
    found: list[Article] = []
    reasons: dict[str, str] = {}
    for relation in writing.catalog.related.get(article.slug, ()):
        if (other := writing.catalog.article(relation.slug)) is None:
            continue
        found.append(other)
        if relation.tag and (tag := writing.catalog.term("tags", relation.tag)) is not None:
            reasons[other.slug] = translate("Also about %s") % tag.title
    if not found:
        return []
    return [
        nodes.container(
            "",
            _heading(translate("Related articles")),
            *lay_out(writing, found, "cards", reasons=reasons),
            classes=[css_classes.BLOCK, "kb-related"],
        )
    ]


def _neighbours(writing: Writing, article: Article) -> list[nodes.Node]:
    near = writing.catalog.neighbours(article)
    items = [
        nodes.list_item(
            "",
            nodes.paragraph(
                "",
                "",
                nodes.inline("", label, classes=["kb-direction"]),
                nodes.Text(" "),
                writing.link(other.docname, nodes.Text(other.title)),
            ),
            classes=[kind],
        )
        for other, label, kind in (
            (near.newer, translate("Newer"), "kb-newer"),
            (near.older, translate("Older"), "kb-older"),
        )
        if other is not None
    ]
    return [nodes.bullet_list("", *items, classes=["kb-neighbours"])] if items else []


def _heading(text: str) -> nodes.rubric:
    """Return the heading of a block; a block is not a section, to stay out of the contents."""
    return nodes.rubric("", text, classes=[css_classes.BLOCK_HEADING], **{"heading-level": 2})
