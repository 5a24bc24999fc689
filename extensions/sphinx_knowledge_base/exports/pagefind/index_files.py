"""The files of a Pagefind index.

Pagefind writes them for its script in the browser, and cannot change some pages of an index.  This
module reads them, and writes them as Pagefind does, to the byte, but for their compression.  They
are CBOR after a signature, compressed with gzip:

``pagefind.*.pf_meta``
    Version; pages (name of the fragment, number of words); chunks (first word, last word, name);
    filters (key, name); orders (key, numbers of pages); names of metadata.  The number of a page
    is its place in this list.
``index/*.pf_index``
    A chunk of the sorted words: text, postings, spellings with accents (text, postings).  A
    posting is the distance to the page from that of the last posting, places in its text, and
    places in its metadata: a negative number names metadata, and its places follow.
``fragment/*.pf_fragment``
    What the list of results shows of a page, as JSON.

Source: ``pagefind/src/index`` in the repository of Pagefind, and the files of version 1.5.2.
Another version may write other files, so :func:`read_index` verifies that it would write what it
has read.
"""

from __future__ import annotations

import gc
import gzip
import json
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha1
from itertools import pairwise
from operator import is_
from typing import TYPE_CHECKING, Any, TypeAlias

import cbor2

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from pathlib import Path

#: Distance, places in the text, places in metadata.
Posting: TypeAlias = list[Any]

#: Text, postings, spellings.
Word: TypeAlias = list[Any]

#: The file that names the language and the file of the metadata.
ENTRY = "pagefind-entry.json"

_SIGNATURE = b"pagefind_dcd"

#: A chunk ends with the word that brings it to this many postings and places.
_CHUNK_SIZE = 20_000

#: How many hexadecimal digits names have after the language.
_NAME_DIGITS, _META_NAME_DIGITS = 7, 10


#: What reading files raises that are missing or damaged, or that another version has written.
READ_ERRORS = (
    OSError, EOFError, ValueError, TypeError, LookupError, zlib.error, cbor2.CBORDecodeError
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """What the files of an index hold."""

    folder: Path
    language: str
    version: str
    pages: list[list[Any]]
    """For each page, the name of its fragment and the number of its words."""
    chunks: dict[str, list[Word]]
    """The words, by name of their chunk."""
    filters: list[list[str]]
    orders: list[list[Any]]
    metadata: list[str]

    def fragment(self, number: int) -> Path:
        """Return the file of a page for the list of results."""
        return self.folder / "fragment" / f"{self.pages[number][0]}.pf_fragment"

    def filters_and_fragments(self) -> list[str]:
        """Return the paths of the files that hold no words."""
        filters = [f"filter/{name}.pf_filter" for _, name in self.filters]
        return [*filters, *(f"fragment/{name}.pf_fragment" for name, _ in self.pages)]

    def with_words(self, words: Iterable[Word]) -> tuple[IndexFiles, dict[str, bytes]]:
        """Return an index with other words, and the contents of its new chunks by name.

        :param words: In the order of their texts.  Those that have not changed are the same
            objects as in this index, so a chunk of nothing else keeps its name.
        """
        last = {id(chunk[0]): (name, chunk) for name, chunk in self.chunks.items()}
        divided = list(_divided(words))
        kept = {}
        for chunk in divided:
            name, before = last.get(id(chunk[0]), ("", []))
            if len(chunk) == len(before) and all(map(is_, chunk, before)):
                kept[id(chunk)] = name
        names, contents = set(kept.values()), {}
        chunks = {}
        for chunk in divided:
            if (name := kept.get(id(chunk), "")) == "":
                content = cbor2.dumps([chunk])
                name = self._name(content, names)
                names.add(name)
                contents[name] = content
            chunks[name] = chunk
        return replace(self, chunks=chunks), contents

    def metadata_file(self) -> tuple[str, bytes]:
        """Return the path of the file of the metadata, and what it holds."""
        listed = [
            [*limits, name]
            for limits, name in zip(_limits([*self.chunks.values()]), self.chunks, strict=True)
        ]
        values = [self.version, self.pages, listed, self.filters, self.orders, self.metadata]
        content = cbor2.dumps(values)
        digits = _hash(content)[:_META_NAME_DIGITS]
        return f"pagefind.{self.language}_{digits}.pf_meta", content

    def verify(self, metadata: str) -> None:
        """Verify that an index would be written as it was, by the digests in names of files.

        :param metadata: The name of the file of the metadata.
        :raises ValueError: It would be written otherwise.
        """
        name, chunk = next(iter(self.chunks.items()))  # which stands for the others
        if self._name(cbor2.dumps([chunk]), ()) != name or self.metadata_file()[0] != metadata:
            raise ValueError(f"{self.folder}: not written as by Pagefind 1.5")

    def _name(self, content: bytes, taken: Container[str]) -> str:
        """Return the name of a chunk; it is longer if another chunk has the usual one."""
        digits, length = _hash(content), _NAME_DIGITS
        while f"{self.language}_{digits[:length]}" in taken and length < len(digits):
            length += 2
        return f"{self.language}_{digits[:length]}"


def read_index(folder: Path) -> IndexFiles:
    """Return what the files of an index hold.

    :raises ValueError: They would not be written as they are.  Any other of :data:`READ_ERRORS`
        if they cannot be read.
    """
    (language,) = json.loads((folder / ENTRY).read_bytes())["languages"]
    (meta_file,) = folder.glob("*.pf_meta")
    version, pages, listed, filters, orders, metadata = _decoded(meta_file)
    files = {name: folder / "index" / f"{name}.pf_index" for *_, name in listed}
    with _without_collector():
        chunks = {name: _decoded(file)[0] for name, file in files.items()}
    index = IndexFiles(folder, language, version, pages, chunks, filters, orders, metadata)
    index.verify(meta_file.name)
    return index


def read_fragment(file: Path) -> dict[str, Any]:
    """Return what the list of results shows of a page.

    :raises: One of :data:`READ_ERRORS`.
    """
    fragment: dict[str, Any] = json.loads(_content(file))
    return fragment


def address(file: Path) -> bytes:
    """Return the beginning of a fragment, which has the address of its page.

    :raises: One of :data:`READ_ERRORS`.
    """
    beginning = zlib.decompressobj(wbits=31).decompress(file.read_bytes(), 4096)
    return beginning[: beginning.index(b',"content":')]


def average_words(folder: Path) -> float:
    """Return how many words a page of an index has, as Pagefind counted them; 0 without pages."""
    counts = [count for file in folder.glob("*.pf_meta") for _, count in _decoded(file)[1]]
    return sum(counts) / len(counts) if counts else 0.0


def compressed(content: bytes) -> bytes:
    """Return the content of a file as it is on the disk."""
    return gzip.compress(_SIGNATURE + content, 4, mtime=0)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector from looking through millions of numbers as they are read."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _divided(words: Iterable[Word]) -> Iterator[list[Word]]:
    chunk: list[Word] = []
    size = 0
    for word in words:
        chunk.append(word)
        size += sum(1 + len(places) + len(metadata) for _, places, metadata in word[1])
        if size >= _CHUNK_SIZE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _limits(chunks: Sequence[Sequence[Word]]) -> list[list[str]]:
    """Return the first and the last word of each chunk, as short as they tell chunks apart."""
    limits = [[chunk[0][0], chunk[-1][0]] for chunk in chunks]
    for this, following in pairwise(limits):
        common = 0
        for one, other in zip(this[1], following[0], strict=False):
            if one != other:
                break
            common += 1
        end = this[1][: common + 1]
        this[1] = end if end >= this[0] else this[1]
        following[0] = following[0][: common + 1]
    return limits


def _hash(content: bytes) -> str:
    """Return a hash as Pagefind writes it: bytes below 16 have one digit."""
    return "".join(f"{byte:x}" for byte in sha1(content, usedforsecurity=False).digest())


def _content(file: Path) -> bytes:
    content = gzip.decompress(file.read_bytes())
    if not content.startswith(_SIGNATURE):
        raise ValueError(file)
    return content.removeprefix(_SIGNATURE)


def _decoded(file: Path) -> list[Any]:
    values: list[Any] = cbor2.loads(_content(file))
    return values
