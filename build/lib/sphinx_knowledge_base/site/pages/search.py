"""Search as its readers meet it: the search page, the links to it, the box of the home page.

``kb_search`` says by what means: ``pagefind`` (an index made by the publisher of that name),
``sphinx`` (Sphinx's own index and the theme's page) or ``none``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.pages.placeholders import part, placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_knowledge_base.site.pages.placeholders import Writing

BOX_TEMPLATE = "kb/search-box.html"
PAGE_TEMPLATE = "kb/search.html"

#: The page; a document of this name would be an author's own.
PAGE = "search"

#: Where the index is, below the root of the site: Pagefind finds its pages beside it.
BUNDLE = "pagefind"

#: The script that every page loads, and the one it loads when search is used.
PAGE_SCRIPT = "knowledge-base.js"
SEARCH_SCRIPT = "knowledge-base-search.js"


class SearchDirective(SphinxDirective):
    """``{kb-search}``: a box that leads to the search page."""

    def run(self) -> list[nodes.Node]:
        return [placeholder("search", self.env.docname)]


class MarkEntrance(SphinxTransform):
    """Gives the section that holds a search box a class: it is where readers come in."""

    default_priority = 500  # after the sections are what they stay
    fastbuild_needs = (part,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        for node in self.document.findall(part):
            if node["kind"] == "search" and isinstance(node.parent, nodes.section):
                node.parent["classes"].append("kb-entrance")


def box(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Fill the placeholder of a search box; paper and e-books have no search."""
    builder = writing.builder
    if not has_search(builder.app):
        return []
    action = builder.get_relative_uri(writing.docname, PAGE)
    html = builder.templates.render(
        BOX_TEMPLATE, {"kb_": translate, "action": action, "suffix": "home"}
    )
    return [nodes.raw("", html, format="html")]


def means(app: Sphinx) -> str:
    """Return the value of ``kb_search``."""
    return project_of(app.env).settings.search


def has_search(app: Sphinx) -> bool:
    """Tell whether this output has a search page."""
    builder = app.builder
    return builder.format == "html" and not _is_one_file(app) and means(app) != "none"


def uses_pagefind(app: Sphinx) -> bool:
    """Tell whether this output is searched with Pagefind."""
    return has_search(app) and means(app) == "pagefind"


def _is_one_file(app: Sphinx) -> bool:
    # Embedded: an e-book, a help file.
    return app.builder.name == "singlehtml" or getattr(app.builder, "embedded", False)


def on_builder_inited(app: Sphinx) -> None:
    """Turn Sphinx's own index off where it is not what is searched."""
    if app.builder.format == "html" and means(app) != "sphinx":
        cast("StandaloneHTMLBuilder", app.builder).search = False
    if app.builder.format == "html" and not getattr(app.builder, "embedded", False):
        app.add_js_file(PAGE_SCRIPT, loading_method="defer")


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page, complete without a script: it lists every article."""
    if not uses_pagefind(app) or PAGE in app.env.found_docs:
        return
    catalog = catalog_of(app.env)
    entries = [
        {
            "docname": article.docname,
            "title": article.title,
            "excerpt": article.excerpt,
            "category": catalog.terms_of(article, "categories")[0].title,
            "words": " ".join(
                (
                    *article.front_matter.keywords,
                    *(
                        name
                        for term in catalog.terms_of(article, "tags")
                        for name in (term.title, *term.synonyms)
                    ),
                )
            ),
        }
        for article in catalog.articles
    ]
    context = {"title": translate("Search"), "kb_entries": entries, "furo_hide_toc": True}
    yield PAGE, context, PAGE_TEMPLATE


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Tell the page where search is, and its script what to say."""
    pathto = context["pathto"]
    context["kb_search"] = {
        "action": pathto(PAGE) if has_search(app) else "",
        "link": uses_pagefind(app),
    }
    context["kb_data"] = script_data(app, pathto)


def script_data(app: Sphinx, pathto: Callable[..., str]) -> dict[str, Any]:
    """Return what the scripts have to know of the page: addresses and words."""
    data: dict[str, Any] = {
        "words": {
            "copied": translate("Link copied"),
            "close": translate("Close"),
            "narrow": translate("Narrow this list"),
            "all": translate("All"),
            "category": translate("Category"),
            "tag": translate("Tag"),
            "audience": translate("Audience"),
            "table": translate("Table"),
            "shown": translate("{shown} of {total} articles shown"),
        }
    }
    if uses_pagefind(app):
        data["search"] = {
            "page": pathto(PAGE),
            "script": pathto(f"_static/{SEARCH_SCRIPT}", 1),
            "bundle": pathto(f"{BUNDLE}/pagefind.js", 1),
            "words": {
                "search": translate("Search"),
                "placeholder": translate("Search the knowledge base"),
                "none": translate("Nothing found for “{query}”"),
                "one": translate("1 result"),
                "many": translate("{count} results"),
                "all": translate("All results, with filters"),
                "more": translate("Show more results"),
                "clear": translate("Clear filters"),
                "category": translate("Category"),
                "tag": translate("Tag"),
                "audience": translate("Audience"),
                "author": translate("Author"),
                "year": translate("Year"),
            },
        }
    return data
