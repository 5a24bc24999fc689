"""The build context: the results of this build so far, as one value.

No step of a build writes on the objects of another.  A step that has a result hands over the
context with its field filled in; later steps read it::

    hand_over(env, replace(build_of(env), sidebar=sidebar(env)))

The context belongs to one build.  Sphinx creates its domains for each build and pickles none of
them, so the ``kb`` domain carries it: forked worker processes inherit it, the stored environment
does not contain it, and the next ``Sphinx()`` in the same process starts without one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

from sphinx.domains import Domain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.build.settings import Settings
    from sphinx_knowledge_base.core.reading.bibliography import Work


class NavigationLink(NamedTuple):
    """One link of the sidebar or of a page's breadcrumbs."""

    title: str
    target: str
    """A docname, or an absolute URL."""
    children: tuple[NavigationLink, ...] = ()

    @property
    def is_external(self) -> bool:
        """Whether the target is a URL."""
        return "://" in self.target


@dataclass(frozen=True, slots=True)
class SidebarGroup:
    """Links of the sidebar under one caption."""

    caption: str
    entries: tuple[NavigationLink, ...]
    is_by_hand: bool = False
    """Whether an editor's toctree lists these documents; the catalog gives the other groups."""


@dataclass(frozen=True, slots=True)
class Sidebar:
    """The sidebar, which is the same on every page."""

    groups: tuple[SidebarGroup, ...] = ()
    digest: str = ""
    """A digest of the groups."""


class BookLinks(NamedTuple):
    """Links from an article's page to one book that contains it."""

    title: str
    """Title of the book; empty for the PDF of the article alone."""
    formats: tuple[tuple[str, str], ...]
    """For each format (``pdf``, ``epub``) its URL, or its path below the site's root."""


@dataclass(frozen=True, slots=True)
class FinishedBooks:
    """The books that readers of the site can download."""

    links: Mapping[str, tuple[BookLinks, ...]] = field(default_factory=dict)
    """The links of each article, by slug."""
    files: Mapping[str, Path] = field(default_factory=dict)
    """The books that the site itself publishes: path below its root to file."""


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """Which files belong to whom; the same for all documents.

    All paths are absolute, without symbolic links.
    """

    srcdir: Path = Path()
    not_documents: frozenset[Path] = frozenset()
    """The files of articles that are unpublished or broken."""
    image_roots: tuple[Path, ...] = ()
    extensions: tuple[Path, ...] = ()
    """The folders of the extensions that ``conf.py`` names."""
    translations: tuple[Path, ...] = ()
    """The folders of message catalogs."""


class ShownPage(NamedTuple):
    """What a build found out about one page."""

    digest: str
    """Digest of the facts that it shows."""
    read_at: int | None
    """When its document was read."""
    leads_to: tuple[str, ...]
    """The docnames of the pages that its links lead to, of which it shows titles and headings."""


class ShownPages(NamedTuple):
    """What a build found out about all pages."""

    pages: Mapping[str, ShownPage] = MappingProxyType({})
    """By docname."""
    articles: Mapping[str, str] = MappingProxyType({})
    """A digest of each article in the catalog, by docname."""
    rest: str = ""
    """A digest of all other facts that pages show."""
    with_findings: tuple[str, ...] = ()
    """Documents with references that lead nowhere (`site.checks`)."""


@dataclass(frozen=True, slots=True)
class Build:
    """The results of this build.  The fields below ``builder`` are filled in build order."""

    settings: Settings
    """The ``kb_`` settings of ``conf.py``, checked."""
    builder: Builder
    bibliography: Mapping[str, Work] = field(default_factory=dict)
    """The works that articles can cite, by BibTeX key (`site.content.citations`)."""
    files: SiteFiles = SiteFiles()
    """Filled before documents are read (`site.file_access`)."""
    books: FinishedBooks = field(default_factory=FinishedBooks)
    """The books that pages link to (`book.book_files`)."""
    sidebar: Sidebar = field(default_factory=Sidebar)
    """Filled once all documents have been read (`site.pages.navigation`)."""
    parents: Mapping[str, str] = field(default_factory=dict)
    """The documents whose toctrees list hand-written ones (`site.pages.navigation`)."""
    touched: AbstractSet[str] = frozenset()
    """The documents that facts changed since the last build may touch (`site.touched_pages`)."""
    shown: ShownPages = ShownPages()
    """What all pages show (`site.outdated`)."""


class BuildDomain(Domain):
    """The base of the ``kb`` domain; it carries the context of the build."""

    name = "kb"
    build: Build


def build_of(env: BuildEnvironment) -> Build:
    """Return the results of this build so far."""
    return cast("BuildDomain", env.get_domain(BuildDomain.name)).build


def hand_over(env: BuildEnvironment, build: Build) -> None:
    """Give later steps *build*, a copy of :func:`build_of` with a field filled in."""
    cast("BuildDomain", env.get_domain(BuildDomain.name)).build = build
