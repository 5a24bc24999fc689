"""Relating: which articles lead to which, found again only when what it follows from changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sphinx_knowledge_base.core.facts import digest
from sphinx_knowledge_base.core.related import relations
from sphinx_knowledge_base.site.remembered import load, save

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx_knowledge_base.core.related import Relations, Traits


class Relating:
    """The relations of articles as they were last found."""

    def __init__(self, file: Path, code: str) -> None:
        """Remember in *file* what is believed as long as *code*, which finds it, is the same."""
        self._file = file
        self._code = code

    def __call__(self, articles: Sequence[Traits], limit: int) -> Relations:
        """Return what :func:`relations` does."""
        made_of = digest((self._code, limit, articles))
        kept = load(self._file)
        if kept.get("made of") != made_of:
            kept = {"made of": made_of, "relations": relations(articles, limit)}
            save(self._file, kept)
        return cast("Relations", kept["relations"])
