"""Read the files of a site, each again only when it has changed.

The results are cached in a hidden folder of the site, which builds and checks ignore.
"""

from __future__ import annotations

import os
import re
import time
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sphinx_knowledge_base import core
from sphinx_knowledge_base.build.file_status import Status, is_settled, status
from sphinx_knowledge_base.build.source_json import SourceDecoder, SourceEncoder
from sphinx_knowledge_base.build.store import State, Store, code_digest
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.core.problems import Problem, Severity
from sphinx_knowledge_base.core.reading.encoding import decode
from sphinx_knowledge_base.core.reading.positions import Fault
from sphinx_knowledge_base.core.reading.references import Reference, references
from sphinx_knowledge_base.core.reading.source import read_source, split
from sphinx_knowledge_base.core.source_files import MARKDOWN_SUFFIXES, has_suffix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from sphinx_knowledge_base.checking.site_settings import SiteFolder
    from sphinx_knowledge_base.core.model import Source

#: Below this number, reading the files is faster than starting processes for it.
_FEW = 32

#: How many files are read between two reports of progress.
_AT_ONCE = 500

#: Called with the number of files read so far, and the number of all files.
OnRead: TypeAlias = "Callable[[int, int], None]"


#: The folder of the cache, inside the site's folder.
CACHE = ".kb_cache"

_GLOSSARY = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{glossary\}[^\n]*\n(?P<content>.*?)^(?P=fence)",
    re.MULTILINE | re.DOTALL,
)


class CheckedDocument(NamedTuple):
    """One source file."""

    source: Source | None
    """The article that it contains; None for any other page."""
    references: tuple[Reference, ...]
    glossary: tuple[tuple[str, int], ...]
    """The glossary terms that it defines, with their lines."""
    unsaved: str | None = None

    def text(self, file: Path) -> str:
        r"""Return its text, with ``\n`` line ends."""
        if self.unsaved is not None:
            return self.unsaved
        text = decode(file.read_bytes())
        return "" if isinstance(text, Fault) else text


class _Known(NamedTuple):
    """A document, with status and digest of its file."""

    status: Status | None
    digest: str
    document: CheckedDocument


class _Cited(NamedTuple):
    """The content of the bibliography."""

    digest: str = ""
    works: Mapping[str, str] = MappingProxyType({})
    problems: tuple[Problem, ...] = ()


class _Kept(NamedTuple):
    """The content of the cache."""

    documents: dict[str, _Known]
    cited: _Cited


def _state(zone: tzinfo) -> State[_Kept]:
    """Declare the cache; *zone* is the time zone of times without an offset."""

    def encode(kept: _Kept) -> Any:
        encoder = SourceEncoder(zone)
        rows = [
            [
                *(path, one.status, one.digest),
                one.document.source and encoder.encode(one.document.source),
                *(one.document.references, one.document.glossary),
            ]
            for path, one in kept.documents.items()
        ]
        flaws = [
            (one.path, one.line, one.column, one.type, one.message, one.severity.value)
            for one in kept.cited.problems
        ]
        cited = [kept.cited.digest, dict(kept.cited.works), flaws]
        return {"names": encoder.names, "documents": rows, "cited": cited}

    def decode(kept: Any) -> _Kept:
        decoder = SourceDecoder(zone, kept["names"])
        documents = {
            path: _Known(
                status and tuple(status),
                digest,
                CheckedDocument(
                    source and decoder.decode(source),
                    tuple(Reference(*one) for one in found),
                    tuple((term, line) for term, line in glossary),
                ),
            )
            for path, status, digest, source, found, glossary in kept["documents"]
        }
        digest, works, flaws = kept["cited"]
        problems = tuple(
            Problem(path, line, column, kind, message, Severity(severity))
            for path, line, column, kind, message, severity in flaws
        )
        return _Kept(documents, _Cited(digest, works, problems))

    return State("check", 1, encode, decode)


class Reader:
    """Reads the files of a site, and caches their content."""

    def __init__(self, site: SiteFolder) -> None:
        self._site = site
        self._rules = site.settings.reading_rules()
        self._store = Store(site.root / CACHE)
        self._state = _state(self._rules.timezone)
        self._made_by = _made_by(site)
        kept = self._store.load(self._state, self._made_by) or _Kept({}, _Cited())
        self._known, self._cited = kept
        self._has_changed = False

    def documents(
        self, paths: Sequence[str], unsaved: Mapping[str, str], on_read: OnRead
    ) -> dict[str, CheckedDocument]:
        """Return the documents at *paths*, which are relative to the site."""
        known = {
            path: one
            for path in paths
            if path not in unsaved and (one := self._unchanged(path, self._known.get(path)))
        }
        changed = [path for path in paths if path not in known and path not in unsaved]
        known.update(self._read_all(changed, on_read))
        self._has_changed |= bool(changed) or known.keys() != self._known.keys()
        self._known = known
        return {
            path: known[path].document if path in known else self._read_text(path, unsaved[path])
            for path in paths
        }

    def citations(self) -> _Cited:
        """Return the works that can be cited, by key, and the problems of the bibliography."""
        name = self._site.settings.bibliography
        file = self._site.root / name
        if not name or not file.is_file():
            return _Cited()
        data = file.read_bytes()
        if self._cited.digest != (found := _digest(data)):
            # The BibTeX reader takes a while to import.
            from sphinx_knowledge_base.checking.citable_works import read_citations  # noqa: PLC0415

            self._cited = _Cited(found, *read_citations(name, data))
            self._has_changed = True
        return self._cited

    def save(self) -> None:
        """Save the cache, unless nothing in it is new."""
        if not self._has_changed:
            return
        try:
            self._store.save(self._state, _Kept(self._known, self._cited), self._made_by)
            (self._store.folder / ".gitignore").write_text("*\n", encoding="utf-8")
        except OSError:  # the folder is not writable: everything is read again next time
            return
        self._has_changed = False

    def _unchanged(self, path: str, known: _Known | None) -> _Known | None:
        if known is None:
            return None
        began, file = time.time_ns(), self._site.root / path
        found = status(file)
        if known.status is not None and known.status == found:
            return known
        if found is None or known.digest != _digest(file.read_bytes()):
            return None
        self._has_changed = True
        return known._replace(status=found if is_settled(found, began) else None)

    def _read_all(self, paths: Sequence[str], on_read: OnRead) -> Sequence[tuple[str, _Known]]:
        if len(paths) < _FEW:
            return self._read_each(paths)
        from sphinx_knowledge_base.build.workers import in_processes  # noqa: PLC0415

        found: list[tuple[str, _Known]] = []
        for start in range(0, len(paths), _AT_ONCE):
            on_read(start, len(paths))
            batch = paths[start : start + _AT_ONCE]
            found += in_processes(batch, self._read_each, os.cpu_count() or 1)
        return found

    def _read_each(self, paths: Sequence[str]) -> list[tuple[str, _Known]]:
        return [(path, self._read(path)) for path in paths]

    def _read(self, path: str) -> _Known:
        began, file = time.time_ns(), self._site.root / path
        found = status(file)
        data = file.read_bytes()
        settled = found if is_settled(found, began) else None
        return _Known(settled, _digest(data), self._document(path, data))

    def _read_text(self, path: str, text: str) -> CheckedDocument:
        document = self._document(path, text.encode("utf-8", "surrogatepass"))
        return document._replace(unsaved=text.replace("\r\n", "\n"))

    def _document(self, path: str, data: bytes) -> CheckedDocument:
        is_article = self._site.found_files.is_article(path)
        source = read_source(path, data, self._rules) if is_article else None
        text = decode(data)
        if isinstance(text, Fault) or not (is_article or has_suffix(path, MARKDOWN_SUFFIXES)):
            return CheckedDocument(source, (), ())
        block = split(text)
        body, line = (text, 1) if isinstance(block, Fault) else (block.body, block.body_line)
        return CheckedDocument(source, references(body, line), tuple(_glossary(text)))


def _glossary(text: str) -> Iterator[tuple[str, int]]:
    """Yield the terms of the glossaries in *text*: lines that are not indented."""
    if "{glossary}" not in text:
        return
    for found in _GLOSSARY.finditer(text):
        first = text.count("\n", 0, found.start("content")) + 1
        for number, line in enumerate(found["content"].split("\n"), first):
            if line and not line[0].isspace() and not line.startswith((":", "..")):
                yield line.partition(" : ")[0].strip(), number


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _made_by(site: SiteFolder) -> str:
    """Return a digest of the code and the settings that decide how files are read."""
    rules = site.settings.reading_rules()
    code = code_digest(Path(core.__path__[0])), code_digest(Path(__file__).parent)
    patterns = [*site.settings.article_patterns, *site.settings.article_suffixes]
    return digest((*code, rules.facts(), patterns, site.settings.permalink))
