"""What books show in place of the parts of web pages: no badges, no lists of what else there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import smartquotes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_knowledge_base.book import web_addresses
from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.i18n.interface import day, reading_time, translate
from sphinx_knowledge_base.site.content.images import featured_picture, picture
from sphinx_knowledge_base.site.pages import listing, term_list
from sphinx_knowledge_base.site.pages.placeholders import Writing, part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.model import Article, Taxonomy
    from sphinx_knowledge_base.site.pages.placeholders import Filler

#: The builders that make books.
BUILDERS = ("latex", "epub")


class FillBookParts(SphinxPostTransform):
    """Replace every placeholder by what it is in a book."""

    builders = BUILDERS
    # Before the same is done for web pages (5), which then finds nothing left.
    default_priority = 4

    def run(self, **kwargs: Any) -> None:
        writing = Writing(self.env, self.app.builder, self.env.docname, catalog_of(self.env))
        for placeholder in list(self.document.findall(part)):
            fill = FILLERS.get(placeholder["kind"], _nothing)
            content = fill(writing, placeholder["docname"], placeholder["options"])
            placeholder.replace_self(list(content))


def _nothing(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    return []


def head(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return what stands under a chapter's title, and the chapter's entries in the index."""
    article = writing.catalog.article_at(docname)
    if article is None:
        return []
    content: list[nodes.Node] = [
        addnodes.index("", entries=index_entries(writing.env, article), inline=False)
    ]
    if article.excerpt:
        excerpt = nodes.paragraph("", _with_quotes(writing, article.excerpt))
        content.append(nodes.container("", excerpt, classes=["kb-standfirst"]))
    line = nodes.paragraph("", " · ".join(_facts(writing, article)))
    content.append(nodes.container("", line, classes=["kb-byline"]))
    if (image := featured_picture(writing, article)) is not None:
        content.append(nodes.container("", image, classes=["kb-featured"]))
    return content


def foot(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return what stands at a chapter's end: its disclaimer, tags, and its page on the web."""
    article = writing.catalog.article_at(docname)
    if article is None:
        return []
    notes: list[nodes.Node] = []
    if tags := _titles(writing, article, "tags"):
        notes.append(nodes.paragraph("", translate("Tags: %s") % ", ".join(tags)))
    if writing.env.config.html_baseurl:
        url = web_addresses.on_the_web(writing.builder, docname)
        notes.append(nodes.paragraph("", "", nodes.reference("", url, refuri=url)))
    content: list[nodes.Node] = []
    texts = project_of(writing.env).settings.disclaimers
    keys = (article.category, *article.audiences, "default")
    if text := next((texts[key] for key in keys if texts.get(key)), ""):
        paragraph = nodes.paragraph("", text)
        content.append(nodes.container("", paragraph, classes=["kb-disclaimer"]))
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
    # A line ends between facts, and not in a date.
    return [*by, *(fact.replace(" ", "\u00a0") for fact in facts)]


def _with_quotes(writing: Writing, text: str) -> str:
    """Return *text* with the quotes and dashes that the article's own text gets."""
    config = writing.env.config
    if not config.smartquotes:
        return text
    return smartquotes.smartyPants(text, config.smartquotes_action, config.language)


def index_entries(
    env: BuildEnvironment, article: Article
) -> list[tuple[str, str, str, str, str | None]]:
    """Return the tags of *article* as entries of the index, spelled as the glossary does."""
    objects = env.domains.standard_domain.objects
    spelling = {name.casefold(): name for kind, name in objects if kind == "term"}
    titles = [term.title for term in catalog_of(env).terms_of(article, "tags")]
    # A semicolon would divide an entry in two.
    return [
        ("single", spelling.get(title.casefold(), title).replace(";", ","), "", "", None)
        for title in titles
    ]


def page(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return what a generated page is in a book: a part's introduction, or who the authors are."""
    found = writing.catalog.pages.get(docname)
    if found is None:
        return []
    if found.term is not None:
        text = found.term.description
        if not text or docname in project_of(writing.env).replaced:
            return []  # a hand-written page introduces itself
        return [nodes.container("", nodes.paragraph("", text), classes=["kb-standfirst"])]
    if found.taxonomy == "authors":
        return [node for term in writing.catalog.of("authors") for node in _author(writing, term)]
    return []


def _author(writing: Writing, term: Any) -> list[nodes.Node]:
    content: list[nodes.Node] = []
    if term.image and (image := picture(writing, term.image)) is not None:
        content.append(nodes.container("", image, classes=["kb-portrait"]))
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
    return listing.lay_out(writing, listing.asked(writing.catalog, options), "compact")


def list_of_terms(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return a list of terms as their titles with the number of articles."""
    return term_list.lay_out(writing, options["taxonomy"], "list", options["limit"])


FILLERS: Mapping[str, Filler] = {
    "article-header": head,
    "article-footer": foot,
    "page": page,
    "articles": articles,
    "terms": list_of_terms,
}
