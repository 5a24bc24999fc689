"""The input of a catalog besides articles and taxonomy: settings, and ways to look things up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_knowledge_base.core.catalog.images import image_hint
from sphinx_knowledge_base.core.catalog.related import relations
from sphinx_knowledge_base.core.catalog.routes import Routes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from sphinx_knowledge_base.core.catalog.related import Relations, Traits
    from sphinx_knowledge_base.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that a catalog depends on."""

    now: datetime
    """Aware.  Articles that are published later, or expired earlier, do not exist."""
    routes: Routes = Routes()
    page_size: int = 20
    related_limit: int = 4
    default_author: str = ""
    preview: bool = False
    """Whether to show drafts, scheduled and expired articles, marked as such."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """Data that a catalog needs from outside the core: files, documents, translations."""

    find_image: Callable[[str], str | None] = lambda path: path.lstrip("/")
    """Returns the file of a site path, relative to the source directory; None if it is missing."""
    measure: Callable[[str], tuple[int, int] | None] = lambda _: None
    """Returns width and height of the image at such a path; None if it cannot be read."""
    documents: Mapping[str, str] = field(default_factory=dict)
    """The path of each document that is not an article, by docname."""
    translate: Callable[[str, str], str] = lambda _, text: text
    """Translates a text; the first argument is its docname, or `TAXONOMY_DOMAIN`."""
    pictures: Callable[[], Sequence[str]] = tuple
    """Returns the site paths of all pictures, for suggestions."""
    ledger: AbstractSet[str] = frozenset()
    """All addresses that were ever published."""
    problems: tuple[Problem, ...] = ()
    """Problems that were found before any article was read."""
    relate: Callable[[Sequence[Traits], int], Relations] = relations
    """Computes related articles; a build passes a function with a cache."""

    def image_fault(self, noun: str, image: str | None) -> str:
        """Return the problem with an image that an article names, or ``""``."""
        if not image or "://" in image:
            return ""
        found = self.find_image(image)
        if found is None:
            return f"{noun} {image!r} does not exist{image_hint(image, self.pictures())}"
        return "" if self.measure(found) else f"{noun} {image!r} cannot be read as an image"
