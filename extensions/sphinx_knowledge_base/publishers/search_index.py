"""The search index: Pagefind reads the pages of this build and writes a bundle beside them.

What is indexed is the text that a reader finds on a page, without its lists and its footer, and
for an article what the catalog knows: facets, date, keywords and the synonyms of its tags.  The
pages themselves hold none of these marks; they are put into the copy that Pagefind reads.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC
from functools import partial
from hashlib import blake2b
from html import escape
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.parallel import ParallelTasks, SerialTasks, parallel_available

from sphinx_knowledge_base.core.facts import digest
from sphinx_knowledge_base.publishers.files import write
from sphinx_knowledge_base.site.project import catalog_of
from sphinx_knowledge_base.site.search import BUNDLE, uses_pagefind
from sphinx_knowledge_base.site.settings import QUICK_VARIABLE
from sphinx_knowledge_base.site.state import state_file
from sphinx_knowledge_base.site.words import day
from sphinx_knowledge_base.site.written import written_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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

#: What Pagefind says when there is nothing to index.
_NO_WORDS = "was not able to build an index"


@contextmanager
def beside(app: Sphinx) -> Iterator[None]:
    """Index the site while something else is done, unless its pages are those of the last time.

    Pagefind seldom keeps more than one processor busy.  Where the build may have no second
    process, the index is made first.

    :raises ExtensionError: Pagefind failed.
    """
    tasks = ParallelTasks(1) if app.parallel > 1 and parallel_available else SerialTasks()
    if uses_pagefind(app):
        state = _state(app)
        is_there = (_bundle(app) / "pagefind-entry.json").is_file()
        if not (is_there and os.environ.get(QUICK_VARIABLE)):
            untouched = digest((_made_by(), written_pages(app)))
            known = state.read_text("utf-8", "replace").split("\n") if state.is_file() else []
            if not is_there or untouched not in known:
                tasks.add_task(partial(_index, app, untouched), known if is_there else [])
    else:
        _remove(app)
    try:
        yield
    finally:
        tasks.join()


def _bundle(app: Sphinx) -> Path:
    return Path(app.outdir) / BUNDLE


def _state(app: Sphinx) -> Path:
    return state_file(app, "search-index")


def _remove(app: Sphinx) -> None:
    """Remove the index of an earlier build, which had another setting."""
    if _state(app).is_file():
        _state(app).unlink()
        shutil.rmtree(_bundle(app), ignore_errors=True)


def _index(app: Sphinx, untouched: str, known: Sequence[str]) -> None:
    """Make the index, unless what there is to be found is the same."""
    with TemporaryDirectory() as copies:
        contents, suffixes, count = _copy(indexed_pages(app), Path(copies))
        if contents not in known:
            # Whatever happens from here on, the next build knows that the index may be incomplete.
            _state(app).unlink(missing_ok=True)
            _write_index(app, Path(copies), suffixes)
            logger.info("search index: %d pages", count)
    _state(app).write_text(f"{untouched}\n{contents}", encoding="utf-8")


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


def _copy(pages: Iterable[tuple[str, str]], folder: Path) -> tuple[str, set[str], int]:
    """Write *pages* below *folder*, each a file's name and its HTML, without holding all of them.

    Returns a digest of them, the endings of their names and how many they are.
    """
    found = blake2b(json.dumps(_made_by()).encode(), digest_size=16)
    suffixes, count = set(), 0
    for name, html in pages:
        found.update(f"{name}\0{html}\0".encode())
        suffixes.add(Path(name).suffix)
        count += 1
        write(folder / name, html.encode())
    return found.hexdigest(), suffixes, count


def _write_index(app: Sphinx, copies: Path, suffixes: Iterable[str]) -> None:
    """Write the bundle for the pages in *copies* in place of an older one.

    Without a word on any page there is no bundle.

    :raises ExtensionError: Pagefind failed.
    """
    bundle = _bundle(app)
    fresh = bundle.with_name(f".{bundle.name}")
    shutil.rmtree(fresh, ignore_errors=True)
    # Not by Pagefind's Python interface, which ends the program as soon as it has answered:
    # on a busy machine some of what it wrote is not on the disk by then.
    command = [sys.executable, "-m", "pagefind", "--silent", "--site", "."]
    command += ["--output-path", str(fresh.absolute())]
    command += ["--glob", "**/*" + "".join(suffixes)]
    command += ["--root-selector", _TEXT, "--exclude-selectors", ", ".join(_NOT_TEXT)]
    command += ["--force-language", app.config.language.partition("_")[0]]
    # Where the front page is an empty address, every page is a folder's; elsewhere its address is
    # the whole name of the page, index.html too.
    command += ["-k"] if app.builder.get_target_uri("index") else []
    done = subprocess.run(  # noqa: S603
        command, cwd=copies, check=False, capture_output=True, text=True
    )
    if done.returncode and _NO_WORDS not in done.stderr:
        raise ExtensionError(f"Pagefind: {done.stderr.strip()}")
    shutil.rmtree(bundle, ignore_errors=True)
    if not done.returncode:
        _keep_needed(fresh)
        fresh.rename(bundle)


def _keep_needed(bundle: Path) -> None:
    for path in bundle.iterdir():
        if path.is_dir():
            needed = path.name in _NEEDED_FOLDERS
        else:
            needed = any(path.match(pattern) for pattern in (*_NEEDED, "wasm.*.pagefind"))
        if not needed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
