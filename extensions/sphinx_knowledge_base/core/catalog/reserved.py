"""Addresses that the build uses: no article, term or alias can have one."""

from __future__ import annotations

from sphinx_knowledge_base.core.catalog.output_names import (
    CITATION_SUFFIXES,
    FEED_FILES,
    SEARCH_INDEX,
)
from sphinx_knowledge_base.core.model import TAXONOMIES

#: Names of files that the build writes, in any folder; also of files that ``kb_outputs`` turns
#: off, since the site may turn them on again.
FILES = frozenset(
    {"llms.txt", "llms-full.txt", "objects.inv", "robots.txt", "sitemap.xml", *FEED_FILES.values()}
)

#: Names of files at the root of the output that hosts and scripts look for.
ROOT_FILES = frozenset(
    {"_headers", "_redirects", "searchindex.js", ".buildinfo", ".nojekyll", ".published"}
)

#: Suffixes of the files that the build writes beside an article's page.
BESIDE = (".md", *CITATION_SUFFIXES.values())

#: Folders at the root of the output for files of the site.
FOLDERS = frozenset(
    {"_static", "_images", "_sources", "_downloads", "api", "redirects", "404", SEARCH_INDEX}
)

#: Pages that Sphinx adds; and ``articles``, which is the same address as ``articles/index``.
PAGES = frozenset({"articles", "genindex", "search", "404"})


def is_reserved_page(docname: str) -> bool:
    """Return whether *docname* is a page that the build uses, or is in a folder that it uses.

    A folder and its index page are the same address to readers.
    """
    folder, _, last = docname.rpartition("/")
    first = docname.partition("/")[0]
    return (
        last == "index"
        or docname in PAGES | ROOT_FILES
        or first in FOLDERS
        or first in TAXONOMIES
        or folder == "articles/page"
    )


def why_reserved(path: str) -> str:
    """Return why the old address *path* cannot be an alias, whatever pages there are; or ""."""
    first, _, rest = path.partition("/")
    if path in ROOT_FILES or path.rpartition("/")[2] in FILES:
        return "is the address of a file that the build writes"
    if first in FOLDERS and (rest or first not in PAGES):
        return "is in a folder for files of the site"
    return ""
