"""The files besides the pages of a site: authors can link to them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.output_names import (
    CITATION_SUFFIXES,
    FEED_FILES,
    FEED_TAXONOMIES,
)
from sphinx_knowledge_base.core.model import TAXONOMIES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sphinx_knowledge_base.core.catalog.catalog import Catalog

#: Files at the root of a site, by the item of ``kb_outputs`` that makes them; "" for always.
_AT_ROOT: Mapping[str, str] = {
    **dict.fromkeys(("robots.txt", "sitemap.xml", "objects.inv"), ""),
    **dict.fromkeys(("llms.txt", "llms-full.txt"), "texts"),
    "api/articles.json": "data",
    **{f"api/{taxonomy}.json": "data" for taxonomy in TAXONOMIES if taxonomy != "archive"},
    **dict.fromkeys(FEED_FILES.values(), "feeds"),
}

#: Files beside an article's page: their suffix, and the item of ``kb_outputs`` that makes them.
_BESIDE_ARTICLES: Mapping[str, str] = {
    ".md": "texts",
    **dict.fromkeys(CITATION_SUFFIXES.values(), "citations"),
}


def is_exported(catalog: Catalog, outputs: Collection[str], path: str) -> bool:
    """Return whether the build makes the file at *path*, below the root of the site.

    :param outputs: The value of ``kb_outputs``.
    """
    made = {"", *outputs}
    if path in _AT_ROOT:
        return _AT_ROOT[path] in made
    for suffix, output in _BESIDE_ARTICLES.items():
        if path.endswith(suffix):
            return output in made and catalog.article_at(path.removesuffix(suffix)) is not None
    folder, _, name = path.rpartition("/")
    if folder == "api/articles" and name.endswith(".json"):
        return "data" in made and catalog.article(name.removesuffix(".json")) is not None
    page = catalog.pages.get(folder)
    has_feed = page is not None and page.term is not None and page.taxonomy in FEED_TAXONOMIES
    return has_feed and name in FEED_FILES.values() and "feeds" in made
