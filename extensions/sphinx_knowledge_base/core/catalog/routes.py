"""Routes: the docname of every page and the path of every file, defined here only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.reserved import is_reserved_page
from sphinx_knowledge_base.core.model import TAXONOMIES, Taxonomy

if TYPE_CHECKING:
    from datetime import datetime

#: The fields in braces that ``kb_permalink`` may contain.
PERMALINK_FIELDS = ("slug", "year", "month", "day", "category")


@dataclass(frozen=True, slots=True)
class Routes:
    """The docnames of all pages, from which builders make URLs."""

    permalink: str = "articles/{slug}"

    def __post_init__(self) -> None:
        unknown = set(re.findall(r"\{([^}]*+)(?:\}|\Z)", self.permalink)) - set(PERMALINK_FIELDS)
        if unknown or "{slug}" not in self.permalink or ".." in self.permalink.split("/"):
            allowed = ", ".join(f"{{{name}}}" for name in PERMALINK_FIELDS)
            msg = (
                f"kb_permalink must contain {{slug}} and may contain {allowed}, "
                f"not {self.permalink!r}"
            )
            raise ValueError(msg)
        if is_reserved_page(self.article("slug", None, "category")):
            msg = f"kb_permalink {self.permalink!r} puts articles at addresses of index pages"
            raise ValueError(msg)

    def article(self, slug: str, published: datetime | None, category_slug: str) -> str:
        """Return the docname of an article; the date of an undated draft is 0000-00-00."""
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

    def is_index(self, docname: str) -> bool:
        """Return whether *docname* is an index page, which no article can be."""
        return docname == self.articles() or docname in map(self.taxonomy, TAXONOMIES)

    def feed(self, file: str, page: str = "") -> str:
        """Return the path of the site's feed, or of the feed of the term at docname *page*."""
        return f"{page}/{file}" if page else file

    def markdown(self, docname: str) -> str:
        """Return the path of an article's Markdown file."""
        return f"{docname}.md"
