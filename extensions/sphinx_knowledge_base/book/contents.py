"""Fill placeholders for books, without badges, related articles and other navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import smartquotes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.book import external_links
from sphinx_knowledge_base.book.book_builder import BUILDERS
from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.i18n.interface import day, reading_time, translate
from sphinx_knowledge_base.site import css_classes
from sphinx_knowledge_base.site.content.images import featured_image_node, image_node
from sphinx_knowledge_base.site.pages import listing, term_list
from sphinx_knowledge_base.site.pages.article import disclaimer
from sphinx_knowledge_base.site.placeholders import PlaceholderKind, Writing, placeholder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.model import Article, Taxonomy
    from sphinx_knowledge_base.site.placeholders import Filler


class FillBookPlaceholders(SphinxPostTransform):
    """Replace every placeholder by its content in a book."""

    builders = BUILDERS
    # Before the transform for web pages (5), which then finds no placeholder.
    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        writing = Writing(
            self.env, build_of(self.env).builder, self.env.docname, catalog_of(self.env)
        )
        for node in list(self.document.findall(placeholder)):
            fill = FILLERS.get(node["kind"], _nothing)
            content = fill(writing, node["docname"], node["options"])
            node.replace_self(list(content))


def _nothing(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    return []


def header(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return the block under a chapter's title, with the chapter's entries for the index."""
    article = writing.catalog.article_at(docname)
    if article is None:
        return []
    content: list[nodes.Node] = [
        addnodes.index("", entries=index_entries(writing.env, article), inline=False)
    ]
    if article.front_matter.excerpt:
        excerpt = nodes.paragraph("", _with_quotes(writing, article.excerpt))
        content.append(nodes.container("", excerpt, classes=[css_classes.STANDFIRST]))
    line = nodes.paragraph("", " · ".join(_facts(writing, article)))
    content.append(nodes.container("", line, classes=[css_classes.BYLINE]))
    if (image := featured_image_node(writing, article)) is not None:
        content.append(nodes.container("", image, classes=[css_classes.FEATURED]))
    return content


def footer(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return the block at a chapter's end: disclaimer, tags, and the address of its web page."""
    article = writing.catalog.article_at(docname)
    if article is None:
        return []
    notes: list[nodes.Node] = []
    if tags := _titles(writing, article, "tags"):
        notes.append(nodes.paragraph("", translate("Tags: %s") % ", ".join(tags)))
    if writing.env.config.html_baseurl:
        url = external_links.web_address(writing.builder, docname)
        notes.append(nodes.paragraph("", "", nodes.reference("", url, refuri=url)))
    content = disclaimer(writing, article)
    if notes:
        content.append(nodes.container("", *notes, classes=["kb-endnote"]))
    return content


def _titles(writing: Writing, article: Article, taxonomy: Taxonomy) -> list[str]:
    return [term.title for term in writing.catalog.terms_of(article, taxonomy)]


def _facts(writing: Writing, article: Article) -> list[str]:
    authors = _titles(writing, article, "authors")
    by = [translate("By %s") % ", ".join(authors)] if authors else []
    facts = []
    if article.published is not None:
        facts.append(day(article.published, writing.language))
    if article.updated is not None:
        facts.append(translate("Updated %s") % day(article.updated, writing.language))
    facts.append(reading_time(article.reading_minutes))
    # No-break spaces: a line may end between facts, but not within a date.
    return [*by, *(fact.replace(" ", "\u00a0") for fact in facts)]


def _with_quotes(writing: Writing, text: str) -> str:
    """Return *text* with typographic quotes and dashes, as in the article's text."""
    config = writing.env.config
    if not config.smartquotes:
        return text
    return smartquotes.smartyPants(text, config.smartquotes_action, config.language)


def index_entries(
    env: BuildEnvironment, article: Article
) -> list[tuple[str, str, str, str, str | None]]:
    """Return the tags of *article* as index entries, spelled as in the glossary."""
    objects = env.domains.standard_domain.objects
    spelling = {name.casefold(): name for kind, name in objects if kind == "term"}
    titles = [term.title for term in catalog_of(env).terms_of(article, "tags")]
    # A semicolon would split an entry in two.
    return [
        ("single", spelling.get(title.casefold(), title).replace(";", ","), "", "", None)
        for title in titles
    ]


def page(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return a generated page's content: a part's introduction, or the list of authors."""
    found = writing.catalog.pages.get(docname)
    if found is None:
        return []
    if found.term is not None:
        text = found.term.description
        if not text or docname in project_of(writing.env).replaced:
            return []  # a hand-written page has its own introduction
        return [nodes.container("", nodes.paragraph("", text), classes=[css_classes.STANDFIRST])]
    if found.taxonomy == "authors":
        return [node for term in writing.catalog.of("authors") for node in _author(writing, term)]
    return []


def _author(writing: Writing, term: Any) -> list[nodes.Node]:
    content: list[nodes.Node] = []
    if term.image and (image := image_node(writing, term.image)) is not None:
        content.append(nodes.container("", image, classes=[css_classes.PORTRAIT]))
    name = nodes.paragraph("", "", nodes.strong("", term.title))
    if term.credentials:
        name += nodes.Text(f", {term.credentials}")
    content.append(name)
    if text := term.bio or term.description:
        content.append(nodes.paragraph("", text))
    if term.url:
        content.append(nodes.paragraph("", "", nodes.reference("", term.url, refuri=term.url)))
    return content


def articles(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return a list of articles as titles with their dates."""
    return listing.lay_out(writing, listing.select_articles(writing.catalog, options), "compact")


def list_of_terms(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return a list of terms as their titles with the number of articles."""
    return term_list.lay_out(writing, options["taxonomy"], "list", options["limit"])


FILLERS: Mapping[PlaceholderKind, Filler] = {
    PlaceholderKind.ARTICLE_HEADER: header,
    PlaceholderKind.ARTICLE_FOOTER: footer,
    PlaceholderKind.PAGE: page,
    PlaceholderKind.ARTICLES: articles,
    PlaceholderKind.TERMS: list_of_terms,
}
