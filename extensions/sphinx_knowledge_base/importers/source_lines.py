"""Find the line of the source that a line of its article came from."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.model import Document

_WORD = re.compile(r"[^\W_]+")
_KEY = re.compile(r"\"?([\w.-]+)\"?:")


class SourceLines:
    """The lines of one document and those of its article."""

    def __init__(self, document: Document, article: str, keys: Mapping[str, int]) -> None:
        """Compare *document* with the text of its *article*.

        :param keys: Lines of the source by the keys of the article.
        """
        self._document = document
        self._keys = keys
        self._article = article.split("\n")
        self._source = [_words(line) for line in document.body.split("\n")]
        closing = self._article.index("---", 1) if article.startswith("---\n") else -1
        self._body = closing + 1

    def origin(self, line: int) -> int:
        """Return the line of the source for a *line* of the article; both are counted from 1."""
        index = line - 1
        if index < self._body:
            found = _KEY.match(self._article[index])
            return self._keys.get(found[1], 1) if found else 1
        # A line without words came from where the nearest one before it did.
        for before in range(min(index, len(self._article) - 1), self._body - 1, -1):
            words = _words(self._article[before])
            at = self._best(words, before) if words else None
            if at is not None:
                last = len(self._source) - 1
                return self._document.body_line + min(at + index - before, max(last, 0))
        return self._document.body_line

    def _best(self, words: Counter[str], index: int) -> int | None:
        """Return the line of the source that shares most with *words*; of several, the nearest."""
        total = max(len(self._article) - self._body, 1)
        expected = (index - self._body) * len(self._source) / total
        shared = [(words & other).total() for other in self._source]
        most = max(shared, default=0)
        if not most:
            return None
        likely = [at for at, count in enumerate(shared) if count == most]
        return min(likely, key=lambda at: (_unlike(words, self._source[at]), abs(at - expected)))


def _unlike(words: Counter[str], other: Counter[str]) -> int:
    return (other - words).total()


def _words(line: str) -> Counter[str]:
    return Counter(_WORD.findall(line))
