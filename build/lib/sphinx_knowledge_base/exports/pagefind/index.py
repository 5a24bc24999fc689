"""The search index: Pagefind reads the pages of this build and writes a bundle beside them.

What is indexed is the text that a reader finds on a page, without its lists and its footer, and
for an article what the catalog knows: facets, date, keywords and the synonyms of its tags.  The
pages themselves hold none of these marks; they are put into the copy that Pagefind reads.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC
from hashlib import blake2b
from html import escape
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, cast

from sphinx.errors import ExtensionError

from sphinx_knowledge_base.build.file_status import status
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.writer import write
from sphinx_knowledge_base.i18n.interface import day
from sphinx_knowledge_base.site.pages.search import BUNDLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Article, Taxonomy

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


class Made(NamedTuple):
    """What an index was made of."""

    looks: str
    """What :func:`looks` said of the pages just before they were read."""
    contents: str
    """What stands for the contents of all pages."""
    pages: int
    """How many pages there were."""


def bundle(app: Sphinx) -> Path:
    """Return the folder of the index that readers search in."""
    return Path(app.outdir) / BUNDLE


def is_there(app: Sphinx) -> bool:
    """Tell whether there is such an index."""
    return (bundle(app) / "pagefind-entry.json").is_file()


def fresh(app: Sphinx) -> Path:
    """Return the folder of an index that does not take the place of the last one yet."""
    return Path(app.outdir) / f".{BUNDLE}"


def make(app: Sphinx, known: Sequence[str]) -> Made:
    """Make a fresh index, unless the contents of the pages are among those *known*.

    :raises ExtensionError: Pagefind failed.
    """
    shutil.rmtree(fresh(app), ignore_errors=True)  # that of a build which was killed
    before = looks(app)
    with TemporaryDirectory() as copies:
        contents, suffixes, count = _copy(indexed_pages(app), Path(copies))
        if contents not in known:
            _write_index(app, Path(copies), suffixes)
    return Made(before, contents, count)


def made_by() -> tuple[str, ...]:
    """Return what else decides what becomes of pages."""
    return (version("pagefind"), *_TEXT, *_NOT_TEXT)


def looks(app: Sphinx) -> str:
    """Return what is another when one of the pages to be indexed was written."""
    return digest([status(page) for _, page in _pages(app)])


def is_indexed(app: Sphinx, docname: str) -> bool:
    """Tell whether the page of *docname* is to be found: lists of what is found itself are not."""
    return docname not in catalog_of(app.env).pages and docname != app.config.root_doc


def _pages(app: Sphinx) -> Iterator[tuple[str, Path]]:
    builder = cast("StandaloneHTMLBuilder", app.builder)
    for docname in sorted(app.env.found_docs):
        if is_indexed(app, docname):
            yield docname, builder.get_output_path(docname)


def indexed_pages(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield file (below the root of the site, with slashes) and HTML of every page to be found."""
    catalog = catalog_of(app.env)
    for docname, page in _pages(app):
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
            file = page.relative_to(app.outdir).as_posix()
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


def _copy(pages: Iterable[tuple[str, str]], folder: Path) -> tuple[str, set[str], int]:
    """Write *pages* below *folder*, each a file's name and its HTML, without holding all of them.

    Returns a digest of them, the endings of their names and how many they are.
    """
    found = blake2b(json.dumps(made_by()).encode(), digest_size=16)
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
    folder = fresh(app)
    # Not by Pagefind's Python interface, which ends the program as soon as it has answered:
    # on a busy machine some of what it wrote is not on the disk by then.
    command = [sys.executable, "-m", "pagefind", "--silent", "--site", "."]
    command += ["--output-path", str(folder.absolute())]
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
        _keep_needed(folder)
    elif _NO_WORDS in done.stderr:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        raise ExtensionError(f"Pagefind: {done.stderr.strip()}")


def _keep_needed(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            needed = path.name in _NEEDED_FOLDERS
        else:
            needed = any(path.match(pattern) for pattern in (*_NEEDED, "wasm.*.pagefind"))
        if not needed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
