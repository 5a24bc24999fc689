"""The search index: Pagefind reads the pages of this build and writes a bundle beside them.

What is indexed is the text that a reader finds on a page, without its lists and its footer, and
for an article what the catalog knows: facets, date, keywords and the synonyms of its tags.  The
pages themselves hold none of these marks; they are put into the copy that Pagefind reads.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from datetime import UTC
from hashlib import blake2b
from html import escape
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from sphinx.util import logging

from sphinx_knowledge_base.core.facts import digest
from sphinx_knowledge_base.site.project import catalog_of
from sphinx_knowledge_base.site.search import BUNDLE, uses_pagefind
from sphinx_knowledge_base.site.settings import QUICK_VARIABLE
from sphinx_knowledge_base.site.words import day
from sphinx_knowledge_base.site.written import written_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_knowledge_base.core.catalog import Catalog
    from sphinx_knowledge_base.core.model import Article, Taxonomy

logger = logging.getLogger(__name__)

#: Facets of the search page, and the taxonomies that they come from.
FACETS: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tag": "tags",
    "audience": "audiences",
    "author": "authors",
    "year": "archive",
}

#: Every theme marks its main part with this role.
_TEXT = "[role='main']"
#: Sphinx puts the anchor of a heading on its section; Pagefind looks for it on the heading.
_HEADING = re.compile(r'(<section[^>]* id="([^"]+)">\s*(?:<span[^>]*></span>\s*)*<h[2-6])>')

_TEXT_OPENS = re.compile(r'<\w+[^>]* role="main"[^>]*>')

#: What stands on a page and says nothing of it that its own text does not say.
_NOT_TEXT = (
    "h1",  # known as the title
    ".headerlink",
    ".kb-breadcrumbs",
    ".kb-badges",
    ".kb-byline",
    ".kb-footer",
    ".kb-articles",
    ".kb-terms",
    ".kb-search",
    ".kb-pager",
)

#: The parts of Pagefind's bundle that our own script uses; the rest are user interfaces.
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "pagefind.*.pf_meta")
_NEEDED_FOLDERS = ("fragment", "index", "filter")


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Index the site, unless its pages are those of the last time."""
    if exception is not None:
        return
    bundle = Path(app.outdir) / BUNDLE
    state = Path(app.doctreedir) / f"search-index-{app.builder.name}"
    if not uses_pagefind(app):
        if state.is_file():  # the index of an earlier build, by another setting
            state.unlink()
            shutil.rmtree(bundle, ignore_errors=True)
        return
    is_there = (bundle / "pagefind-entry.json").is_file()
    if is_there and os.environ.get(QUICK_VARIABLE):
        return
    untouched = digest((_made_by(), written_pages(app)))
    known = state.read_text("utf-8", "replace").split("\n") if state.is_file() and is_there else []
    if untouched in known:
        return
    pages = list(indexed_pages(app))
    contents = _digest(pages)
    if contents not in known:
        # Whatever happens from here on, the next build knows that the index may be incomplete.
        state.unlink(missing_ok=True)
        builder = cast("StandaloneHTMLBuilder", app.builder)
        # Where the front page is an empty address, every page is a folder's.
        folders = not builder.get_target_uri("index")
        write_index(pages, bundle, app.config.language, folders=folders)
        logger.info("search index: %d pages", len(pages))
    state.write_text(f"{untouched}\n{contents}", encoding="utf-8")


def indexed_pages(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield file (below the root of the site, with slashes) and HTML of every page to be found."""
    builder = cast("StandaloneHTMLBuilder", app.builder)
    catalog = catalog_of(app.env)
    for docname in sorted(app.env.found_docs):
        if docname in catalog.pages or docname == app.config.root_doc:
            continue  # lists of what is found itself
        page = builder.get_output_path(docname)
        if not page.is_file():
            continue  # only some documents were asked for
        html = page.read_text(encoding="utf-8")
        marks = _mark("meta", "title", app.env.titles[docname].astext())
        if (article := catalog.article_at(docname)) is not None:
            marks += "".join(_marks(catalog, article, app.config.language))
        opening = _TEXT_OPENS.search(html)
        if opening is not None:
            place = opening.end()
            text = _HEADING.sub(r'\1 id="\2">', html[place:])
            file = page.relative_to(builder.outdir).as_posix()
            yield file, f"<html><body>{opening[0]}{marks}{text}"


def _marks(catalog: Catalog, article: Article, language: str) -> Iterator[str]:
    """Yield what Pagefind has to know of an article."""
    for facet, taxonomy in FACETS.items():
        for term in catalog.terms_of(article, taxonomy):
            yield _mark("filter", facet, term.title)
    (category,) = catalog.terms_of(article, "categories")
    yield _mark("meta", "category", category.title)
    if article.published is not None:
        yield _mark("sort", "date", article.published.astimezone(UTC).isoformat())
        yield _mark("meta", "date", day(article.published, language))
    other_names = [
        synonym for term in catalog.terms_of(article, "tags") for synonym in term.synonyms
    ]
    if words := [*article.front_matter.keywords, *other_names]:
        yield _mark("meta", "keywords", ", ".join(words))


def _mark(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{name}[content]" content="{escape(value)}">'


def _made_by() -> tuple[str, ...]:
    return (version("pagefind"), *_TEXT, *_NOT_TEXT)


def _digest(pages: Sequence[tuple[str, str]]) -> str:
    found = blake2b(json.dumps(_made_by()).encode(), digest_size=16)
    for file, html in pages:
        found.update(f"{file}\0{html}\0".encode())
    return found.hexdigest()


def write_index(
    pages: Sequence[tuple[str, str]], bundle: Path, language: str, *, folders: bool
) -> None:
    """Write the bundle for *pages*, each a file's name and its HTML, in place of an older one.

    Whether a result's address ends before ``index.html`` is what *folders* says.
    """
    # Only now: most builds leave the index as it is.
    from pagefind.index import IndexConfig, PagefindIndex  # noqa: PLC0415

    async def index(folder: str) -> None:
        # One request for a whole folder: Pagefind's Python interface pauses after each.
        async with PagefindIndex(config=config) as pagefind:
            await pagefind.add_directory(folder, glob="**/*")

    fresh = bundle.with_name(f".{bundle.name}")
    shutil.rmtree(fresh, ignore_errors=True)
    config = IndexConfig(
        root_selector=_TEXT,
        exclude_selectors=_NOT_TEXT,
        force_language=language.partition("_")[0],
        keep_index_url=not folders,
        output_path=str(fresh),
    )
    with TemporaryDirectory() as copies:
        for name, html in pages:
            copy = Path(copies, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(html, encoding="utf-8")
        asyncio.run(index(copies))
    _keep_needed(fresh)
    shutil.rmtree(bundle, ignore_errors=True)
    fresh.rename(bundle)


def _keep_needed(bundle: Path) -> None:
    for path in bundle.iterdir():
        if path.is_dir():
            needed = path.name in _NEEDED_FOLDERS
        else:
            needed = any(path.match(pattern) for pattern in (*_NEEDED, "wasm.*.pagefind"))
        if not needed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
