"""Finished books: which there are, what each holds, and where readers find it.

A site publishes the books that lie in ``kb_book_files`` when it is built, or leads to where they
are published otherwise (``kb_book_url``).  A record beside the doctrees says which articles each
book holds: a file knows nothing of what was written or withdrawn after it was made.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinx_knowledge_base.build.project import project_of
from sphinx_knowledge_base.core.books import definitions, holds, pdf_of_article
from sphinx_knowledge_base.site.pages.placeholders import SITE_BUILDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_knowledge_base.build.project import KnowledgeBaseProject

#: Formats, which are also the ends of the files' names, and the builders that make them.
FORMATS: Mapping[str, str] = {"pdf": "latex", "epub": "epub"}

#: The folder of the site that the books are published in.
FOLDER = "books"


class Edition(NamedTuple):
    """One file that readers can have."""

    name: str
    """The stem of the file's name."""
    format: str
    target: str
    """Its address, or its path below the site's root."""
    slugs: frozenset[str]
    """The articles that it holds."""


def on_builder_inited(app: Sphinx) -> None:
    """Find out which finished books each article's page leads to."""
    if app.builder.name not in SITE_BUILDERS:
        return
    project = project_of(app.env)
    if project.settings.book_url:
        editions = list(_elsewhere(project))
    elif project.settings.book_files:
        folder = Path(app.confdir, project.settings.book_files)
        editions = list(_here(project, folder))
        project.finished = {
            edition.target: _file(folder, edition.name, edition.format) for edition in editions
        }
    else:
        return
    titles = {
        name: definition.title or app.config.project
        for name, definition in definitions(project.settings.books).items()
    }
    by_name: defaultdict[str, list[Edition]] = defaultdict(list)
    for edition in editions:
        by_name[edition.name].append(edition)
    for article in project.catalog.articles:
        lines: dict[str, list[tuple[str, str]]] = {}
        for name in (pdf_of_article(article), *titles):
            for edition in by_name.get(name, ()):
                if article.slug in edition.slugs:
                    line = lines.setdefault(titles.get(name, ""), [])
                    line.append((edition.format, edition.target))
        if lines:
            project.downloads[article.slug] = tuple(
                (title, tuple(links)) for title, links in lines.items()
            )


def _elsewhere(project: KnowledgeBaseProject) -> Iterator[Edition]:
    """Yield what ``kb_books`` and ``kb_article_pdf`` promise, at ``kb_book_url``."""
    settings, catalog = project.settings, project.catalog
    address = settings.book_url
    if "{" not in address:
        address = f"{address.rstrip('/')}/{{book}}.{{format}}"

    def edition(name: str, kind: str, slugs: Iterable[str]) -> Edition:
        target = address.replace("{book}", quote(name)).replace("{format}", kind)
        return Edition(name, kind, target, frozenset(slugs))

    if settings.article_pdf and "{book}" in address:
        for article in catalog.articles:
            yield edition(pdf_of_article(article), "pdf", [article.slug])
    for name, definition in definitions(settings.books).items():
        if settings.book in {"", name}:
            slugs = [one.slug for one in catalog.articles if holds(definition, one, catalog)]
            for kind in FORMATS:
                yield edition(name, kind, slugs)


def _here(project: KnowledgeBaseProject, folder: Path) -> Iterator[Edition]:
    """Yield the books that lie in *folder* and hold nothing that has been withdrawn."""
    published = {article.slug for article in project.catalog.articles}
    for kind in FORMATS:
        for name, slugs in _recorded(folder / "doctrees", kind).items():
            if slugs <= published and _file(folder, name, kind).is_file():
                yield Edition(name, kind, f"{FOLDER}/{name}.{kind}", slugs)


def _file(folder: Path, name: str, kind: str) -> Path:
    return folder / FORMATS[kind] / f"{name}.{kind}"


def record(builder: Builder, kind: str, held: Mapping[str, Iterable[str]]) -> None:
    """Note which articles the books of *builder* hold, by the names of their files.

    What was noted of others stays as long as they are there: this build may be of one alone.
    """
    doctrees = Path(builder.doctreedir)
    others = {
        name: slugs
        for name, slugs in _recorded(doctrees, kind).items()
        if Path(builder.outdir, f"{name}.{kind}").is_file()
    }
    slugs_of = {name: sorted(slugs) for name, slugs in {**others, **held}.items()}
    _record_file(doctrees, kind).write_text(json.dumps(slugs_of), encoding="utf-8")


def _record_file(doctrees: Path, kind: str) -> Path:
    return doctrees / f"knowledge-base-books-{kind}.json"


def _recorded(doctrees: Path, kind: str) -> dict[str, frozenset[str]]:
    """Return what :func:`record` noted; nothing when that is missing or damaged."""
    try:
        loaded = json.loads(_record_file(doctrees, kind).read_text(encoding="utf-8"))
        return {str(name): frozenset(map(str, slugs)) for name, slugs in loaded.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
