"""Finished books: which there are, what each holds, and where readers find it.

A site publishes the books that lie in ``kb_book_files`` when it is built, or leads to where they
are published otherwise (``kb_book_url``).  A record beside the doctrees says which articles each
book holds: a file knows nothing of what was written or withdrawn after it was made.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from pydantic import TypeAdapter

from sphinx_knowledge_base.build.context import BookLinks, FinishedBooks, build_of, hand_over
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.build.store import State, Store
from sphinx_knowledge_base.core.books import definitions, holds, pdf_of_article
from sphinx_knowledge_base.site.placeholders import SITE_BUILDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_knowledge_base.build.settings import Settings
    from sphinx_knowledge_base.core.catalog.catalog import Catalog

#: Formats, which are also the ends of the files' names, and the builders that make them.
FORMATS: Mapping[str, str] = {"pdf": "latex", "epub": "epub"}

#: The slugs of the articles that each book holds, by the stem of its file; for each format.
BOOKS: Mapping[str, State[Mapping[str, Sequence[str]]]] = {
    kind: State(f"books-{kind}", 1, dict, TypeAdapter(dict[str, list[str]]).validate_python)
    for kind in FORMATS
}

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
    """Hand over the finished books that the pages of articles link to."""
    if app.builder.name not in SITE_BUILDERS:
        return
    build, catalog = build_of(app.env), catalog_of(app.env)
    settings = build.settings
    files: dict[str, Path] = {}
    if settings.book_url:
        editions = list(_elsewhere(settings, catalog))
    elif settings.book_files:
        folder = Path(app.confdir, settings.book_files)
        editions = list(_here(catalog, folder))
        files = {one.target: _file(folder, one.name, one.format) for one in editions}
    else:
        return
    titles = {
        name: definition.title or app.config.project
        for name, definition in definitions(settings.books).items()
    }
    links = dict(_links(editions, titles, catalog))
    hand_over(app.env, replace(build, books=FinishedBooks(links, files)))


def _links(
    editions: Iterable[Edition], titles: Mapping[str, str], catalog: Catalog
) -> Iterator[tuple[str, tuple[BookLinks, ...]]]:
    """Yield the slug of each article that is in a book, with the links of its page."""
    by_name: defaultdict[str, list[Edition]] = defaultdict(list)
    for edition in editions:
        by_name[edition.name].append(edition)
    for article in catalog.articles:
        lines: dict[str, list[tuple[str, str]]] = {}
        for name in (pdf_of_article(article), *titles):
            for edition in by_name.get(name, ()):
                if article.slug in edition.slugs:
                    line = lines.setdefault(titles.get(name, ""), [])
                    line.append((edition.format, edition.target))
        if lines:
            yield (
                article.slug,
                tuple(BookLinks(title, tuple(all_)) for title, all_ in lines.items()),
            )


def _elsewhere(settings: Settings, catalog: Catalog) -> Iterator[Edition]:
    """Yield what ``kb_books`` and ``kb_article_pdf`` promise, at ``kb_book_url``."""
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


def _here(catalog: Catalog, folder: Path) -> Iterator[Edition]:
    """Yield the books that lie in *folder* and hold nothing that has been withdrawn."""
    published = {article.slug for article in catalog.articles}
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
    Store(doctrees).save(BOOKS[kind], slugs_of)


def _recorded(doctrees: Path, kind: str) -> dict[str, frozenset[str]]:
    """Return what :func:`record` noted."""
    found = Store(doctrees).load(BOOKS[kind]) or {}
    return {name: frozenset(slugs) for name, slugs in found.items()}
