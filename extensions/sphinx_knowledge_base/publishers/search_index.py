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
from sphinx.util.parallel import ParallelTasks, parallel_available

from sphinx_knowledge_base.core.facts import digest
from sphinx_knowledge_base.publishers.files import write
from sphinx_knowledge_base.site.project import catalog_of
from sphinx_knowledge_base.site.search import BUNDLE, uses_pagefind
from sphinx_knowledge_base.site.settings import QUICK_VARIABLE
from sphinx_knowledge_base.site.state import state_file
from sphinx_knowledge_base.site.words import day

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
def beside(app: Sphinx, pages: str) -> Iterator[None]:
    """Index the site while something else is done, unless its pages are those of the last time.

    Pagefind seldom keeps more than one processor busy.  Where the build may have no second
    process, the index is made first.

    :param pages: What tells whether pages were written since (see `site.written`).
    :raises ExtensionError: Pagefind failed.
    """
    if not uses_pagefind(app):
        _remove(app)
    if not _is_due(app, pages):
        yield
    elif app.parallel > 1 and parallel_available:
        tasks = ParallelTasks(1)
        tasks.add_task(partial(_make, app), None, lambda _, made: _take(app, pages, made))
        try:
            yield
        finally:
            tasks.join()
    else:
        _take(app, pages, _make(app))
        yield


def _bundle(app: Sphinx) -> Path:
    return Path(app.outdir) / BUNDLE


def _is_there(app: Sphinx) -> bool:
    return (_bundle(app) / "pagefind-entry.json").is_file()


def _fresh(app: Sphinx) -> Path:
    """Return the folder of an index that does not take the place of the last one yet."""
    return Path(app.outdir) / f".{BUNDLE}"


def _state(app: Sphinx) -> Path:
    return state_file(app, "search-index")


def _known(app: Sphinx) -> Sequence[str]:
    """Return what the index that is there was made of: pages, and their contents."""
    if not (_is_there(app) and _state(app).is_file()):
        return []
    return _state(app).read_text("utf-8", "replace").split("\n")


def _is_due(app: Sphinx, pages: str) -> bool:
    """Tell whether somebody may have to look at the pages: an index waits in quick builds."""
    if not uses_pagefind(app) or (_is_there(app) and os.environ.get(QUICK_VARIABLE)):
        return False
    return _untouched(pages) not in _known(app)


def _untouched(pages: str) -> str:
    return digest((_made_by(), pages))


def _remove(app: Sphinx) -> None:
    """Remove the index of an earlier build, which had another setting."""
    if _state(app).is_file():
        _state(app).unlink()
        shutil.rmtree(_bundle(app), ignore_errors=True)


def _make(app: Sphinx) -> tuple[str, int]:
    """Make a fresh index, unless what there is to be found is the same.

    Returns what stands for the contents of all pages, and how many they are.
    """
    with TemporaryDirectory() as copies:
        contents, suffixes, count = _copy(indexed_pages(app), Path(copies))
        if contents not in _known(app):
            _write_index(app, Path(copies), suffixes)
    return contents, count


def _take(app: Sphinx, pages: str, made: tuple[str, int]) -> None:
    """Put a fresh index in the place of the last one: nobody but the main process of a build.

    Any other may live on when that one was killed, and would meddle with the next build.
    """
    contents, count = made
    if contents not in _known(app):
        # Whatever happens from here on, the next build knows that the index may be incomplete.
        _state(app).unlink(missing_ok=True)
        shutil.rmtree(_bundle(app), ignore_errors=True)
        if _fresh(app).is_dir():  # without a word on any page there is none
            _fresh(app).rename(_bundle(app))
        logger.info("search index: %d pages", count)
    _state(app).write_text(f"{_untouched(pages)}\n{contents}", encoding="utf-8")


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
    """Write a fresh index of the pages in *copies*; without a word on any page there is none.

    :raises ExtensionError: Pagefind failed.
    """
    fresh = _fresh(app)
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
    if not done.returncode:
        _keep_needed(fresh)
    elif _NO_WORDS in done.stderr:
        shutil.rmtree(fresh, ignore_errors=True)
    else:
        raise ExtensionError(f"Pagefind: {done.stderr.strip()}")


def _keep_needed(bundle: Path) -> None:
    for path in bundle.iterdir():
        if path.is_dir():
            needed = path.name in _NEEDED_FOLDERS
        else:
            needed = any(path.match(pattern) for pattern in (*_NEEDED, "wasm.*.pagefind"))
        if not needed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
