"""What a catalog is made by: the rules of a site, and the files beside its articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.related import relations
from sphinx_knowledge_base.core.catalog.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sphinx_knowledge_base.core.catalog.related import Relations, Traits


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings of a site say about its catalog."""

    now: datetime
    """Aware; what is published later, or expires before, does not exist."""
    routes: Routes = Routes()
    page_size: int = 20
    related_limit: int = 4
    default_author: str = ""
    preview: bool = False
    """Whether drafts, future and expired articles are shown, marked as what they are."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a catalog asks of those who know the files beside the articles, and earlier builds."""

    find_image: Callable[[str], str | None] = lambda path: path.lstrip("/")
    """Tells the path, relative to the source directory, of the file behind a site path."""
    measure: Callable[[str], tuple[int, int] | None] = lambda _: None
    """Tells width and height of the picture at such a path; None when they are unknown."""
    documents: Mapping[str, str] = field(default_factory=dict)
    """Docnames and paths of the documents that are no articles."""
    translate: Callable[[str, str], str] = lambda _, text: text
    """Gives a text of the document with that docname, or of the taxonomy, as readers see it."""
    relate: Callable[[Sequence[Traits], int], Relations] = relations
    """Finds which articles lead to which; another may remember what this one found."""
