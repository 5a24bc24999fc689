"""A snapshot of a site: the content of all its files at one moment, read without Sphinx."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_knowledge_base.checking.document_cache import Reader
from sphinx_knowledge_base.core.catalog.build import assemble
from sphinx_knowledge_base.core.catalog.images import (
    find_image,
    image_paths,
    image_size,
)
from sphinx_knowledge_base.core.catalog.inputs import Lookups
from sphinx_knowledge_base.core.catalog.published_urls import addresses
from sphinx_knowledge_base.core.catalog.taxonomy import Registry, read_taxonomy
from sphinx_knowledge_base.core.reading.references import anchors, heading_slug
from sphinx_knowledge_base.core.source_files import problems_of_others

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_knowledge_base.checking.document_cache import CheckedDocument, OnRead
    from sphinx_knowledge_base.checking.site_settings import SiteFolder
    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.catalog.related import Relations, Traits
    from sphinx_knowledge_base.core.problems import Problem

#: The line of a title in YAML or TOML.
_TITLE = re.compile(r"^title[ \t]*+[:=]([^\n]*+)", re.MULTILINE)


@dataclass(frozen=True)
class Snapshot:
    """The content of a site."""

    site: SiteFolder
    documents: Mapping[str, CheckedDocument]
    """Every source file by its path."""
    registry: Registry
    catalog: Catalog
    """The articles that readers would find today."""
    everything: Catalog
    """The same with drafts, scheduled and expired articles."""
    citations: Mapping[str, str]
    """The works that can be cited: keys, each with its entry in one line."""
    bibliography_problems: tuple[Problem, ...]

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """Docnames of the documents that are not articles, with their paths."""
        return {
            self.site.docname(path): path
            for path, document in self.documents.items()
            if document.source is None
        }

    @cached_property
    def docnames(self) -> Mapping[str, str]:
        """All docnames that readers find, with the paths of their files; "" for generated pages."""
        generated = dict.fromkeys((self.site.home, *self.catalog.pages), "")
        articles = {article.docname: article.source for article in self.catalog.articles}
        return generated | articles | dict(self.pages)

    @cached_property
    def docname_of(self) -> Mapping[str, str]:
        """The docname of every file, published or not."""
        unpublished = {article.source: article.docname for article in self.everything.articles}
        shown = {path: name for name, path in self.docnames.items() if path}
        return unpublished | shown

    @cached_property
    def unpublished(self) -> Mapping[str, str]:
        """Slugs of articles that readers do not find, and why: draft, scheduled, expired."""
        return {one.slug: one.unpublished for one in self.everything.articles if one.unpublished}

    @cached_property
    def glossary(self) -> Mapping[str, tuple[str, str, int]]:
        """Glossary terms, folded: as written, with file and line."""
        return {
            term.casefold(): (term, path, line)
            for path, document in self.documents.items()
            for term, line in document.glossary
        }

    @cached_property
    def labels(self) -> frozenset[str]:
        """The names of all link targets in all documents."""
        found = (anchor for path in self.documents for anchor in self.anchors(path))
        return frozenset(found)

    def anchors(self, path: str) -> frozenset[str]:
        """Return the names of the link targets in one document."""
        names = {anchor.name for anchor in anchors(self.text(path))}
        source = self.documents[path].source
        if source:  # a title without a heading becomes one
            title = source.front_matter.title if source.front_matter else ""
            # Front matter with an error is not parsed, but the line of its title is readable.
            written = None if title else _TITLE.search(self.text(path))
            names.add(heading_slug(written[1].strip() if written else title))
        return frozenset(names)

    def text(self, path: str) -> str:
        r"""Return the text of a document, with ``\n`` line ends."""
        return self.documents[path].text(self.site.root / path)


class SiteReader:
    """Reads snapshots of one site, and each time only the files that have changed."""

    def __init__(self, site: SiteFolder) -> None:
        self.site = site
        self._reader = Reader(site)

    def read(
        self, unsaved: Mapping[str, str] | None = None, on_read: OnRead = lambda *_: None
    ) -> Snapshot:
        """Return the current snapshot.

        :param unsaved: Texts of files, by their paths, that an editor has not saved yet.
        :param on_read: Called with the number of files read so far, and of all files.
        """
        site = self.site
        unsaved = unsaved or {}
        odd = site.odd_files()
        paths = site.documents(odd)
        new = (one for one in unsaved if site.found_files.is_article(one))
        documents = self._reader.documents(sorted({*paths, *new}), unsaved, on_read)
        registry = self._registry(unsaved)
        pages = {
            site.docname(path): path
            for path, document in documents.items()
            if document.source is None
        }
        lookups = Lookups(
            find_image=lambda path: find_image(site.root, site.settings.image_roots, path),
            measure=lambda path: image_size(site.root / path, site.settings.image_max_pixels),
            documents=pages,
            pictures=lambda: image_paths(site.root, site.settings.image_roots),
            ledger=frozenset(address for _, address in addresses(site.ledger())),
            problems=(
                *problems_of_others(site.found_files.others, site.settings.article_suffixes),
                *odd,
            ),
            relate=_unrelated,
        )
        sources = [one.source for one in documents.values() if one.source is not None]
        rules = replace(site.settings.rules(), preview=False)
        catalog = assemble(sources, registry, rules, lookups)
        everything = catalog
        if catalog.not_documents:
            everything = assemble(sources, registry, replace(rules, preview=True), lookups)
        cited = self._reader.citations()
        return Snapshot(
            site=site,
            documents=documents,
            registry=registry,
            catalog=catalog,
            everything=everything,
            citations=cited.works,
            bibliography_problems=cited.problems,
        )

    def save(self) -> None:
        """Save the cache for the next command."""
        self._reader.save()

    def _registry(self, unsaved: Mapping[str, str]) -> Registry:
        name = self.site.settings.taxonomy
        if name in unsaved:
            return read_taxonomy(name, unsaved[name].encode())
        file = self.site.root / name
        return read_taxonomy(name, file.read_bytes()) if name and file.is_file() else Registry()


def _unrelated(articles: Sequence[Traits], limit: int) -> Relations:
    """Leave out related articles: only pages show them, and they take longest to find."""
    return {}


def unpublished_sources(snapshot: Snapshot) -> Iterator[str]:
    """Yield the files of valid articles that are not yet published, or no longer."""
    return (one.source for one in snapshot.everything.articles if one.unpublished)
