"""The scan: what articles say before they are built, read again only where a file changed.

Kept beside the environment, by content: neither the time of a file nor a fresh clone makes an
article read again, and a file that nobody touched since is not even opened.  What is kept is
believed only if the code that read it is the code of today.
"""

from __future__ import annotations

import time
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_knowledge_base import core
from sphinx_knowledge_base.build.file_status import is_settled, status
from sphinx_knowledge_base.build.store import load, save
from sphinx_knowledge_base.build.workers import in_processes
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.core.reading.source import read_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx_knowledge_base.build.store import load, save
    from sphinx_knowledge_base.core.model import Source
    from sphinx_knowledge_base.core.reading.source import ReadingRules
from sphinx_knowledge_base.build.file_status import Status

#: Raised when something else is kept.
_VERSION = 3


class _Known(NamedTuple):
    """What is known of one file."""

    status: Status | None
    """While the file has it, nobody has to read it to see that it is the same."""
    digest: bytes
    source: Source


class Scan:
    """The articles of a source directory as they were last read."""

    def __init__(self, file: Path, srcdir: Path, rules: ReadingRules, jobs: int = 1) -> None:
        """Load what *file* keeps, if it was read by these *rules*.

        :param jobs: How many processes may read.
        """
        self._file = file
        self._srcdir = srcdir
        self._rules = rules
        self._jobs = jobs
        #: Stands for the code that this build reads articles with.
        self.reader = _reader(rules)
        kept = load(file)
        self._known: dict[str, _Known] = (
            kept["sources"] if kept.get("reader") == self.reader else {}
        )

    def sources(self, paths: Iterable[str]) -> list[Source]:
        """Return what the files at *paths*, relative to the source directory, say."""
        before = self._known
        names = list(paths)
        now = {path: known for path in names if (known := self._unchanged(path, before.get(path)))}
        changed = [path for path in names if path not in now]
        now.update(in_processes(changed, self._read_each, self._jobs))
        self._known = {path: now[path] for path in names}
        if _without_sources(before) != _without_sources(self._known):
            save(self._file, {"reader": self.reader, "sources": self._known})
        return [known.source for known in self._known.values()]

    def _unchanged(self, path: str, known: _Known | None) -> _Known | None:
        """Return what is known of the file at *path* if it still holds the same."""
        if known is None:
            return None
        began, file = time.time_ns(), self._srcdir / path
        found = status(file)
        if known.status is not None and known.status == found:
            return known
        if known.digest != _digest(file.read_bytes()):
            return None
        return known._replace(status=found if is_settled(found, began) else None)

    def _read_each(self, paths: Sequence[str]) -> list[tuple[str, _Known]]:
        return [(path, self._read(path)) for path in paths]

    def _read(self, path: str) -> _Known:
        began, file = time.time_ns(), self._srcdir / path
        found = status(file)
        data = file.read_bytes()
        source = read_source(path, data, self._rules)
        return _Known(found if is_settled(found, began) else None, _digest(data), source)


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _reader(rules: ReadingRules) -> str:
    """Return a fingerprint of the code and the rules that articles are read by."""
    names, extra = sorted(rules.key_names.items()), sorted(rules.extra_keys)
    return digest((_VERSION, code_of(Path(core.__path__[0])), names, extra, str(rules.timezone)))


def code_of(folder: Path) -> str:
    """Return a fingerprint of all code and words in *folder*: others may make other things."""
    code = blake2b(digest_size=16)
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".py", ".mo"}:
            code.update(file.read_bytes())
    return code.hexdigest()


def _without_sources(known: Mapping[str, _Known]) -> object:
    """Return what is equal if the files are the same, and their sources with them."""
    return {path: one[:2] for path, one in known.items()}
