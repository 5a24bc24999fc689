"""The input of every export: the catalog, the site, its addresses and its settings."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.site.placeholders import SITE_BUILDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx.application import Sphinx

    from sphinx_knowledge_base.build.context import ShownPage
    from sphinx_knowledge_base.build.settings import Settings
    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Article, Term


@dataclass(frozen=True, slots=True)
class Addresses:
    """Absolute addresses of pages and files."""

    base: str
    """``html_baseurl`` with a slash at its end."""
    target_uri: Callable[[str], str]
    """The builder's ``get_target_uri``: from a docname to an address relative to the base."""

    def page(self, docname: str) -> str:
        """Return the address of a document's page."""
        return posixpath.join(self.base, self.target_uri(docname))

    def file(self, path: str) -> str:
        """Return the address of any other file, given its path below the output folder."""
        return self.base + quote(path)

    @property
    def host(self) -> str:
        """The host that serves the site."""
        return urlsplit(self.base).netloc

    @property
    def path(self) -> str:
        """The path under which the site is served, with a slash at both ends."""
        return urlsplit(self.base).path


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The name, the publisher and the description of the site."""

    name: str
    language: str
    """A language tag as in HTML, XML and JSON-LD (RFC 5646): ``pt-BR``."""
    description: str
    organization: str
    rights: str
    home: str
    """Docname of the home page."""


@dataclass(frozen=True, slots=True)
class ExportContext:
    """The input of every export."""

    catalog: Catalog
    addresses: Addresses
    site: SiteFacts
    settings: Settings
    pages: Mapping[str, ShownPage]
    """What each page shows, by docname."""

    def digest_of(self, article: Article) -> str:
        """Return a digest of all data of *article* in the catalog."""
        return self.pages[article.docname].digest

    @property
    def articles(self) -> Sequence[Article]:
        """The articles to export, newest first.

        A preview builds pages for drafts and scheduled articles, but exports never contain them.
        """
        return [article for article in self.catalog.articles if not article.unpublished]

    def articles_of(self, term: Term) -> Sequence[Article]:
        """Return the articles to export of a term, newest first (a series in its own order)."""
        members = self.catalog.members[term.taxonomy, term.key]
        return [article for article in members if not article.unpublished]

    def has_articles(self, term: Term) -> bool:
        """Tell whether a term has articles to export."""
        members = self.catalog.members[term.taxonomy, term.key]
        return any(not article.unpublished for article in members)

    @property
    def has_feed(self) -> bool:
        """Whether the site has a feed; a feed needs at least one article."""
        return self.settings.makes("feeds") and self.catalog.has_published

    def is_organization(self, author: Term) -> bool:
        """Return whether an author is part of the organization: its name starts the same way."""
        whole, name = self.site.organization.casefold(), author.title.casefold()
        return name == whole or name.startswith(f"{whole} ")


def site_builder(app: Sphinx) -> StandaloneHTMLBuilder | None:
    """Return the builder if it makes a web site with one page for each document."""
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder) and builder.name in SITE_BUILDERS:
        return builder
    return None


def export_context(app: Sphinx) -> ExportContext | None:
    """Return the input of exports, or None if there is nothing to export.

    Only web sites have exports, and only with ``html_baseurl``: a feed or a sitemap needs the
    absolute addresses of the pages.
    """
    config = app.config
    builder = site_builder(app)
    if builder is None or not config.html_baseurl:
        return None
    build = build_of(app.env)
    return ExportContext(
        catalog_of(app.env),
        Addresses(config.html_baseurl.rstrip("/") + "/", builder.get_target_uri),
        SiteFacts(
            name=config.project,
            language=config.language.replace("_", "-"),
            description=build.settings.description,
            organization=build.settings.organization or config.author or config.project,
            rights=_rights(config.project_copyright),
            home=config.root_doc,
        ),
        build.settings,
        build.shown.pages,
    )


def _rights(copyright_: str | Sequence[str]) -> str:
    lines = [copyright_] if isinstance(copyright_, str) else copyright_
    return ", ".join(f"© {line}" for line in lines if line)
