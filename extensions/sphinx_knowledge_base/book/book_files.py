"""Book files that readers can download: which exist, where, and which articles each contains.

A site either publishes the files in ``kb_book_files``, or links to their addresses elsewhere
(``kb_book_url``).  The builders of books record the articles of each file beside the
doctrees, so that a site links to a file only from articles that it contains, and does not publish a
file with an article that is no longer published.
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

    from sphinx_knowledge_base.build.repeatable import Dependencies
    from sphinx_knowledge_base.build.settings import Settings
    from sphinx_knowledge_base.core.catalog.catalog import Catalog

#: Formats, which are also the suffixes of the files, and the builders that make them.
FORMATS: Mapping[str, str] = {"pdf": "latex", "epub": "epub"}

#: For each format, the slugs of the articles in each book, by the stem of its file.
BOOKS: Mapping[str, State[Mapping[str, Sequence[str]]]] = {
    kind: State(f"books-{kind}", 1, dict, TypeAdapter(dict[str, list[str]]).validate_python)
    for kind in FORMATS
}

#: The folder in the output for the files.
FOLDER = "books"


class BookFile(NamedTuple):
    """One file that readers can download."""

    name: str
    """The stem of the file's name."""
    format: str
    target: str
    """Its URL, or its path below the site's root."""
    slugs: frozenset[str]
    """The articles that it contains."""


def on_builder_inited(app: Sphinx) -> None:
    """Find the book files, and the links to them for each article's page."""
    if app.builder.name not in SITE_BUILDERS:
        return
    build, catalog = build_of(app.env), catalog_of(app.env)
    settings = build.settings
    files: dict[str, Path] = {}
    if settings.book_url:
        book_files = list(_defined(settings, catalog))
    elif settings.book_files:
        folder = Path(app.confdir, settings.book_files)
        book_files = list(_found(catalog, folder))
        files = {one.target: _file(folder, one.name, one.format) for one in book_files}
    else:
        return
    titles = {
        name: definition.title or app.config.project
        for name, definition in definitions(settings.books).items()
    }
    links = dict(_links(book_files, titles, catalog))
    hand_over(app.env, replace(build, books=FinishedBooks(links, files)))


def on_depends_on(app: Sphinx) -> Dependencies:
    """Name the files of books that are published with the site, and what says what they hold."""
    settings = build_of(app.env).settings
    folder = Path(app.confdir, settings.book_files)
    records = [Store(folder / "doctrees").file(BOOKS[kind]) for kind in FORMATS]
    held = [
        _file(folder, name, kind)
        for kind in FORMATS
        for name in _recorded(folder / "doctrees", kind)
    ]
    return {"files": list(map(str, (*records, *held))) if settings.book_files else [], "until": 0}


def _links(
    book_files: Iterable[BookFile], titles: Mapping[str, str], catalog: Catalog
) -> Iterator[tuple[str, tuple[BookLinks, ...]]]:
    """Yield the slug of each article that is in a book, with the links for its page."""
    by_name: defaultdict[str, list[BookFile]] = defaultdict(list)
    for book_file in book_files:
        by_name[book_file.name].append(book_file)
    for article in catalog.articles:
        lines: dict[str, list[tuple[str, str]]] = {}
        for name in (pdf_of_article(article), *titles):
            for book_file in by_name.get(name, ()):
                if article.slug in book_file.slugs:
                    line = lines.setdefault(titles.get(name, ""), [])
                    line.append((book_file.format, book_file.target))
        if lines:
            yield (
                article.slug,
                tuple(BookLinks(title, tuple(all_)) for title, all_ in lines.items()),
            )


def _defined(settings: Settings, catalog: Catalog) -> Iterator[BookFile]:
    """Yield the files that ``kb_books`` and ``kb_article_pdf`` define, at ``kb_book_url``."""
    address = settings.book_url
    if "{" not in address:
        address = f"{address.rstrip('/')}/{{book}}.{{format}}"

    def book_file(name: str, kind: str, slugs: Iterable[str]) -> BookFile:
        target = address.replace("{book}", quote(name)).replace("{format}", kind)
        return BookFile(name, kind, target, frozenset(slugs))

    if settings.article_pdf and "{book}" in address:
        for article in catalog.articles:
            yield book_file(pdf_of_article(article), "pdf", [article.slug])
    for name, definition in definitions(settings.books).items():
        if settings.book in {"", name}:
            slugs = [one.slug for one in catalog.articles if holds(definition, one, catalog)]
            for kind in FORMATS:
                yield book_file(name, kind, slugs)


def _found(catalog: Catalog, folder: Path) -> Iterator[BookFile]:
    """Yield the files in *folder* that contain only articles that are still published."""
    published = {article.slug for article in catalog.articles}
    for kind in FORMATS:
        for name, slugs in _recorded(folder / "doctrees", kind).items():
            if slugs <= published and _file(folder, name, kind).is_file():
                yield BookFile(name, kind, f"{FOLDER}/{name}.{kind}", slugs)


def _file(folder: Path, name: str, kind: str) -> Path:
    return folder / FORMATS[kind] / f"{name}.{kind}"


def record(builder: Builder, kind: str, held: Mapping[str, Iterable[str]]) -> None:
    """Record the articles in the books that *builder* has written.

    The records of other files are kept as long as the files exist: this build may have written
    only one book.

    :param held: The slugs of each book's articles, by the stem of its file.
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
    """Return the slugs of the articles in each book, by the stem of its file."""
    found = Store(doctrees).load(BOOKS[kind]) or {}
    return {name: frozenset(slugs) for name, slugs in found.items()}
