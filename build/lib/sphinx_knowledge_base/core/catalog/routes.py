"""Routes: the one place that knows where every page of a knowledge base is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.model import TAXONOMIES, Taxonomy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: The formats of feeds, with the names of their files.
FEED_FILES: Mapping[str, str] = {"atom": "feed.xml", "rss": "rss.xml", "json": "feed.json"}

#: Taxonomies whose terms have feeds of their own.
FEED_TAXONOMIES: tuple[Taxonomy, ...] = ("categories", "tags", "authors")

#: The formats of citations, with the suffixes of their files.
CITATION_SUFFIXES: Mapping[str, str] = {"BibTeX": ".bib", "RIS": ".ris", "CSL-JSON": ".csl.json"}

#: What can stand in braces in ``kb_permalink``.
PERMALINK_FIELDS = ("slug", "year", "month", "day", "category")

#: Pages that Sphinx adds, and the folder of the lists, whose ``index`` is this page to a reader.
_TAKEN = frozenset({"articles", "genindex", "search"})


@dataclass(frozen=True, slots=True)
class Routes:
    """Docnames of all pages; the builders make their URLs of them."""

    permalink: str = "articles/{slug}"

    def __post_init__(self) -> None:
        unknown = set(re.findall(r"\{([^}]*)\}", self.permalink)) - set(PERMALINK_FIELDS)
        if unknown or "{slug}" not in self.permalink or ".." in self.permalink.split("/"):
            allowed = ", ".join(f"{{{name}}}" for name in PERMALINK_FIELDS)
            msg = f"a permalink needs {{slug}} and may use {allowed}, not {self.permalink!r}"
            raise ValueError(msg)
        if self.is_reserved(self.article("slug", None, "category")):
            msg = f"a permalink cannot lead to where index pages are, as {self.permalink!r} does"
            raise ValueError(msg)

    def article(self, slug: str, published: datetime | None, category_slug: str) -> str:
        """Return the docname of an article; a draft without a date stands in year 0000."""
        year, month, day = (
            (f"{published:%Y}", f"{published:%m}", f"{published:%d}")
            if published
            else ("0000", "00", "00")
        )
        return self.permalink.strip("/").format(
            slug=slug, year=year.zfill(4), month=month, day=day, category=category_slug
        )

    def articles(self, number: int | None = None) -> str:
        """Return the docname of the list of all articles, or of its page *number*."""
        return f"articles/page/{number}" if number else "articles/index"

    def taxonomy(self, taxonomy: Taxonomy) -> str:
        """Return the docname of the page that lists the terms of a taxonomy."""
        return f"{taxonomy}/index"

    def term(self, taxonomy: Taxonomy, slug: str, number: int | None = None) -> str:
        """Return the docname of a term's list of articles, or of its page *number*."""
        return f"{taxonomy}/{slug}/page/{number}" if number else f"{taxonomy}/{slug}"

    def is_reserved(self, docname: str) -> bool:
        """Tell whether *docname* is a place for pages of lists and so never an article's.

        A folder and its index page are one address to readers, as files are in ``dirhtml``.
        """
        folder, _, last = docname.rpartition("/")
        return (
            last == "index"
            or docname in _TAKEN
            or docname.partition("/")[0] in TAXONOMIES
            or folder == "articles/page"
        )

    def is_index(self, docname: str) -> bool:
        """Tell whether *docname* is that of an index page and so never an article's."""
        return docname == self.articles() or docname in map(self.taxonomy, TAXONOMIES)

    def feed(self, file: str, page: str = "") -> str:
        """Return the path of a feed: the whole site's, or that of the term at docname *page*."""
        return f"{page}/{file}" if page else file

    def markdown(self, docname: str) -> str:
        """Return the path of an article's Markdown."""
        return f"{docname}.md"
