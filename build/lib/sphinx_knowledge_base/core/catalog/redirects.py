"""Redirects: addresses that once were a page's and lead to one today."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from sphinx_knowledge_base.core.catalog.routes import CITATION_SUFFIXES, FEED_FILES
from sphinx_knowledge_base.core.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.catalog.routes import Routes
    from sphinx_knowledge_base.core.model import Article, Taxonomy, Term

#: Pages that no document stands behind.
_OTHER_PAGES = frozenset({"404", "genindex", "search"})

#: File names end at 255 bytes in every common file system; ``.html`` must fit too.
MAX_NAME_BYTES = 250

#: Files that are published in one folder or another.  What ``kb_outputs`` leaves out is among them:
#: it may come back.
_FILES = frozenset(
    {"llms.txt", "llms-full.txt", "objects.inv", "robots.txt", "sitemap.xml", *FEED_FILES.values()}
)

#: What is published beside the page of an article, by the ends of the names.
_BESIDE = (".md", *CITATION_SUFFIXES.values())

#: Folders that hold files of the site.
_FOLDERS = ("_static/", "_images/", "_sources/", "_downloads/", "api/")


@dataclass(frozen=True, slots=True)
class Alias:
    """One old address that an article claims."""

    address: str
    """As its author wrote it: ``/old/address``."""
    docname: str
    """The article that it leads to."""
    source: str
    """The article's file."""
    key: str
    """Where it stands in the front matter: ``aliases.0``."""

    @property
    def path(self) -> str:
        """The address as a path below the root of the site."""
        decoded = normalize("NFC", unquote(self.address))
        return "/".join(filter(None, decoded.split("/")))  # servers take "//" for "/"

    @property
    def page(self) -> str:
        """The docname of the page that would have this address."""
        return as_docname(self.path)


def aliases_of(articles: Iterable[Article]) -> list[Alias]:
    """Return every alias that an author wrote."""
    return [
        Alias(address, article.docname, article.source, f"aliases.{number}")
        for article in articles
        for number, address in enumerate(article.front_matter.aliases)
    ]


def as_docname(path: str) -> str:
    """Return the docname whose page is found at *path* by one builder or another."""
    path = path.strip("/").removesuffix(".html")
    return path.removesuffix("/index") if path.endswith("/index") else path


def settle(
    aliases: Sequence[Alias], pages: AbstractSet[str]
) -> tuple[dict[str, str], list[tuple[Alias, str]]]:
    """Return the redirects that can be made, path to docname, and what is wrong with the others.

    Since an alias leads to its article and never to an address, there are no chains or loops
    but through an address that is a page's: those are refused.

    :param pages: Docnames of all documents.
    """
    taken = {as_docname(docname) for docname in pages} | _OTHER_PAGES
    beside = {f"{docname}{suffix}" for docname in pages for suffix in _BESIDE}
    claims = Counter(alias.page for alias in aliases)
    redirects: dict[str, str] = {}
    refused: list[tuple[Alias, str]] = []
    for alias in aliases:
        if alias.page == as_docname(alias.docname):
            refused.append((alias, "is the article's own address, so it would lead to itself"))
        elif alias.page in taken:
            refused.append((alias, "is the address of a page"))
        elif alias.path in beside or alias.path.rpartition("/")[2] in _FILES:
            refused.append((alias, "is the address of a file that is published"))
        elif f"{alias.path}/".startswith(_FOLDERS):
            refused.append((alias, "is in a folder of the site's own files"))
        elif any(len(part.encode()) > MAX_NAME_BYTES for part in alias.path.split("/")):
            refused.append((alias, "is longer than the name of a file can be"))
        elif claims[alias.page] > 1:
            others = {one.source for one in aliases if one.page == alias.page} - {alias.source}
            where = f"an alias of {', '.join(sorted(others))} too" if others else "written twice"
            refused.append((alias, f"is {where}"))
        else:
            redirects[alias.path] = alias.docname
    return redirects, refused


def of_synonyms(
    terms: Mapping[Taxonomy, Sequence[Term]], routes: Routes, pages: AbstractSet[str]
) -> dict[str, str]:
    """Return the addresses that the synonyms of terms would have, with those of the terms."""
    return {
        old: routes.term(taxonomy, term.slug)
        for taxonomy, of_taxonomy in terms.items()
        for term in of_taxonomy
        for synonym in term.synonyms
        if (slug := slugify(synonym)) and (old := routes.term(taxonomy, slug)) not in pages
    }
