"""The ledger: a list of every address that an article ever had, under version control.

With it, no published address vanishes unnoticed.  Each line has one address; ``#`` begins a
comment.  An editor who wants an address to vanish deletes its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.redirects import as_docname
from sphinx_knowledge_base.core.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.catalog.catalog import Catalog


#: Replaces bytes that could not be decoded.
_REPLACED = "\ufffd"


def decoded(data: bytes) -> str:
    """Return the text of a ledger; :func:`vanished` reports bytes that are not UTF-8."""
    return data.decode("utf-8-sig", "replace")


def addresses(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and address of each line of a ledger."""
    for number, line in enumerate(text.splitlines(), 1):
        if address := line.partition("#")[0].strip():
            yield number, address


def vanished(path: str, text: str, catalog: Catalog, documents: AbstractSet[str]) -> list[Problem]:
    """Return a problem for each address of the ledger that no longer leads anywhere.

    A ledger that is not UTF-8 is one problem; lines that cannot be decoded are skipped.

    :param documents: Docnames of all documents.
    """
    known = {as_docname(name) for name in (*documents, *catalog.redirects)}
    message = (
        "{!r} was published and no longer leads anywhere: add it to the aliases of the article "
        "that replaces it, or delete this line"
    )
    broken = [line for line in enumerate(text.splitlines(), 1) if _REPLACED in line[1]]
    not_utf8 = [
        Problem(
            path,
            number,
            line.index(_REPLACED) + 1,
            "alias",
            "the file is not UTF-8; save it as UTF-8",
        )
        for number, line in broken[:1]
    ]
    return not_utf8 + [
        Problem(path, line, 1, "alias", message.format(address))
        for line, address in addresses(text)
        if as_docname(address) not in known and _REPLACED not in address
    ]


def missing(text: str, catalog: Catalog) -> list[str]:
    """Return the addresses of articles that are not in the ledger yet, sorted."""
    listed = {address for _, address in addresses(text)}
    published = {f"/{one.docname}" for one in catalog.articles if not one.unpublished}
    return sorted(published - listed)
