"""The catalog is put together again only when something that it is made of has changed.

Sphinx discovers documents twice in a build, since extensions may write some in between.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sphinx_knowledge_base.core.catalog.build import assemble
from sphinx_knowledge_base.core.catalog.images import find_picture, picture_size
from sphinx_knowledge_base.core.catalog.inputs import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx_knowledge_base.build.settings import Settings
    from sphinx_knowledge_base.core.catalog.catalog import Catalog
    from sphinx_knowledge_base.core.catalog.related import Relations, Traits
    from sphinx_knowledge_base.core.catalog.taxonomy import Registry
    from sphinx_knowledge_base.core.model import Source

T = TypeVar("T")


class Assembler:
    """Makes catalogs, and remembers the last one with all that it was made of."""

    def __init__(
        self,
        srcdir: Path,
        settings: Settings,
        translate: Callable[[str, str], str],
        relate: Callable[[Sequence[Traits], int], Relations],
    ) -> None:
        self._srcdir = srcdir
        self._settings = settings
        self._translate = translate
        self._relate = relate
        self._last: tuple[object, Catalog] | None = None
        #: What the files of pictures were like.
        self._answers: dict[tuple[Callable[[str], object], str], object] = {}

    def catalog(
        self, sources: Sequence[Source], registry: Registry, pages: Mapping[str, str]
    ) -> Catalog:
        """Return the catalog of *sources*.

        :param pages: The documents that are no articles, with their paths.
        """
        given = (sources, registry, pages)
        if self._last is not None and self._last[0] == given and self._are_still_true():
            return self._last[1]
        self._answers.clear()
        surroundings = Surroundings(
            partial(self._ask, self._find),
            partial(self._ask, self._measure),
            pages,
            self._translate,
            self._relate,
        )
        catalog = assemble(sources, registry, self._settings.rules(), surroundings)
        self._last = given, catalog
        return catalog

    def _are_still_true(self) -> bool:
        return all(look(path) == answer for (look, path), answer in self._answers.items())

    def _ask(self, look: Callable[[str], T], path: str) -> T:
        answer = look(path)
        self._answers[look, path] = answer
        return answer

    def _find(self, path: str) -> str | None:
        return find_picture(self._srcdir, self._settings.image_roots, path)

    def _measure(self, path: str) -> tuple[int, int] | None:
        return picture_size(self._srcdir / path)
