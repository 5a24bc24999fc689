"""Redirect old addresses to articles."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx_knowledge_base.importers.knowledge_base import as_docname
from sphinx_knowledge_base.importers.model import Place

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from sphinx_knowledge_base.importers.model import Account, Document, Value

#: First folders of addresses that belong to pages which the knowledge base makes itself.
RESERVED = frozenset(
    {
        *("articles", "categories", "tags", "authors", "audiences", "series", "archive", "api"),
        *("_static", "_images", "_sources", "_downloads", "pagefind", "index", "search"),
        *("genindex", "404", "conf", "_build"),
    }
)

#: File names end at 255 bytes in every common file system; ``.html`` must fit too.
_MAX_NAME = 240


def give_aliases(articles: Iterable[Document], pages: Iterable[Document], account: Account) -> None:
    """Redirect every old address to its article; no address leads to two."""
    taken = {document.docname for document in (*articles, *pages)} | {"index", "articles"}
    claimed: dict[str, Document] = {}
    for document in articles:
        aliases: dict[str, Value] = {}
        if not document.addresses and not document.draft:
            message = "nobody knows its old address; no redirect"
            account.note(Place(document.path), "address", message)
        for address in dict.fromkeys(document.addresses):
            alias = _as_alias(address)
            page = as_docname(unicodedata.normalize("NFC", unquote(alias)).strip("/"))
            if not page or page == document.docname:
                continue
            reason = _why_no_alias(alias, page, taken)
            if not reason and claimed.setdefault(page, document) is not document:
                reason = f"is that of {claimed[page].path} too"
            if reason:
                message = f"old address {address} {reason}; no redirect"
                account.note(Place(document.path), "address", message)
            else:
                aliases.setdefault(page, alias)
        if aliases:
            document.front_matter["aliases"] = list(aliases.values())


def _why_no_alias(alias: str, page: str, taken: Container[str]) -> str:
    """Return why an old address cannot lead anywhere, or an empty text."""
    if not alias.startswith("/") or {"?", "#"} & set(alias):
        return "is not a path"
    if page in taken or page.endswith("/index"):
        return "is that of a page"
    if page.partition("/")[0] in RESERVED - {"articles"}:
        return "is among those of generated pages"
    if any(len(part.encode()) > _MAX_NAME for part in page.split("/")):
        return "is longer than the name of a file can be"
    if alias.endswith((".md", ".bib", ".ris", ".json", ".xml", ".txt")):
        return "is that of a file"
    return ""


def _as_alias(address: str) -> str:
    """Return an address as the contract writes it: decoded where that is plain."""
    path = posixpath.normpath(address.partition("#")[0])
    path = path + ("/" if address.endswith("/") and path != "/" else "")
    path = re.sub("^/+", "/", path)
    return (
        quote(unquote(path), safe="/-_.~!$&'()*+,;=:@")
        if re.search(r"[\s\\<>\"%?#\x00-\x1f]", unquote(path))
        else unquote(path)
    )
