"""Generated pages: documents without a file, made from the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.core.model import TAXONOMIES
from sphinx_knowledge_base.core.reading.escaping import escape_markdown
from sphinx_knowledge_base.i18n.interface import taxonomy_title, term_noun, translate
from sphinx_knowledge_base.site import css_classes
from sphinx_knowledge_base.site.content.images import image_node
from sphinx_knowledge_base.site.pages import listing, term_list
from sphinx_knowledge_base.site.placeholders import PlaceholderKind, make_placeholder, placeholder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.catalog.pages import Page
    from sphinx_knowledge_base.site.placeholders import Writing


#: How many articles the generated home page lists.
_NEWEST = 10


def on_source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    """Provide the source of a generated page: a title and the ``{kb-page}`` directive."""
    if not project_of(app.env).is_generated(docname):
        return
    page = catalog_of(app.env).pages.get(docname)
    if page is None:
        content[0] = home_source(app.env)
    else:
        content[0] = f"# {escape_markdown(page_title(page))}\n\n```{{kb-page}}\n```\n"


def home_source(env: BuildEnvironment) -> str:
    """Return the source of a generated home page: search, newest articles, categories."""
    settings = build_of(env).settings
    newest, categories = translate("Newest first"), taxonomy_title("categories")
    all_articles = translate("All articles")
    parts = [f"# {escape_markdown(env.config.project)}", escape_markdown(settings.description)]
    parts.append("```{kb-search}\n```")
    if catalog_of(env).articles:
        parts += [
            f"## {escape_markdown(newest)}",
            f"```{{articles}}\n:sort: newest\n:limit: {_NEWEST}\n```",
            f"{{doc}}`{escape_markdown(all_articles)} </articles/index>`",
            f"## {escape_markdown(categories)}",
            "```{kb-terms} categories\n```",
        ]
    return "\n\n".join(filter(None, parts)) + "\n"


def page_title(page: Page) -> str:
    """Return the heading of a generated page."""
    if page.term is not None:
        title = page.term.title
    elif page.taxonomy is not None:
        title = taxonomy_title(page.taxonomy)
    else:
        title = translate("All articles")
    return translate("%s, page %d") % (title, page.number) if page.number else title


class PageDirective(SphinxDirective):
    """``{kb-page}``: the content of a generated page below its title."""

    def run(self) -> list[nodes.Node]:
        page = catalog_of(self.env).pages.get(self.env.docname)
        if page is None:
            message = "{kb-page} only works on the page of a category, a tag or another term"
            return [self.state.document.reporter.error(message, line=self.lineno)]
        if not in_navigation(page):
            self.env.metadata[self.env.docname]["orphan"] = True  # reached only by links
        return [
            make_placeholder(PlaceholderKind.PAGE, self.env.docname),
            *hidden_toctree(self.env.docname, documents_below(page, catalog_of(self.env))),
        ]


def in_navigation(page: Page) -> bool:
    """Return whether a generated page belongs in a toctree.

    A document has one place in navigation, and the place of an article is below its category.
    Pages of other terms, and further pages of a list, are reached only by links.
    """
    return page.first and (page.term is None or page.taxonomy == "categories")


def documents_below(page: Page, catalog: Catalog) -> list[str]:
    """Return the children of a page: categories of their index, articles of a category."""
    if page.taxonomy != "categories" or not page.first:
        return []
    if page.term is None:
        return [catalog.routes.term("categories", term.slug) for term in catalog.of("categories")]
    return [article.docname for article in catalog.members["categories", page.term.key]]


def top_pages(catalog: Catalog) -> list[Page]:
    """Return the generated pages at the top level of navigation."""
    names = (catalog.routes.articles(), *map(catalog.routes.taxonomy, TAXONOMIES))
    return [page for name in names if (page := catalog.pages.get(name)) is not None]


def hidden_toctree(docname: str, entries: Sequence[str]) -> list[nodes.Node]:
    """Return a hidden toctree, which gives *entries* a place in navigation."""
    if not entries:
        return []
    tree = addnodes.toctree(
        "",
        parent=docname,
        entries=[(None, entry) for entry in entries],
        includefiles=list(entries),
        maxdepth=-1,
        caption=None,
        glob=False,
        hidden=True,
        includehidden=False,
        numbered=0,
        titlesonly=True,
        rawentries=[],
        rawcaption="",
    )
    return [nodes.compound("", tree, classes=["toctree-wrapper"])]


#: A hand-written page that contains one of these has its own list.
_LISTS = frozenset({PlaceholderKind.PAGE, PlaceholderKind.ARTICLES, PlaceholderKind.TERMS})


class CompleteHandWrittenPages(SphinxTransform):
    """Complete the home page and hand-written index pages from the catalog.

    Both get a hidden toctree.  An index page also gets its list, unless it contains one.
    """

    # After sections have their final places (440).
    default_priority = 450
    fastbuild_needs = (nodes.document,)

    @staticmethod
    def fastbuild_adds(document: nodes.document) -> bool:
        """Return the documents that this transform changes, for ``sphinx_fastbuild``."""
        env = document.settings.env
        return env.docname == env.config.root_doc or env.docname in project_of(env).replaced

    def apply(self, **kwargs: Any) -> None:
        docname = self.env.docname
        catalog = catalog_of(self.env)
        section: nodes.Element = next(self.document.findall(nodes.section), self.document)
        if docname == self.config.root_doc:
            placed = {
                child
                for tree in self.document.findall(addnodes.toctree)
                for child in tree["includefiles"]
            }
            section += hidden_toctree(
                docname,
                [page.docname for page in top_pages(catalog) if page.docname not in placed],
            )
        elif docname in project_of(self.env).replaced:
            page = catalog.pages[docname]
            if not any(node["kind"] in _LISTS for node in self.document.findall(placeholder)):
                section += make_placeholder(PlaceholderKind.PAGE, docname)
            section += hidden_toctree(docname, documents_below(page, catalog))
            if not in_navigation(page):
                self.env.metadata[docname]["orphan"] = True


def page_content(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return the content of a ``{kb-page}`` placeholder."""
    page = writing.catalog.pages.get(docname)
    if page is None:
        return []
    if page.term is None and page.taxonomy is not None:
        if page.taxonomy == "tags":
            cloud = term_list.lay_out(writing, "tags", "cloud")
            return [*cloud, *term_list.lay_out(writing, "tags", "list")]
        layout: term_list.Layout = "list" if page.taxonomy == "archive" else "cards"
        return term_list.lay_out(writing, page.taxonomy, layout)
    introduction = _introduction(writing, docname, page) if page.first else []
    return [
        *introduction,
        *listing.lay_out(writing, page.articles, "list"),
        *_pager(writing, page),
    ]


def _introduction(writing: Writing, docname: str, page: Page) -> list[nodes.Node]:
    """Return the taxonomy's description of a term; hand-written pages have their own."""
    term = page.term
    if term is None or project_of(writing.env).replaced & {docname}:
        return []
    content: list[nodes.Node] = []
    kind = nodes.inline("", term_noun(term.taxonomy), classes=["kb-eyebrow"])
    content.append(nodes.paragraph("", "", kind, classes=[css_classes.BADGES]))
    if term.image and (image := image_node(writing, term.image)) is not None:
        image["classes"].append(css_classes.PORTRAIT)
        content.append(image)
    content += [
        nodes.paragraph("", text, classes=[css_classes.STANDFIRST])
        for text in (term.description, term.bio, term.credentials)
        if text
    ]
    if term.url:
        link = nodes.reference("", term.url, refuri=term.url)
        content.append(nodes.paragraph("", "", link))
    return [nodes.container("", *content, classes=[css_classes.HEADER])]


def _pager(writing: Writing, page: Page) -> list[nodes.Node]:
    items = [
        nodes.list_item(
            "",
            nodes.paragraph("", "", writing.link(docname, nodes.Text(label))),
            classes=[kind],
        )
        for docname, label, kind in (
            (page.newer, translate("Newer articles"), "kb-newer"),
            (page.older, translate("Older articles"), "kb-older"),
        )
        if docname is not None
    ]
    return [nodes.bullet_list("", *items, classes=[css_classes.PAGER])] if items else []
