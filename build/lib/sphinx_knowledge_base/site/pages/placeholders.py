"""Parts: places in a document that are filled from the catalog when the document is written.

A document that was read keeps a part only as a placeholder, so a change in what the catalog
says never makes it necessary to read the document again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

#: The builders that make a web site of one page for each document.
SITE_BUILDERS = frozenset({"html", "dirhtml"})


class part(nodes.General, nodes.Element):  # noqa: N801 -- docutils names nodes in lower case
    """A placeholder; ``kind`` says which filler replaces it, ``options`` what it is told."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a filler can ask: the catalog, and how to link from the page being written."""

    env: BuildEnvironment
    builder: Builder
    docname: str
    """The document whose page is written: the root, where all go into one file."""
    catalog: Catalog

    @property
    def routes(self) -> Routes:
        """Where every page is."""
        return self.catalog.routes

    @property
    def language(self) -> str:
        """The language of the site."""
        return str(self.env.config.language)

    @property
    def is_site(self) -> bool:
        """Whether the page is one of a web site, beside which other files are published."""
        return self.builder.name in SITE_BUILDERS

    def file(self, path: str) -> str:
        """Return the address of a file of the output, relative to the page being written."""
        return relative_uri(self.builder.get_target_uri(self.docname), quote(path))

    def link(
        self, docname: str, *content: nodes.Node, classes: Iterable[str] = (), anchor: str = ""
    ) -> nodes.Element:
        """Return a link to a document around *content*; mere text where it is not in the book."""
        inner = nodes.inline("", "", *content)
        link: nodes.Element
        try:
            link = make_refnode(self.builder, self.docname, docname, anchor, inner)
        except NoUri:
            link = inner
        link["classes"] += classes
        return link


#: Fills a part: gets the document's own name and the part's options.
Filler = Callable[[Writing, str, dict[str, Any]], Sequence[nodes.Node]]


def placeholder(kind: str, docname: str, **options: Any) -> part:
    """Return the placeholder of a part of *docname*."""
    return part("", kind=kind, docname=docname, options=options)
