"""Articles that want one address: one of them keeps it, and what was published never vanishes."""

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
    """A slug like it that nobody has."""


def conflicts(articles: Sequence[Article], ledger: AbstractSet[str]) -> list[Conflict]:
    """Return the articles whose slug or address another one keeps.

    It is kept by the one whose address is in the *ledger*, else by the one published first; of
    copies with one date, by the file that is named after the slug, has the shorter path, comes
    first.
    """
    listed = {as_docname(address) for address in ledger}
    slugs = {article.slug for article in articles}
    owners: dict[str, Article] = {}
    found = []
    for article in sorted(articles, key=partial(_precedence, listed=listed)):
        # A pattern of addresses can make one of two slugs.
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
