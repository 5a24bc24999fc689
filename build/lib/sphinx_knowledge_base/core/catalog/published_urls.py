"""The ledger: a list of every address that an article ever had, kept under version control.

An address that others link to is not to vanish unnoticed.  One line is one address; what follows
a ``#`` is a comment.  An address that is meant to vanish is taken off the list by its editor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.redirects import as_docname
from sphinx_knowledge_base.core.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.catalog.catalog import Catalog


def addresses(text: str) -> Iterator[tuple[int, str]]:
    """Yield the addresses of a ledger with their lines."""
    for number, line in enumerate(text.splitlines(), 1):
        if address := line.partition("#")[0].strip():
            yield number, address


def vanished(path: str, text: str, catalog: Catalog, documents: AbstractSet[str]) -> list[Problem]:
    """Return a problem for each address of the ledger that leads nowhere any more.

    :param documents: Docnames of all documents.
    """
    known = {as_docname(name) for name in (*documents, *catalog.redirects)}
    message = (
        "{!r} was published and leads nowhere: make it an alias of the article that took its "
        "place, or delete this line"
    )
    return [
        Problem(path, line, 1, "alias", message.format(address))
        for line, address in addresses(text)
        if as_docname(address) not in known
    ]


def missing(text: str, catalog: Catalog) -> list[str]:
    """Return the addresses of articles that the ledger does not have yet, sorted."""
    listed = {address for _, address in addresses(text)}
    published = {f"/{one.docname}" for one in catalog.articles if not one.unpublished}
    return sorted(published - listed)
