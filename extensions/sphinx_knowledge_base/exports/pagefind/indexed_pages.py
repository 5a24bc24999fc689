"""The pages to index, and the copies of them that Pagefind reads.

A copy of an article ends where its footer begins.  The footer shows other articles; when one of
them changes, this one need not be indexed again.  A copy also has metadata from the catalog:
facets, date, keywords and the synonyms of its tags.  The pages themselves stay as they are.
"""

from __future__ import annotations

import re
from datetime import UTC
from html import escape
from typing import TYPE_CHECKING, cast

from sphinx_knowledge_base.build.file_status import Status, status
from sphinx_knowledge_base.build.project import catalog_of
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.exports.pagefind.parts import PART_SIZE, divided
from sphinx_knowledge_base.i18n.interface import day
from sphinx_knowledge_base.site import css_classes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

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

#: Sphinx gives the id of a heading to its section; Pagefind looks for it on the heading.
_HEADING = re.compile(r'(<section[^<>]* id="([^"]+)">\s*(?:<span[^>]*></span>\s*)*<h[2-6])>')

_TEXT_START = re.compile(r'<(\w++)[^<>]* role="main"[^<>]*>')

#: The beginning of an article's footer.
_FOOTER = f'<div class="{css_classes.FOOTER} '


def is_indexed(app: Sphinx, docname: str) -> bool:
    """Return whether the page of *docname* is indexed: lists and the home page are not."""
    return docname not in catalog_of(app.env).pages and docname != app.config.root_doc


def docnames_in_parts(app: Sphinx) -> list[list[str]]:
    """Return the docnames of the pages to index, a list for each part of the index."""
    catalog = catalog_of(app.env)
    docnames = [docname for docname in sorted(app.env.found_docs) if is_indexed(app, docname)]
    dates = {
        docname: article.published
        for docname in docnames
        if (article := catalog.article_at(docname)) is not None and article.published is not None
    }
    undated = [docname for docname in docnames if docname not in dates]
    return divided(sorted(dates, key=dates.__getitem__), undated, PART_SIZE)


def page_statuses(app: Sphinx) -> dict[str, Status | None]:
    """Return the status of each page to index, which changes when the page is written."""
    pages = [docname for docname in sorted(app.env.found_docs) if is_indexed(app, docname)]
    return {docname: status(_file(app, docname)) for docname in pages}


def metadata_digest(app: Sphinx, docname: str) -> str:
    """Return a digest of the metadata in a copy."""
    return digest((metadata_of(app, docname),))


def date_of(app: Sphinx, docname: str) -> str:
    """Return the date by which a page is sorted; empty if it has none."""
    article = catalog_of(app.env).article_at(docname)
    return _date(article) if article is not None else ""


def _date(article: Article) -> str:
    return article.published.astimezone(UTC).isoformat() if article.published else ""


def copy_of(app: Sphinx, docname: str) -> tuple[str, str] | None:
    """Return the POSIX path below the output folder and the HTML of the copy of a page.

    None if the page has no text, or if there is no page because only some documents were built.
    """
    page = _file(app, docname)
    if not page.is_file():
        return None
    html = page.read_text(encoding="utf-8")
    opening = _TEXT_START.search(html)
    if opening is None:
        return None
    text = _HEADING.sub(r'\1 id="\2">', _without_footer(html[opening.end() :], opening[1]))
    path = page.relative_to(app.outdir).as_posix()
    return path, f"<html><body>{opening[0]}{metadata_of(app, docname)}{text}"


def _without_footer(text: str, element: str) -> str:
    """Return the rest of a page without the footer of the article and everything after it.

    :param element: Name of the element that contains the text and is still open.
    """
    body, footer, _ = text.rpartition(_FOOTER)
    return f"{body}</section></{element}></body></html>" if footer else text


def metadata_of(app: Sphinx, docname: str) -> str:
    """Return the metadata of a page as HTML for Pagefind."""
    catalog = catalog_of(app.env)
    metadata = _metadata("meta", "title", app.env.titles[docname].astext())
    if (article := catalog.article_at(docname)) is not None:
        metadata += "".join(_article_metadata(catalog, article, app.config.language))
    return metadata


def _file(app: Sphinx, docname: str) -> Path:
    return cast("StandaloneHTMLBuilder", app.builder).get_output_path(docname)


def _article_metadata(catalog: Catalog, article: Article, language: str) -> Iterator[str]:
    for facet, taxonomy in FACETS.items():
        for term in catalog.terms_of(article, taxonomy):
            yield _metadata("filter", facet, term.title)
    (category,) = catalog.terms_of(article, "categories")
    yield _metadata("meta", "category", category.title)
    if article.published is not None:
        yield _metadata("sort", "date", _date(article))
        yield _metadata("meta", "date", day(article.published, language))
    tags = catalog.terms_of(article, "tags")
    names = [name for term in tags for name in (term.title, *term.synonyms)]
    if words := [*article.front_matter.keywords, *names]:
        yield _metadata("meta", "keywords", ", ".join(words))


def _metadata(kind: str, name: str, value: str) -> str:
    return f'<meta data-pagefind-{kind}="{name}[content]" content="{escape(value)}">'
