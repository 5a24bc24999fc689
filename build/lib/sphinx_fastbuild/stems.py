"""Stems: a word is stemmed once for the search index, not once in every document."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sphinx.search import IndexBuilder

from sphinx_fastbuild import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx

KNOWN: Mapping[Any, str] = {
    IndexBuilder.__init__: "3bcfa235c47e",
    IndexBuilder.feed: "926b8987a096",
    IndexBuilder._word_collector: "f1b2052d2c7f",  # noqa: SLF001
}

#: Words that are remembered: the vocabulary of a large site, in some 20 MB.
WORDS = 100_000


def pull(app: Sphinx) -> None:
    """Have index builders remember stems, and look at each word of a document once."""
    if app.config.fastbuild_stems:
        patching.replace("stems", IndexBuilder, "__init__", _init, KNOWN)
        patching.replace("stems", IndexBuilder, "_word_collector", _word_collector, KNOWN)


def _init(stock: Callable[..., None]) -> Callable[..., None]:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        stock(self, *args, **kwargs)
        self.lang.stem = lru_cache(WORDS)(self.lang.stem)

    return init


def _word_collector(stock: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def word_collector(self: Any, doctree: Any) -> Any:
        words = stock(self, doctree)
        # The index holds sets: how often a word stands in a document does not matter.
        words.words = list(dict.fromkeys(words.words))
        return words

    return word_collector
