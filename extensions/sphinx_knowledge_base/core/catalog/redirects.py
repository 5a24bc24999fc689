"""Redirects from old addresses to pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize
from urllib.parse import unquote

from sphinx_knowledge_base.core.catalog.reserved import BESIDE, PAGES, why_reserved
from sphinx_knowledge_base.core.slugs import slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.catalog.routes import Routes
    from sphinx_knowledge_base.core.model import Article, Taxonomy, Term

#: File names end at 255 bytes in every common file system; ``.html`` must fit too.
MAX_NAME_BYTES = 250


@dataclass(frozen=True, slots=True)
class Alias:
    """One old address that an article claims."""

    address: str
    """As its author wrote it: ``/old/address``."""
    docname: str
    """The docname of that article."""
    source: str
    """The article's file."""
    key: str
    """The key in the front matter: ``aliases.0``."""

    @property
    def path(self) -> str:
        """The address as a path below the root of the site."""
        decoded = normalize("NFC", unquote(self.address))
        return "/".join(filter(None, decoded.split("/")))  # servers treat "//" as "/"

    @property
    def page(self) -> str:
        """The docname of the page that would have this address."""
        return as_docname(self.path)


def aliases_of(articles: Iterable[Article]) -> list[Alias]:
    """Return the aliases in the front matter of *articles*."""
    return [
        Alias(address, article.docname, article.source, f"aliases.{number}")
        for article in articles
        for number, address in enumerate(article.front_matter.aliases)
    ]


def as_docname(path: str) -> str:
    """Return the docname whose page has the path *path* in ``html`` or ``dirhtml``."""
    path = path.strip("/").removesuffix(".html")
    return path.removesuffix("/index") if path.endswith("/index") else path


def make_redirects(
    aliases: Sequence[Alias], pages: AbstractSet[str]
) -> tuple[dict[str, str], list[tuple[Alias, str]]]:
    """Return the redirects, path to docname, and each refused alias with the reason.

    An alias leads to an article, never to another address.  So chains and loops need an alias that
    is the address of a page, and those are refused.

    :param pages: Docnames of all documents.
    """
    taken = {as_docname(docname) for docname in pages} | PAGES
    beside = {f"{docname}{suffix}" for docname in pages for suffix in BESIDE}
    claims = Counter(alias.page for alias in aliases)
    redirects: dict[str, str] = {}
    refused: list[tuple[Alias, str]] = []
    for alias in aliases:
        if alias.page == as_docname(alias.docname):
            refused.append((alias, "is the article's own address"))
        elif alias.page in taken:
            refused.append((alias, "is the address of a page"))
        elif alias.path in beside:
            refused.append((alias, "is the address of a file that the build writes"))
        elif reason := why_reserved(alias.path):
            refused.append((alias, reason))
        elif any(len(part.encode()) > MAX_NAME_BYTES for part in alias.path.split("/")):
            refused.append((alias, "is too long for the name of a file"))
        elif claims[alias.page] > 1:
            others = {one.source for one in aliases if one.page == alias.page} - {alias.source}
            where = f"also an alias of {', '.join(sorted(others))}" if others else "listed twice"
            refused.append((alias, f"is {where}"))
        else:
            redirects[alias.path] = alias.docname
    return redirects, refused


def former_slugs(redirects: Mapping[str, str], articles: Iterable[Article]) -> dict[str, str]:
    """Return former slugs, taken from the ends of old addresses, with the current ones."""
    today = {article.docname: article.slug for article in articles}
    found = {
        as_docname(old).rpartition("/")[2]: today[docname]
        for old, docname in sorted(redirects.items(), reverse=True)
        if docname in today
    }
    slugs = set(today.values())
    return {old: slug for old, slug in found.items() if old not in slugs}


def synonym_redirects(
    terms: Mapping[Taxonomy, Sequence[Term]], routes: Routes, pages: AbstractSet[str]
) -> dict[str, str]:
    """Return redirects from the addresses that synonyms would have to their terms' pages."""
    return {
        old: routes.term(taxonomy, term.slug)
        for taxonomy, of_taxonomy in terms.items()
        for term in of_taxonomy
        for synonym in term.synonyms
        if (slug := slugify(synonym)) and (old := routes.term(taxonomy, slug)) not in pages
    }
