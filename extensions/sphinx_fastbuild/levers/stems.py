"""The lever ``stems``: stem a word of Sphinx's search index once, not in every document."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild.guard.lever import Lever
from sphinx_fastbuild.guard.patch import Patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sphinx.application import Sphinx

_INDEX = "sphinx.search:IndexBuilder"

KNOWN: Mapping[str, str] = {
    f"{_INDEX}.__init__": "3bcfa235c47e",
    f"{_INDEX}.feed": "926b8987a096",
    f"{_INDEX}._word_collector": "f1b2052d2c7f",
}

#: The number of words that are kept: the vocabulary of a large site, in some 20 MB.
WORDS = 100_000


def _patches(app: Sphinx) -> Iterator[Patch]:
    yield Patch(f"{_INDEX}.__init__", _init, KNOWN)
    yield Patch(f"{_INDEX}._word_collector", _word_collector, KNOWN)


def _init(stock: Callable[..., None]) -> Callable[..., None]:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        stock(self, *args, **kwargs)
        self.lang.stem = lru_cache(WORDS)(self.lang.stem)

    return init


def _word_collector(stock: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def word_collector(self: Any, doctree: Any) -> Any:
        words = stock(self, doctree)
        # The index contains sets: the number of times that a word occurs does not matter.
        words.words = list(dict.fromkeys(words.words))
        return words

    return word_collector


LEVER = Lever("stems", "Stem each word of the search index once.", _patches)
