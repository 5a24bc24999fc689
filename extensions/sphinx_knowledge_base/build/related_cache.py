"""The cache of relations between articles; compute them again only when their input changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from sphinx_knowledge_base.build.store import State
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.core.catalog.related import Relation, relations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.build.store import Store
    from sphinx_knowledge_base.core.catalog.related import Relations, Traits


#: The results of :func:`relations`, by slug.
RELATIONS: State[Relations] = State(
    "relations", 1, dict, TypeAdapter(dict[str, tuple[Relation, ...]]).validate_python
)


def relate(store: Store, code: str, articles: Sequence[Traits], limit: int) -> Relations:
    """Return the result of :func:`relations`, from the cache if the arguments are the same.

    :param code: Digest of the code that computes them.
    """
    made_by = digest((code, limit, articles))
    if (kept := store.load(RELATIONS, made_by)) is None:
        kept = relations(articles, limit)
        store.save(RELATIONS, kept, made_by)
    return kept
