"""The search for readers: the search page, links to it, and the box on the home page.

``kb_search`` selects the engine: ``pagefind`` (``exports.pagefind`` makes its index),
``sphinx`` (Sphinx's own index and the theme's search page) or ``none``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.output_names import SEARCH_INDEX
from sphinx_knowledge_base.i18n.interface import translate
from sphinx_knowledge_base.site.placeholders import PlaceholderKind, make_placeholder, placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.site.placeholders import Writing

BOX_TEMPLATE = "kb/search-box.html"
PAGE_TEMPLATE = "kb/search.html"

#: Pagename of the search page.  A document of this name replaces it.
PAGE = "search"

#: The script that every page loads, and the one that it loads when a reader starts to search.
PAGE_SCRIPT = "knowledge-base.js"
SEARCH_SCRIPT = "knowledge-base-search.js"


class SearchDirective(SphinxDirective):
    """``{kb-search}``: a search box that leads to the search page."""

    def run(self) -> list[nodes.Node]:
        return [make_placeholder(PlaceholderKind.SEARCH, self.env.docname)]


class MarkSearchSection(SphinxTransform):
    """Add a class to the section around a search box, which gives the home page its look."""

    # After sections have their final places (440).
    default_priority = 500
    fastbuild_needs = (placeholder,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        for node in self.document.findall(placeholder):
            if node["kind"] == PlaceholderKind.SEARCH and isinstance(node.parent, nodes.section):
                node.parent["classes"].append("kb-entrance")


def box(writing: Writing, docname: str, options: dict[str, Any]) -> Sequence[nodes.Node]:
    """Return the content of a ``{kb-search}`` placeholder; nothing if there is no search page."""
    builder = writing.builder
    if not has_search(writing.env):
        return []
    action = builder.get_relative_uri(writing.docname, PAGE)
    html = builder.templates.render(
        BOX_TEMPLATE, {"kb_": translate, "action": action, "suffix": "home"}
    )
    return [nodes.raw("", html, format="html")]


def engine(env: BuildEnvironment) -> str:
    """Return the search engine: the value of ``kb_search``."""
    return build_of(env).settings.search


def has_search(env: BuildEnvironment) -> bool:
    """Return whether this output has a search page."""
    builder = build_of(env).builder
    # EPUB and help files are embedded.
    is_one_file = builder.name == "singlehtml" or getattr(builder, "embedded", False)
    return builder.format == "html" and not is_one_file and engine(env) != "none"


def uses_pagefind(env: BuildEnvironment) -> bool:
    """Return whether readers search this output with Pagefind."""
    return has_search(env) and engine(env) == "pagefind"


def on_builder_inited(app: Sphinx) -> None:
    """Turn off Sphinx's search index if another engine is used, and add the script."""
    if app.builder.format == "html" and engine(app.env) != "sphinx":
        cast("StandaloneHTMLBuilder", app.builder).search = False
    if app.builder.format == "html" and not getattr(app.builder, "embedded", False):
        app.add_js_file(PAGE_SCRIPT, loading_method="defer")


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the search page.  It lists every article, for readers without JavaScript."""
    if not uses_pagefind(app.env) or PAGE in app.env.found_docs:
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
    context = {
        "title": translate("Search"),
        "kb_entries": entries,
        "furo_hide_toc": True,
        # For sphinx_fastbuild: when a build does not yield this page, it is stale.
        "fastbuild_every_build": True,
    }
    yield PAGE, context, PAGE_TEMPLATE


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add the search page's address, and the data of the scripts, to the context."""
    pathto = context["pathto"]
    context["kb_search"] = {
        "action": pathto(PAGE) if has_search(app.env) else "",
        "link": uses_pagefind(app.env),
    }
    context["kb_data"] = script_data(app, pathto)


def script_data(app: Sphinx, pathto: Callable[..., str]) -> dict[str, Any]:
    """Return the data of the scripts, which the page embeds as JSON: addresses and texts."""
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
    if uses_pagefind(app.env):
        data["search"] = {
            "page": pathto(PAGE),
            "script": pathto(f"_static/{SEARCH_SCRIPT}", 1),
            "bundle": pathto(f"{SEARCH_INDEX}/pagefind.js", 1),
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
