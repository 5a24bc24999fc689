"""Placeholders: nodes that are replaced by content from the catalog when a page is written.

A stored doctree contains only the placeholder, so a change in the catalog never requires reading
the document again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.errors import NoUri
from sphinx.util.nodes import make_refnode
from sphinx.util.osutil import relative_uri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.catalog.routes import Routes

#: Builders that write a web site with one page for each document.
SITE_BUILDERS = frozenset({"html", "dirhtml"})


class PlaceholderKind(StrEnum):
    """The content that replaces a placeholder on the written page."""

    ARTICLE_HEADER = "article-header"
    ARTICLE_FOOTER = "article-footer"
    ARTICLES = "articles"
    """A list of articles: ``{articles}``."""
    TERMS = "terms"
    """A list of the terms of a taxonomy: ``{kb-terms}``."""
    PAGE = "page"
    """Everything below the title of a generated page: ``{kb-page}``."""
    SEARCH = "search"
    """A search box: ``{kb-search}``."""


class placeholder(nodes.General, nodes.Element):  # noqa: N801 -- docutils names nodes in lower case
    """Replaced by content when a page is written.

    ``kind`` is a :class:`PlaceholderKind` and selects the filler, ``docname`` is the document that
    holds the node, and ``options`` are passed to the filler.
    """


def make_placeholder(kind: PlaceholderKind, docname: str, **options: Any) -> placeholder:
    """Return a placeholder for the document *docname*."""
    return placeholder("", kind=kind, docname=docname, options=options)


@dataclass(frozen=True, slots=True)
class Writing:
    """What a filler may use: the catalog, and links from the page being written."""

    env: BuildEnvironment
    builder: Builder
    docname: str
    """The document whose page is written; the root document if all pages become one file."""
    catalog: Catalog

    @property
    def routes(self) -> Routes:
        """The docname of every page."""
        return self.catalog.routes

    @property
    def language(self) -> str:
        """The language of the site."""
        return str(self.env.config.language)

    @property
    def is_site(self) -> bool:
        """Whether the page belongs to a web site, so that it can link to other exported files."""
        return self.builder.name in SITE_BUILDERS

    def file(self, path: str) -> str:
        """Return the address of an output file, relative to the page being written."""
        return relative_uri(self.builder.get_target_uri(self.docname), quote(path))

    def link(
        self, docname: str, *content: nodes.Node, classes: Iterable[str] = (), anchor: str = ""
    ) -> nodes.Element:
        """Return *content* as a link to *docname*, or unlinked if this output lacks that document.

        A book, for example, contains only some of the documents.
        """
        inner = nodes.inline("", "", *content)
        link: nodes.Element
        try:
            link = make_refnode(self.builder, self.docname, docname, anchor, inner)
        except NoUri:
            link = inner
        link["classes"] += classes
        return link


#: Returns the content of a placeholder, given its ``docname`` and ``options``.
Filler = Callable[[Writing, str, dict[str, Any]], Sequence[nodes.Node]]
