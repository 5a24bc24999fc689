"""Articles that claim the same address: one keeps it, and published articles stay online."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base.core.catalog.redirects import as_docname

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.core.model import Article

_UNDATED = datetime.max.replace(tzinfo=UTC)


class Conflict(NamedTuple):
    """An article that cannot have its slug."""

    article: Article
    owner: str
    """The file that keeps it."""
    free: str
    """A similar slug that is free."""


def conflicts(articles: Sequence[Article], ledger: AbstractSet[str]) -> list[Conflict]:
    """Return the articles whose slug or address another article keeps.

    The article keeps it whose address is in the *ledger*, else the one published first.  Of
    articles with the same date, it is the one whose file is named after the slug, has the
    shorter path, or comes first.
    """
    listed = {as_docname(address) for address in ledger}
    slugs = {article.slug for article in articles}
    owners: dict[str, Article] = {}
    found = []
    for article in sorted(articles, key=partial(_precedence, listed=listed)):
        # Two slugs can give the same docname, depending on the pattern of addresses.
        names = (f"slug {article.slug}", f"docname {article.docname}")
        owner = next((owners[name] for name in names if name in owners), None)
        if owner is None:
            owners.update(dict.fromkeys(names, article))
            continue
        free = next(new for n in count(2) if (new := f"{article.slug}-{n}") not in slugs)
        found.append(Conflict(article, owner.source, free))
    return found


def _precedence(article: Article, *, listed: AbstractSet[str]) -> tuple[object, ...]:
    return (
        as_docname(article.docname) not in listed,
        article.published or _UNDATED,
        PurePosixPath(article.source).stem != article.slug,
        len(article.source),
        article.source,
    )
