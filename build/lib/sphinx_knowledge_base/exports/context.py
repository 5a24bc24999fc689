"""What every publisher is told: the catalog, where everything is, and whose site it is."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.site.pages.placeholders import SITE_BUILDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx.application import Sphinx

    from sphinx_knowledge_base.build.settings import Settings
    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Article, Term


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses of pages and files, in the form that the builder gives them."""

    base: str
    """``html_baseurl`` with a slash at its end."""
    target_uri: Callable[[str], str]
    """The builder's own: from a docname to an address relative to the base."""

    def page(self, docname: str) -> str:
        """Return the address of a document's page."""
        return posixpath.join(self.base, self.target_uri(docname))

    def file(self, path: str) -> str:
        """Return the address of another file of the output."""
        return self.base + quote(path)

    @property
    def host(self) -> str:
        """The name of the host that serves the site."""
        return urlsplit(self.base).netloc

    @property
    def path(self) -> str:
        """The path under which the site is served, with a slash at both ends."""
        return urlsplit(self.base).path


@dataclass(frozen=True, slots=True)
class Site:
    """Whose site it is and what it is about."""

    name: str
    language: str
    """As HTML, XML and JSON-LD write it (RFC 5646): ``pt-BR``."""
    description: str
    organization: str
    rights: str
    home: str
    """Docname of the home page."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A site on the day of its build."""

    catalog: Catalog
    addresses: Addresses
    site: Site
    settings: Settings
    shown: Mapping[str, str]
    """Digest of what each page shows of the catalog, by docname."""

    def facts_of(self, article: Article) -> str:
        """Return what is equal in two builds if all that is said of *article* is."""
        return self.shown[article.docname]

    @property
    def articles(self) -> Sequence[Article]:
        """What is published, newest first: a preview shows more pages, but publishes none."""
        return [article for article in self.catalog.articles if not article.unpublished]

    def articles_of(self, term: Term) -> Sequence[Article]:
        """Return what is published of a term, newest first (a series in its own order)."""
        members = self.catalog.members[term.taxonomy, term.key]
        return [article for article in members if not article.unpublished]

    @property
    def has_feed(self) -> bool:
        """Whether the site has a feed, which has at least one article."""
        return self.settings.makes("feeds") and self.catalog.has_published

    def is_organization(self, author: Term) -> bool:
        """Tell whether an author is a part of the organization, by bearing its name."""
        whole, name = self.site.organization.casefold(), author.title.casefold()
        return name == whole or name.startswith(f"{whole} ")


def site_builder(app: Sphinx) -> StandaloneHTMLBuilder | None:
    """Return the builder if it makes a web site of one page for each document."""
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder) and builder.name in SITE_BUILDERS:
        return builder
    return None


def publication_of(app: Sphinx) -> Publication | None:
    """Return what publishers are told, or None when there is nothing to publish.

    That is so for builders that make no web site, and without ``html_baseurl``: whoever reads a
    feed or a sitemap needs to know where the pages are.
    """
    config = app.config
    builder = site_builder(app)
    if builder is None or not config.html_baseurl:
        return None
    settings = project_of(app.env).settings
    return Publication(
        catalog_of(app.env),
        Addresses(config.html_baseurl.rstrip("/") + "/", builder.get_target_uri),
        Site(
            name=config.project,
            language=config.language.replace("_", "-"),
            description=settings.description,
            organization=settings.organization or config.author or config.project,
            rights=_rights(config.project_copyright),
            home=config.root_doc,
        ),
        settings,
        project_of(app.env).shown,
    )


def _rights(copyright_: str | Sequence[str]) -> str:
    lines = [copyright_] if isinstance(copyright_, str) else copyright_
    return ", ".join(f"© {line}" for line in lines if line)
