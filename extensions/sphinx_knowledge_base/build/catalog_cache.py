"""The catalog cache: assemble a catalog again only when its input has changed.

Sphinx discovers documents twice in a build, because extensions may write some in between.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sphinx_knowledge_base.core.catalog.build import assemble
from sphinx_knowledge_base.core.catalog.images import (
    find_image,
    image_paths,
)
from sphinx_knowledge_base.core.catalog.inputs import Lookups

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.build.settings import Settings
    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.catalog.related import Relations, Traits
    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Source
    from sphinx_knowledge_base.core.problems import Problem

T = TypeVar("T")


class CatalogCache:
    """Assembles catalogs and keeps the last one, together with everything it depends on."""

    def __init__(
        self,
        srcdir: Path,
        settings: Settings,
        translate: Callable[[str, str], str],
        relate: Callable[[Sequence[Traits], int], Relations],
        measure: Callable[[str], tuple[int, int] | None],
    ) -> None:
        self._srcdir = srcdir
        self._settings = settings
        self._translate = translate
        self._relate = relate
        self._measure = measure
        self._last: tuple[object, Catalog] | None = None
        #: The results of all lookups of the last assembly, by function and path.
        self._answers: dict[tuple[Callable[[str], object], str], object] = {}

    def catalog(
        self,
        sources: Sequence[Source],
        registry: Registry,
        pages: Mapping[str, str],
        ledger: AbstractSet[str],
        problems: tuple[Problem, ...] = (),
    ) -> Catalog:
        """Return the catalog of *sources*.

        :param pages: The path of each document that is not an article, by docname.
        :param ledger: All addresses that were ever published.
        :param problems: Problems that were found before any article was read.
        """
        given = (sources, registry, pages, ledger, problems)
        if self._last is not None and self._last[0] == given and self._files_are_unchanged():
            return self._last[1]
        self._answers.clear()
        lookups = Lookups(
            partial(self._ask, self._find),
            partial(self._ask, self._measure),
            pages,
            self._translate,
            partial(image_paths, self._srcdir, self._settings.image_roots),
            ledger,
            problems,
            self._relate,
        )
        catalog = assemble(sources, registry, self._settings.rules(), lookups)
        self._last = given, catalog
        return catalog

    def _files_are_unchanged(self) -> bool:
        return all(look(path) == answer for (look, path), answer in self._answers.items())

    def _ask(self, look: Callable[[str], T], path: str) -> T:
        answer = look(path)
        self._answers[look, path] = answer
        return answer

    def _find(self, path: str) -> str | None:
        return find_image(self._srcdir, self._settings.image_roots, path)
