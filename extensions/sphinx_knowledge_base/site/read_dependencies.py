"""The catalog's data that reading a document uses; when it changes, the document is read again."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.build.context import build_of
from sphinx_knowledge_base.build.project import catalog_of, project_of
from sphinx_knowledge_base.core.source_files import has_suffix
from sphinx_knowledge_base.site.pages.generated import (
    documents_below,
    home_source,
    in_navigation,
    page_title,
    top_pages,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

    from sphinx_knowledge_base.core.catalog.digests import Facts


def files_read(env: BuildEnvironment, document: nodes.document) -> list[Path]:
    """Return the absolute paths of possible articles that directives of *document* have read."""
    suffixes = build_of(env).settings.article_suffixes
    recorded = document.settings.record_dependencies
    noted = env.dependencies.get(env.docname, ())
    # Docutils records paths relative to the current directory.
    files = {*(Path.cwd() / file for file in recorded.list), *map(Path, noted)}
    return sorted(file for file in files if has_suffix(file.as_posix(), suffixes))


def file_lookup(env: BuildEnvironment) -> Callable[[str], Facts]:
    """Return a function that looks up a file by its path below the source directory.

    It returns the path and the docname, or nothing if there is no file.  It caches its results:
    many documents link to the same file.
    """
    project, below = project_of(env), os.path.join(env.srcdir, "")  # noqa: PTH118

    @cache
    def look_up(path: str) -> Facts:
        is_there = os.path.isfile(below + path)  # noqa: PTH113 -- there may be many thousands
        return (path, project.path2doc(path)) if is_there else ()

    return look_up


def read_dependencies(
    env: BuildEnvironment,
    docname: str,
    files: Iterable[str],
    cited: Iterable[str],
    look_up: Callable[[str], Facts],
) -> Facts:
    """Return the facts that reading *docname* depends on.

    :param files: Paths, relative to the source directory, of the files that the document links to
        or reads.
    :param cited: The keys that the document cites.
    :param look_up: See :func:`file_lookup`.
    """
    catalog, project = catalog_of(env), project_of(env)
    facts: list[object] = [project.doc2path(docname, absolute=False).as_posix()]
    facts.append(project.is_generated(docname))
    facts.append(tuple(filter(None, map(look_up, sorted(files)))))
    known = build_of(env).bibliography
    facts.append(tuple(known[key].record if key in known else "" for key in cited))
    if (article := catalog.article_at(docname)) is not None:
        facts.append((article.title, article.heading is None, article.image))
    if (page := catalog.pages.get(docname)) is not None:
        facts.append((page_title(page), in_navigation(page), documents_below(page, catalog)))
    if docname == env.config.root_doc:
        facts.append(home_source(env) if project.is_generated(docname) else "")
        facts.append([page.docname for page in top_pages(catalog)])
        facts.append([term.image for taxonomy in catalog.terms for term in catalog.of(taxonomy)])
    return tuple(facts)
