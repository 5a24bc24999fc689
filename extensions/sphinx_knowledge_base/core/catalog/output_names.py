"""Names of files that the build writes besides pages, by format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.core.model import Taxonomy

#: The file name of each feed format.
FEED_FILES: Mapping[str, str] = {"atom": "feed.xml", "rss": "rss.xml", "json": "feed.json"}

#: Taxonomies whose terms have their own feeds.
FEED_TAXONOMIES: tuple[Taxonomy, ...] = ("categories", "tags", "authors")

#: The file suffix of each citation format.
CITATION_SUFFIXES: Mapping[str, str] = {"BibTeX": ".bib", "RIS": ".ris", "CSL-JSON": ".csl.json"}

#: Folder of Pagefind's index in the output.  Pagefind takes the folder above it as the site's root.
SEARCH_INDEX = "pagefind"

#: The file in the folder of an index that names its language and the first of its other files.
SEARCH_INDEX_ENTRY = "pagefind-entry.json"
