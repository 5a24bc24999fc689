"""The project: docnames are permalinks, and index pages are documents.

Sphinx asks its project which documents there are and where they are.  This one answers from the
catalog, so that every tool that knows docnames has the right address without knowing of slugs.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.project import Project
from sphinx.util.matching import Matcher

from sphinx_knowledge_base.build.article_cache import Scan
from sphinx_knowledge_base.build.catalog_cache import Assembler
from sphinx_knowledge_base.build.problem_log import report
from sphinx_knowledge_base.build.related_cache import relate
from sphinx_knowledge_base.build.settings import Settings, from_config
from sphinx_knowledge_base.core.catalog.build import assemble
from sphinx_knowledge_base.core.catalog.published_urls import vanished
from sphinx_knowledge_base.core.catalog.taxonomy import Registry, read_taxonomy
from sphinx_knowledge_base.core.source_files import ENVIRONMENT_MARK, NEVER_SOURCES
from sphinx_knowledge_base.i18n.front_matter import translator

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util._pathlib import _StrPath

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.problems import Problem
    from sphinx_knowledge_base.site.content.bibliography import Reference
    from sphinx_knowledge_base.site.pages.navigation import Group

#: The file behind every generated page; ``source-read`` gives it its text.
GENERATED = Path(__file__).with_name("generated.md")

#: The file in an output folder that lists what publishers wrote there.
MANIFEST = ".published"

_MARKDOWN = ".md"

#: What was read of the articles, beside the environment.
SCAN = "knowledge-base-scan.pickle"

#: Which of them lead to which, beside it.
RELATIONS = "knowledge-base-relations.pickle"


class KnowledgeBaseProject(Project):
    """The documents of a knowledge base."""

    catalog: Catalog
    builder: Builder
    """The builder of this build, for what is made of the catalog when a document is written."""

    def __init__(
        self,
        srcdir: str | os.PathLike[str],
        source_suffix: Iterable[str],
        settings: Settings,
        scan: Scan,
        assembler: Assembler,
    ) -> None:
        super().__init__(srcdir, source_suffix)
        self.settings = settings
        # Sphinx asks where documents are while it looks for them, to say what is wrong with one.
        self.catalog = assemble([], Registry(), settings.rules())
        #: What articles can cite, by the keys that they write.
        self.bibliography: Mapping[str, Reference] = {}
        #: Docnames of generated pages that an editor's own file replaces.
        self.replaced: frozenset[str] = frozenset()
        #: Paths of article files that are no documents.
        self.withheld: frozenset[str] = frozenset()
        #: What the sidebar of every page shows; settled when all documents have been read.
        self.sidebar: tuple[Group, ...] = ()
        self.sidebar_digest = ""
        #: The finished books that readers of an article can have, by its slug: of each book its
        #: title ("" is the article by itself) with the formats and where these are.
        self.downloads: dict[str, tuple[tuple[str, tuple[tuple[str, str], ...]], ...]] = {}
        #: Those that the site publishes: path below its root to file.
        self.finished: Mapping[str, Path] = {}
        #: Digest of what each page shows of the catalog today.
        self.shown: dict[str, str] = {}
        self._scan = scan
        self._assembler = assembler
        self._reported = False

    def __getstate__(self) -> dict[str, Any]:
        # The environment pickles its project, also with each chunk of a parallel build.  All
        # that is beyond Sphinx's own project is known anew in every build.
        sphinx = Project(self.srcdir, self.source_suffix)
        return {name: self.__dict__[name] for name in sphinx.__dict__}

    def discover(
        self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)
    ) -> set[str]:
        """Find the documents: those of files, articles at their permalinks, generated pages."""
        self.withheld = frozenset()  # Sphinx asks path2doc whether a file is a document
        super().discover((*exclude_paths, *NEVER_SOURCES), include_paths)
        self._forget_published()
        settings = self.settings
        is_article = Matcher(settings.article_patterns)
        rules = settings.rules()
        # There may be many thousands, and a path takes longer to make than to look up.
        names = {docname: path.as_posix() for docname, path in self._docname_to_path.items()}
        files = {
            name: (docname, self._docname_to_path[docname])
            for docname, name in names.items()
            if self._docname_to_path[docname].suffix == _MARKDOWN
            and is_article(name)
            and not rules.routes.is_index(docname)
        }
        self.catalog = self._assembler.catalog(
            self._scan.sources(sorted(files)),
            self._registry(),
            {docname: name for docname, name in names.items() if name not in files},
        )
        self.withheld = self.catalog.withheld
        for docname, path in files.values():
            self._forget(docname, path)
        for article in self.catalog.articles:
            self._remember(article.docname, files[article.source][1])
        self.replaced = frozenset(self.docnames & self.catalog.pages.keys())
        for docname in self.catalog.pages.keys() - self.replaced:
            self.docnames.add(docname)
        if not self._reported:
            self.bibliography, flaws = self._bibliography()
            report((*self.catalog.problems, *flaws, *self._vanished()))
            self._reported = True
        return self.docnames

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """Return the file of a document; a generated page's is the same for all.

        Asked for a relative path, a generated page answers with the one that its docname
        suggests: relative links start there, and no output names a folder of this package.
        """
        if absolute and self.is_generated(docname):
            return type(self.srcdir)(GENERATED)
        return super().doc2path(docname, absolute)

    def is_generated(self, docname: str) -> bool:
        """Tell whether *docname* is a generated page that no file replaces."""
        return docname in self.catalog.pages and docname not in self.replaced

    def _forget_published(self) -> None:
        """Leave out what nobody wrote: below outputs of builds, and in virtual environments.

        What a build published is in its output, and what it keeps for the next with its doctrees.
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
        """Return the docname of a file; that of a withheld article is none."""
        path = Path(filename)
        if path.is_absolute() and path.is_relative_to(self.srcdir):
            path = path.relative_to(self.srcdir)
        found = self._path_to_docname.get(path)
        if found is not None:
            return found
        if path.as_posix() in self.withheld:
            return None
        return super().path2doc(filename)

    def _vanished(self) -> list[Problem]:
        """Return the problems of addresses that were published and are no more."""
        ledger = Path(self.srcdir) / self.settings.ledger
        if not self.settings.ledger or not ledger.is_file():
            return []
        text = ledger.read_text(encoding="utf-8")
        return vanished(self.settings.ledger, text, self.catalog, self.docnames)

    def _registry(self) -> Registry:
        file = Path(self.srcdir) / self.settings.taxonomy
        if not self.settings.taxonomy or not file.is_file():
            return Registry()
        return read_taxonomy(self.settings.taxonomy, file.read_bytes())

    def _bibliography(self) -> tuple[Mapping[str, Reference], list[Problem]]:
        file = Path(self.srcdir) / self.settings.bibliography
        if not self.settings.bibliography or not file.is_file():
            return {}, []
        # What reads it takes a while to load, and many sites have none.
        from sphinx_knowledge_base.site.content.bibliography import read_bibliography  # noqa: PLC0415

        return read_bibliography(self.settings.bibliography, file.read_bytes())


def on_builder_inited(app: Sphinx) -> None:
    """Put the project in its place: only now has the application one to replace."""
    settings = from_config(app.config)
    scan = Scan(
        Path(app.doctreedir, SCAN), Path(app.srcdir), settings.reading_rules(), app.parallel
    )
    relations = partial(relate, Path(app.doctreedir, RELATIONS), scan.reader)
    assembler = Assembler(Path(app.srcdir), settings, translator(app), relations)
    project = KnowledgeBaseProject(app.srcdir, app.config.source_suffix, settings, scan, assembler)
    project.builder = app.builder
    app.project = app.env.project = project
    # Builders look for outdated documents before Sphinx discovers any.
    app.env.find_files(app.config, app.builder)


def project_of(env: BuildEnvironment) -> KnowledgeBaseProject:
    """Return the knowledge base's project."""
    return cast("KnowledgeBaseProject", env.project)


def catalog_of(env: BuildEnvironment) -> Catalog:
    """Return the catalog that this build is made from."""
    return project_of(env).catalog
