"""Relating: which articles lead to which, found again only when what it follows from changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sphinx_knowledge_base.build.store import load, save
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.core.catalog.related import relations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_knowledge_base.core.catalog.related import Relations, Traits


def relate(file: Path, code: str, articles: Sequence[Traits], limit: int) -> Relations:
    """Return what :func:`relations` does, or did when it was last asked for the same.

    :param file: Keeps what was found from build to build.
    :param code: Stands for the code that finds it; what other code found is not believed.
    """
    made_of = digest((code, limit, articles))
    kept = load(file)
    if kept.get("made of") != made_of:
        kept = {"made of": made_of, "relations": relations(articles, limit)}
        save(file, kept)
    return cast("Relations", kept["relations"])
