"""The project: docnames are permalinks, and index pages are documents.

Sphinx asks its project which documents exist and where they are.  This one answers from the
catalog, so every tool that uses docnames gets the right address without knowing slugs.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.project import Project

from sphinx_knowledge_base.build.article_cache import ArticleCache
from sphinx_knowledge_base.build.catalog_cache import CatalogCache
from sphinx_knowledge_base.build.configuration import from_config
from sphinx_knowledge_base.build.context import Build, hand_over
from sphinx_knowledge_base.build.found_files import FoundFiles
from sphinx_knowledge_base.build.image_sizes import ImageSizes
from sphinx_knowledge_base.build.problem_log import report
from sphinx_knowledge_base.build.related_cache import relate
from sphinx_knowledge_base.build.store import MANIFEST, store_of
from sphinx_knowledge_base.core.catalog.build import assemble
from sphinx_knowledge_base.core.catalog.published_urls import addresses, decoded, vanished
from sphinx_knowledge_base.core.catalog.taxonomy import Registry, read_taxonomy
from sphinx_knowledge_base.core.source_files import (
    ENVIRONMENT_MARK,
    NEVER_SOURCES,
    problems_of_others,
)
from sphinx_knowledge_base.i18n.front_matter import translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util._pathlib import _StrPath

    from sphinx_knowledge_base.build.settings import Settings
    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.reading.rules import ReadingRules

#: The extension of MyST that replaces ``{{ name }}`` by a value.
_SUBSTITUTION = "substitution"

#: The file of every generated page; a ``source-read`` handler supplies the text.
GENERATED = Path(__file__).with_name("generated.md")


class KnowledgeBaseProject(Project):
    """The documents of a knowledge base.

    It has only what Sphinx asks a project for; `build.context` has the results of a build.
    """

    catalog: Catalog
    """The source of the documents; empty before the first call of :meth:`discover`."""

    def __init__(
        self,
        srcdir: str | os.PathLike[str],
        source_suffix: Iterable[str],
        settings: Settings,
        articles: ArticleCache,
        catalogs: CatalogCache,
        home: str = "index",
        page_suffixes: Iterable[str] = (),
    ) -> None:
        """Make a project without documents.

        :param source_suffix: The suffixes of all files that can be read.
        :param page_suffixes: The suffixes of documents that are not articles.
        :param home: The docname of the home page.
        """
        super().__init__(srcdir, source_suffix)
        self._settings = settings
        self._home = home
        self._page_suffixes = tuple(page_suffixes) or self.source_suffix
        self._files: FoundFiles | None = None
        # Sphinx calls doc2path while it discovers documents, to report problems.
        self.catalog = assemble([], Registry(), settings.rules())
        #: Docnames of generated pages that are replaced by a file of an editor.
        self.replaced: frozenset[str] = frozenset()
        #: Paths of article files that are not documents.
        self.not_documents: frozenset[str] = frozenset()
        self._articles = articles
        self._catalogs = catalogs

    def __getstate__(self) -> dict[str, Any]:
        # The environment pickles its project, in parallel builds with each chunk.  Pickle only
        # the attributes of Sphinx's own project; every build computes the others again.
        sphinx = Project(self.srcdir, self.source_suffix)
        return {name: self.__dict__[name] for name in sphinx.__dict__}

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Find all documents: files, articles at their permalinks, and generated pages."""
        self.not_documents = frozenset()
        self._files = found = FoundFiles(self._settings, self._home, self._page_suffixes)
        super().discover((*exclude_paths, *NEVER_SOURCES), include_paths)
        self._files = None
        self._forget_published(found.others)
        ledger = ledger_text(Path(self.srcdir), self._settings)
        # Converted once: there may be many thousands of paths.
        names = {docname: path.as_posix() for docname, path in self._docname_to_path.items()}
        articles = {
            docname: self._docname_to_path[docname] for docname in found.articles & names.keys()
        }
        self.catalog = self._catalogs.catalog(
            self._articles.sources(sorted(articles)),
            self._registry(),
            {docname: name for docname, name in names.items() if docname not in articles},
            frozenset(address for _, address in addresses(ledger)),
            tuple(problems_of_others(found.others, self._settings.article_suffixes)),
        )
        self.not_documents = self.catalog.not_documents
        for docname, path in articles.items():
            self._forget(docname, path)
        for article in self.catalog.articles:
            self._remember(article.docname, articles[article.source])
        self.replaced = frozenset(self.docnames & self.catalog.pages.keys())
        self.docnames.update(self.catalog.pages.keys(), {self._home})
        return self.docnames

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """Return the file of a document; all generated pages have the same.

        The relative path of a generated page follows from its docname, because relative links start
        there and no output should name a folder of this package.
        """
        if absolute and self.is_generated(docname):
            return type(self.srcdir)(GENERATED)
        return super().doc2path(docname, absolute)

    def is_generated(self, docname: str) -> bool:
        """Return whether *docname* is a generated page that no file replaces."""
        is_known = docname in self.catalog.pages or docname == self._home
        return is_known and docname not in self._docname_to_path

    def _forget_published(self, others: dict[str, bool]) -> None:
        """Remove documents in output folders, doctree folders and virtual environments.

        Exports write Markdown there.

        :param others: Paths of other texts; those in such folders are removed too.
        """
        of_files = {path.parent for path in (*self._path_to_docname, *map(Path, others))}
        folders = {folder for inner in of_files for folder in (inner, *inner.parents)}
        outputs = {
            folder
            for folder in folders
            for mark in (MANIFEST, ENV_PICKLE_FILENAME, ENVIRONMENT_MARK)
            if Path(self.srcdir, folder, mark).is_file()
        } - {Path()}
        if not outputs:
            return
        for path, docname in list(self._path_to_docname.items()):
            if not outputs.isdisjoint(path.parents):
                self._forget(docname, path)
        for other in [path for path in others if not outputs.isdisjoint(Path(path).parents)]:
            del others[other]

    def _remember(self, docname: str, path: Path) -> None:
        self.docnames.add(docname)
        self._path_to_docname[path] = docname
        self._docname_to_path[docname] = path

    def _forget(self, docname: str, path: Path) -> None:
        self.docnames.discard(docname)
        self._path_to_docname.pop(path, None)
        self._docname_to_path.pop(docname, None)

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the docname of a file; None for an article that is not published."""
        if self._files is not None:
            # Sphinx asks for every file while it discovers documents, by its relative path.
            return self._files.docname(os.fspath(filename).replace(os.sep, "/"))
        path = Path(filename)
        if path.is_absolute() and path.is_relative_to(self.srcdir):
            path = path.relative_to(self.srcdir)
        found = self._path_to_docname.get(path)
        if found is not None:
            return found
        if path.as_posix() in self.not_documents:
            return None
        return super().path2doc(filename)

    def _registry(self) -> Registry:
        name = self._settings.taxonomy
        file = Path(self.srcdir) / name
        if not name or not file.is_file():
            return Registry()
        return read_taxonomy(name, file.read_bytes())


def ledger_text(srcdir: Path, settings: Settings) -> str:
    """Return the text of the ledger; empty if there is none."""
    file = Path(srcdir) / settings.ledger
    if not settings.ledger or not file.is_file():
        return ""
    return decoded(file.read_bytes())


def replace_project(app: Sphinx, page_suffixes: Sequence[str]) -> None:
    """Replace Sphinx's project, which exists only now, and report the problems of the catalog.

    :param page_suffixes: The suffixes of documents that are not articles.
    """
    settings = from_config(app.config)
    store, srcdir = store_of(app), Path(app.srcdir)
    articles = ArticleCache(store, srcdir, _reading_rules(app.config, settings), app.parallel)
    relations = partial(relate, store, articles.reader)
    sizes = ImageSizes(store, srcdir, settings.image_max_pixels)
    catalogs = CatalogCache(srcdir, settings, translator(app), relations, sizes.measure)
    project = KnowledgeBaseProject(
        app.srcdir,
        app.config.source_suffix,
        settings,
        articles,
        catalogs,
        app.config.root_doc,
        page_suffixes,
    )
    app.project = app.env.project = project
    hand_over(app.env, Build(settings, app.builder))
    # Builders look for outdated documents before Sphinx discovers any.
    app.env.find_files(app.config, app.builder)
    sizes.save()
    gone = vanished(
        settings.ledger, ledger_text(srcdir, settings), project.catalog, project.docnames
    )
    report((*project.catalog.problems, *gone))


def _reading_rules(config: Config, settings: Settings) -> ReadingRules:
    """Return the settings that reading an article depends on, those of MyST included."""
    rules = settings.reading_rules()
    if _SUBSTITUTION not in getattr(config, "myst_enable_extensions", ()):
        return rules
    return replace(rules, substitutions=dict(config.myst_substitutions))


def project_of(env: BuildEnvironment) -> KnowledgeBaseProject:
    """Return the knowledge base's project."""
    return cast("KnowledgeBaseProject", env.project)


def catalog_of(env: BuildEnvironment) -> Catalog:
    """Return the catalog of this build."""
    return project_of(env).catalog
