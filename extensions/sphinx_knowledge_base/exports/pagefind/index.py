"""The search index: Pagefind reads copies of the written pages and writes an index of them.

The index has the text of each page without its lists and its footer.  For an article it also has
what the catalog knows: facets, date, keywords and the synonyms of its tags.  That metadata is added
to the copies only; the pages themselves stay as they are.
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
from sphinx_knowledge_base.site import css_classes
from sphinx_knowledge_base.site.pages.search import BUNDLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.model import Article, Taxonomy

#: Facets of the search page, with the taxonomies that they show.
FACETS: Mapping[str, Taxonomy] = {
    "category": "categories",
    "tag": "tags",
    "audience": "audiences",
    "author": "authors",
    "year": "archive",
}

#: Selector of the text of a page; every theme gives its main part this role.
_TEXT = "[role='main']"
#: Sphinx gives the id of a heading to its section; Pagefind looks for it on the heading.
_HEADING = re.compile(r'(<section[^<>]* id="([^"]+)">\s*(?:<span[^>]*></span>\s*)*<h[2-6])>')

_TEXT_START = re.compile(r'<\w++[^<>]* role="main"[^<>]*>')

#: Selectors of what is not the page's own text.
_EXCLUDED = (
    "h1",  # indexed as the title
    ".headerlink",
    f".{css_classes.BREADCRUMBS}",
    f".{css_classes.BADGES}",
    f".{css_classes.BYLINE}",
    f".{css_classes.FOOTER}",
    f".{css_classes.ARTICLES}",
    f".{css_classes.TERMS}",
    f".{css_classes.SEARCH_BOX}",
    f".{css_classes.PAGER}",
)

#: The files of an index that our own script uses; the others are Pagefind's user interfaces.
_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "pagefind.*.pf_meta")
_NEEDED_FOLDERS = ("fragment", "index", "filter")

#: Part of Pagefind's error message if no page has a word.
_NO_WORDS = "was not able to build an index"


class IndexedPages(NamedTuple):
    """The pages that an index was made from."""

    status_digest: str
    """:func:`status_digest` of the pages just before they were read."""
    content_digest: str
    """Digest of what Pagefind read."""
    page_count: int


def index_folder(app: Sphinx) -> Path:
    """Return the folder of the index that readers search."""
    return Path(app.outdir) / BUNDLE


def index_exists(app: Sphinx) -> bool:
    """Tell whether there is an index that readers search."""
    return (index_folder(app) / "pagefind-entry.json").is_file()


def new_index_folder(app: Sphinx) -> Path:
    """Return the folder of an index that has not replaced the last one yet."""
    return Path(app.outdir) / f".{BUNDLE}"


def make_index(app: Sphinx, current: Sequence[str]) -> IndexedPages:
    """Make a new index, unless it would be the current one.

    :param current: Digests that the current index was made under; see ``schedule``.
    :raises ExtensionError: Pagefind failed.
    """
    shutil.rmtree(new_index_folder(app), ignore_errors=True)  # left by a killed build
    before = status_digest(app)
    with TemporaryDirectory() as copies:
        content_digest, suffixes, count = _copy(indexed_pages(app), Path(copies))
        if content_digest not in current:
            _write_index(app, Path(copies), suffixes)
    return IndexedPages(before, content_digest, count)


def index_settings() -> tuple[str, ...]:
    """Return what the index depends on beside the pages."""
    return (version("pagefind"), *_TEXT, *_EXCLUDED)


def status_digest(app: Sphinx) -> str:
    """Return a digest that changes when a page to index is written."""
    return digest([status(page) for _, page in _pages(app)])


def is_indexed(app: Sphinx, docname: str) -> bool:
    """Tell whether the page of *docname* is indexed: lists and the home page are not."""
    return docname not in catalog_of(app.env).pages and docname != app.config.root_doc


def _pages(app: Sphinx) -> Iterator[tuple[str, Path]]:
    builder = cast("StandaloneHTMLBuilder", app.builder)
    for docname in sorted(app.env.found_docs):
        if is_indexed(app, docname):
            yield docname, builder.get_output_path(docname)


def indexed_pages(app: Sphinx) -> Iterator[tuple[str, str]]:
    """Yield the POSIX path below the output folder and the HTML of each page to index."""
    catalog = catalog_of(app.env)
    for docname, page in _pages(app):
        if not page.is_file():
            continue  # the user asked for some documents only
        html = page.read_text(encoding="utf-8")
        metadata = _metadata("meta", "title", app.env.titles[docname].astext())
        if (article := catalog.article_at(docname)) is not None:
            metadata += "".join(_article_metadata(catalog, article, app.config.language))
        opening = _TEXT_START.search(html)
        if opening is not None:
            text = _HEADING.sub(r'\1 id="\2">', html[opening.end() :])
            file = page.relative_to(app.outdir).as_posix()
            yield file, f"<html><body>{opening[0]}{metadata}{text}"


def _article_metadata(catalog: Catalog, article: Article, language: str) -> Iterator[str]:
    """Yield the metadata of an article for Pagefind."""
    for facet, taxonomy in FACETS.items():
        for term in catalog.terms_of(article, taxonomy):
            yield _metadata("filter", facet, term.title)
    (category,) = catalog.terms_of(article, "categories")
    yield _metadata("meta", "category", category.title)
    if article.published is not None:
        yield _metadata("sort", "date", article.published.astimezone(UTC).isoformat())
        yield _metadata("meta", "date", day(article.published, language))
    other_names = [
        synonym for term in catalog.terms_of(article, "tags") for synonym in term.synonyms
    ]
    if words := [*article.front_matter.keywords, *other_names]:
        yield _metadata("meta", "keywords", ", ".join(words))


def _metadata(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{name}[content]" content="{escape(value)}">'


def _copy(pages: Iterable[tuple[str, str]], folder: Path) -> tuple[str, set[str], int]:
    """Write *pages* below *folder*, one at a time to save memory.

    Return a digest of them, the suffixes of their names and their number.

    :param pages: Path and HTML of each page.
    """
    found = blake2b(json.dumps(index_settings()).encode(), digest_size=16)
    suffixes, count = set(), 0
    for name, html in pages:
        found.update(f"{name}\0{html}\0".encode())
        suffixes.add(Path(name).suffix)
        count += 1
        write(folder / name, html.encode())
    return found.hexdigest(), suffixes, count


def _write_index(app: Sphinx, copies: Path, suffixes: Iterable[str]) -> None:
    """Write a new index of the pages in *copies*; if no page has a word, there is no index.

    :raises ExtensionError: Pagefind failed.
    """
    folder = new_index_folder(app)
    # Pagefind's Python interface kills the program once it has answered, which on a busy machine
    # is before all files are on the disk.  So run the program.
    command = [sys.executable, "-m", "pagefind", "--silent", "--site", "."]
    command += ["--output-path", str(folder.absolute())]
    command += ["--glob", "**/*" + "".join(suffixes)]
    command += ["--root-selector", _TEXT, "--exclude-selectors", ", ".join(_EXCLUDED)]
    command += ["--force-language", app.config.language.partition("_")[0]]
    # dirhtml: addresses are folders.  html: addresses are file names, index.html included.
    command += ["-k"] if app.builder.get_target_uri("index") else []
    done = subprocess.run(  # noqa: S603
        command, cwd=copies, check=False, capture_output=True, text=True
    )
    if not done.returncode:
        _remove_unneeded(folder)
    elif _NO_WORDS in done.stderr:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        raise ExtensionError(f"Pagefind: {done.stderr.strip()}")


def _remove_unneeded(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            needed = path.name in _NEEDED_FOLDERS
        else:
            needed = any(path.match(pattern) for pattern in (*_NEEDED, "wasm.*.pagefind"))
        if not needed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
