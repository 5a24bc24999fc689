"""The article cache: parsed articles; a build reads only files that have changed.

A file whose status is the same as in the last build is not even opened.  If the status differs,
the digest of the content decides, so neither a fresh clone nor a new file time causes a reading.
"""

from __future__ import annotations

import time
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_knowledge_base import core
from sphinx_knowledge_base.build.file_status import Status, is_settled, status
from sphinx_knowledge_base.build.source_json import SourceDecoder, SourceEncoder
from sphinx_knowledge_base.build.store import State, Store, code_digest
from sphinx_knowledge_base.build.workers import in_processes
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.core.reading.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo

    from sphinx_knowledge_base.core.model import Source
    from sphinx_knowledge_base.core.reading.rules import ReadingRules


class CachedArticle(NamedTuple):
    """A parsed article, with status and digest of its file."""

    status: Status | None
    """While the file has this status, its content is the same; None if that is not certain."""
    digest: str
    """Digest of the content."""
    source: Source


def articles_state(zone: tzinfo) -> State[dict[str, CachedArticle]]:
    """Declare the state: articles by path; *zone* is the time zone of times without an offset."""

    def encode(articles: Mapping[str, CachedArticle]) -> Any:
        encoder = SourceEncoder(zone)
        rows = [[one.status, one.digest, encoder.encode(one.source)] for one in articles.values()]
        return {"names": encoder.names, "articles": rows}

    def decode(kept: Any) -> dict[str, CachedArticle]:
        decoder = SourceDecoder(zone, kept["names"])
        articles = (
            CachedArticle(status and tuple(status), digest, decoder.decode(source))
            for status, digest, source in kept["articles"]
        )
        return {one.source.path: one for one in articles}

    return State("articles", 4, encode, decode, holds_unpublished=True)


class ArticleCache:
    """The articles of a source directory as they were last read."""

    def __init__(self, store: Store, srcdir: Path, rules: ReadingRules, jobs: int = 1) -> None:
        """Load the cache, if it was made with these *rules* and the current code.

        :param jobs: How many processes may read.
        """
        self._store = store
        self._srcdir = srcdir
        self._rules = rules
        self._jobs = jobs
        #: Digest of the code and the rules that this build reads articles with.
        self.reader = _reader(rules)
        self._state = articles_state(rules.timezone)
        self._cached = store.load(self._state, self.reader) or {}

    def sources(self, paths: Iterable[str]) -> list[Source]:
        """Return the articles at *paths*, which are relative to the source directory."""
        before = self._cached
        names = list(paths)
        now = {path: found for path in names if (found := self._unchanged(path, before.get(path)))}
        changed = [path for path in names if path not in now]
        now.update(in_processes(changed, self._read_each, self._jobs))
        self._cached = {path: now[path] for path in names}
        if _files(before) != _files(self._cached):
            self._store.save(self._state, self._cached, self.reader)
        return [one.source for one in self._cached.values()]

    def _unchanged(self, path: str, cached: CachedArticle | None) -> CachedArticle | None:
        """Return the cached article at *path*, if its file still has the same content."""
        if cached is None:
            return None
        began, found = time.time_ns(), status(f"{self._srcdir}/{path}")
        if cached.status is not None and cached.status == found:
            return cached
        if cached.digest != _digest((self._srcdir / path).read_bytes()):
            return None
        return cached._replace(status=found if is_settled(found, began) else None)

    def _read_each(self, paths: Sequence[str]) -> list[tuple[str, CachedArticle]]:
        return [(path, self._read(path)) for path in paths]

    def _read(self, path: str) -> CachedArticle:
        began, file = time.time_ns(), self._srcdir / path
        found = status(file)
        data = file.read_bytes()
        source = read_source(path, data, self._rules)
        return CachedArticle(found if is_settled(found, began) else None, _digest(data), source)


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _reader(rules: ReadingRules) -> str:
    return digest((code_digest(Path(core.__path__[0])), rules.facts()))


def _files(articles: Mapping[str, CachedArticle]) -> object:
    """Return a value that is equal for equal files; equal files give equal articles."""
    return {path: (one.status, one.digest) for path, one in articles.items()}
