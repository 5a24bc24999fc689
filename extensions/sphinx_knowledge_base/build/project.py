"""The project: docnames are permalinks, and index pages are documents.

Sphinx asks its project which documents there are and where they are.  This one answers from the
catalog, so that every tool that knows docnames has the right address without knowing of slugs.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.errors import ConfigError
from sphinx.project import Project
from sphinx.util.matching import Matcher

from sphinx_knowledge_base.build.article_cache import ArticleCache
from sphinx_knowledge_base.build.catalog_cache import CatalogCache
from sphinx_knowledge_base.build.context import Build, hand_over
from sphinx_knowledge_base.build.problem_log import report
from sphinx_knowledge_base.build.related_cache import relate
from sphinx_knowledge_base.build.settings import from_config
from sphinx_knowledge_base.build.store import MANIFEST, store_of
from sphinx_knowledge_base.core.catalog.build import assemble
from sphinx_knowledge_base.core.catalog.published_urls import addresses, decoded, vanished
from sphinx_knowledge_base.core.catalog.taxonomy import Registry, read_taxonomy
from sphinx_knowledge_base.core.source_files import ENVIRONMENT_MARK, NEVER_SOURCES
from sphinx_knowledge_base.i18n.front_matter import translator

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util._pathlib import _StrPath

    from sphinx_knowledge_base.build.settings import Settings
    from sphinx_knowledge_base.core.catalog.catalog import Catalog

#: The file of every generated page; a ``source-read`` handler supplies the text.
GENERATED = Path(__file__).with_name("generated.md")

_MARKDOWN = ".md"


class KnowledgeBaseProject(Project):
    """The documents of a knowledge base.

    It holds what answers Sphinx's questions, and nothing else: see `build.context` for what a
    build finds out.
    """

    catalog: Catalog
    """What the documents are made of; empty before the first call of :meth:`discover`."""

    def __init__(
        self,
        srcdir: str | os.PathLike[str],
        source_suffix: Iterable[str],
        settings: Settings,
        articles: ArticleCache,
        catalogs: CatalogCache,
    ) -> None:
        super().__init__(srcdir, source_suffix)
        self._settings = settings
        # Sphinx calls doc2path while it discovers documents, to report problems.
        self.catalog = assemble([], Registry(), settings.rules())
        #: Docnames of generated pages that are replaced by a file of an editor.
        self.replaced: frozenset[str] = frozenset()
        #: Paths of article files that are not documents.
        self.withheld: frozenset[str] = frozenset()
        self._articles = articles
        self._catalogs = catalogs

    def __getstate__(self) -> dict[str, Any]:
        # The environment pickles its project, in parallel builds with each chunk.  Every build
        # finds out anew what is not in Sphinx's own project.
        sphinx = Project(self.srcdir, self.source_suffix)
        return {name: self.__dict__[name] for name in sphinx.__dict__}

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Find all documents: files, articles at their permalinks, and generated pages."""
        self.withheld = frozenset()  # Sphinx calls path2doc for every file
        super().discover((*exclude_paths, *NEVER_SOURCES), include_paths)
        self._forget_published()
        # Reading a named pipe would keep the build waiting for somebody to write into it.
        for path, docname in list(self._path_to_docname.items()):
            if not Path(self.srcdir, path).is_file():
                self._forget(docname, path)
        settings = self._settings
        is_article = Matcher(settings.article_patterns)
        rules = settings.rules()
        # Converted once: there may be many thousands of paths.
        names = {docname: path.as_posix() for docname, path in self._docname_to_path.items()}
        files = {
            name: (docname, self._docname_to_path[docname])
            for docname, name in names.items()
            if self._docname_to_path[docname].suffix == _MARKDOWN
            and is_article(name)
            and not rules.routes.is_index(docname)
        }
        self.catalog = self._catalogs.catalog(
            self._articles.sources(sorted(files)),
            self._registry(),
            {docname: name for docname, name in names.items() if name not in files},
            frozenset(address for _, address in addresses(self.ledger())),
        )
        self.withheld = self.catalog.withheld
        for docname, path in files.values():
            self._forget(docname, path)
        for article in self.catalog.articles:
            self._remember(article.docname, files[article.source][1])
        self.replaced = frozenset(self.docnames & self.catalog.pages.keys())
        for docname in self.catalog.pages.keys() - self.replaced:
            self.docnames.add(docname)
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
        """Tell whether *docname* is a generated page that is not replaced by a file."""
        return docname in self.catalog.pages and docname not in self.replaced

    def _forget_published(self) -> None:
        """Remove documents in output folders, doctree folders and virtual environments.

        Exports write Markdown there.
        """
        of_files = {path.parent for path in self._path_to_docname}
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
        path = Path(filename)
        if path.is_absolute() and path.is_relative_to(self.srcdir):
            path = path.relative_to(self.srcdir)
        found = self._path_to_docname.get(path)
        if found is not None:
            return found
        if path.as_posix() in self.withheld:
            return None
        return super().path2doc(filename)

    def ledger(self) -> str:
        """Return the text of the ledger; empty where there is none."""
        file = Path(self.srcdir) / self._settings.ledger
        if not self._settings.ledger or not file.is_file():
            return ""
        return decoded(file.read_bytes())

    def _registry(self) -> Registry:
        name = self._settings.taxonomy
        file = Path(self.srcdir) / name
        if not name or not file.is_file():
            return Registry()
        return read_taxonomy(name, file.read_bytes())


def on_builder_inited(app: Sphinx) -> None:
    """Replace Sphinx's project, which exists only now, and report the problems of the catalog."""
    settings = from_config(app.config)
    store, srcdir = store_of(app), Path(app.srcdir)
    articles = ArticleCache(store, srcdir, settings.reading_rules(), app.parallel)
    relations = partial(relate, store, articles.reader)
    catalogs = CatalogCache(srcdir, settings, translator(app), relations)
    suffixes = app.config.source_suffix
    project = KnowledgeBaseProject(app.srcdir, suffixes, settings, articles, catalogs)
    app.project = app.env.project = project
    hand_over(app.env, Build(settings, app.builder))
    # Builders look for outdated documents before Sphinx discovers any.
    app.env.find_files(app.config, app.builder)
    gone = vanished(settings.ledger, project.ledger(), project.catalog, project.docnames)
    report((*project.catalog.problems, *gone))


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Say early, and in words, that a site has no home page.

    :raises ConfigError: there is none.
    """
    home = app.config.root_doc
    if home not in env.found_docs:
        msg = (
            f"there is no home page: write {home}.md beside conf.py (and let include_patterns and "
            "exclude_patterns leave it in); 'kb init' starts a site that has one"
        )
        raise ConfigError(msg)


def project_of(env: BuildEnvironment) -> KnowledgeBaseProject:
    """Return the knowledge base's project."""
    return cast("KnowledgeBaseProject", env.project)


def catalog_of(env: BuildEnvironment) -> Catalog:
    """Return the catalog of this build."""
    return project_of(env).catalog
