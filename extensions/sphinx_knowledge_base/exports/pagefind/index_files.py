"""The files of a Pagefind index.

Pagefind writes them for its script in the browser, and cannot change some pages of an index.  This
module reads them, and writes them as Pagefind does, to the byte, but for their compression.  They
are CBOR after a signature, compressed with gzip:

``pagefind.*.pf_meta``
    Version; pages (name of the fragment, number of words); chunks (first word, last word, name);
    filters (key, name); orders (key, numbers of pages); names of metadata.  The number of a page
    is its place in this list.
``filter/*.pf_filter``
    A filter: key; values (text, numbers of pages).
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
from dataclasses import dataclass
from hashlib import sha1
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import cbor2

from sphinx_knowledge_base.core.catalog.output_names import SEARCH_INDEX_ENTRY

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

#: Distance, places in the text, places in metadata.
Posting: TypeAlias = list[Any]

#: Text, postings.
Spelling: TypeAlias = list[Any]

#: Key, values (text, numbers of pages).
Filter: TypeAlias = list[Any]

_SIGNATURE = b"pagefind_dcd"

#: A chunk ends with the word that brings it to this many postings and places.
_CHUNK_SIZE = 20_000

#: The beginning of an array with one item.
_ONE_ITEM = b"\x81"

#: The length of the beginning of a longer array, by its first byte; of a short one it is 1.
_HEAD_LENGTHS: Mapping[int, int] = {0x98: 2, 0x99: 3, 0x9A: 5}

#: How many hexadecimal digits names have after the language.
_NAME_DIGITS, _META_NAME_DIGITS = 7, 10

#: What reading files raises that are missing or damaged, or that another version has written.
READ_ERRORS = (
    *(OSError, EOFError, ValueError, TypeError, LookupError),
    *(zlib.error, cbor2.CBORDecodeError),
)


class Word(NamedTuple):
    """A word of an index."""

    text: str
    postings: list[Posting]
    spellings: list[Spelling]
    encoded: bytes

    @classmethod
    def of(cls, text: str, postings: list[Posting], spellings: list[Spelling]) -> Word:
        """Make a word and encode it."""
        return cls(text, postings, spellings, cbor2.dumps([text, postings, spellings]))


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """What the files of an index hold."""

    folder: Path
    language: str
    version: str
    pages: list[list[Any]]
    """For each page, the name of its fragment and the number of its words."""
    words: list[Word]
    """In the order of their texts."""
    filters: list[Filter]
    orders: list[list[Any]]
    metadata: list[str]

    def fragment(self, number: int) -> Path:
        """Return the file of a page for the list of results."""
        return self.folder / "fragment" / f"{self.pages[number][0]}.pf_fragment"

    def written(self) -> dict[str, bytes]:
        """Return the contents of filters and chunks by path, and at last of the metadata."""
        divided = [*_divided(self.words)]
        filters = self._named(map(cbor2.dumps, self.filters))
        chunks = self._named(map(_encoded, divided))
        keys = [[key, name] for (key, _), name in zip(self.filters, filters, strict=True)]
        words = [[*limits, name] for limits, name in zip(_limits(divided), chunks, strict=True)]
        values = [self.version, self.pages, words, keys, self.orders, self.metadata]
        metadata = cbor2.dumps(values)
        digits = _hash(metadata)[:_META_NAME_DIGITS]
        files = {f"filter/{name}.pf_filter": content for name, content in filters.items()}
        files |= {f"index/{name}.pf_index": content for name, content in chunks.items()}
        return files | {f"pagefind.{self.language}_{digits}.pf_meta": metadata}

    def _named(self, contents: Iterable[bytes]) -> dict[str, bytes]:
        """Return contents of files by the names of these."""
        named: dict[str, bytes] = {}
        for content in contents:
            named[self._name(content, named)] = content
        return named

    def _name(self, content: bytes, taken: Container[str]) -> str:
        """Return the name of a file; it is longer if another file has the usual one."""
        digits, length = _hash(content), _NAME_DIGITS
        while f"{self.language}_{digits[:length]}" in taken and length < len(digits):
            length += 2
        return f"{self.language}_{digits[:length]}"


def read_index(folder: Path) -> IndexFiles:
    """Return what the files of an index hold.

    :raises ValueError: They would not be written as they are.  Any other of :data:`READ_ERRORS`
        if they cannot be read.
    """
    (language,) = json.loads((folder / SEARCH_INDEX_ENTRY).read_bytes())["languages"]
    (meta_file,) = folder.glob("*.pf_meta")
    version, pages, listed, keys, orders, metadata = _decoded(meta_file)
    filters = [_decoded(folder / "filter" / f"{name}.pf_filter") for _, name in keys]
    words: list[Word] = []
    with _without_collector():
        for *_, name in listed:
            words.extend(_words(content_of(folder / "index" / f"{name}.pf_index")))
    index = IndexFiles(folder, language, version, pages, words, filters, orders, metadata)
    # Their names are digests of what they hold.
    names = [f"filter/{name}.pf_filter" for _, name in keys]
    names += [*(f"index/{name}.pf_index" for *_, name in listed), meta_file.name]
    if Word.of(*words[0][:3]) != words[0] or [*index.written()] != names:
        raise ValueError(f"{folder}: not the format of Pagefind 1.5")
    return index


def read_fragment(file: Path) -> dict[str, Any]:
    """Return what the list of results shows of a page.

    :raises: One of :data:`READ_ERRORS`.
    """
    fragment: dict[str, Any] = json.loads(content_of(file))
    return fragment


def beginning(file: Path) -> bytes:
    """Return a fragment up to the address of its page, which tells it from all others.

    :raises: One of :data:`READ_ERRORS`.
    """
    content = zlib.decompressobj(wbits=31).decompress(file.read_bytes(), 4096)
    return content[: content.index(b',"content":')]


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


def _words(chunk: bytes) -> Iterator[Word]:
    """Yield the words of a chunk, an array of which is the only item of another one.

    :raises ValueError: There is something else.
    """
    file = BytesIO(chunk)
    head = 1 + _HEAD_LENGTHS.get(chunk[1], 1)
    file.seek(head)
    decoder = cbor2.CBORDecoder(file)
    start, count = head, 0
    while start < len(chunk):
        text, postings, spellings = decoder.decode()
        end = file.tell()
        yield Word(text, postings, spellings, chunk[start:end])
        start, count = end, count + 1
    if chunk[:head] != _ONE_ITEM + _array_head(count):
        raise ValueError("not the format of Pagefind 1.5")


def _encoded(chunk: Sequence[Word]) -> bytes:
    return b"".join((_ONE_ITEM, _array_head(len(chunk)), *(word.encoded for word in chunk)))


def _array_head(count: int) -> bytes:
    """Return the beginning of an encoded array."""
    return cbor2.dumps([0] * count)[: -count or None]


def _divided(words: Iterable[Word]) -> Iterator[list[Word]]:
    chunk: list[Word] = []
    size = 0
    for word in words:
        chunk.append(word)
        size += sum([1 + len(places) + len(metadata) for _, places, metadata in word.postings])
        if size >= _CHUNK_SIZE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _limits(chunks: Sequence[Sequence[Word]]) -> list[list[str]]:
    """Return the first and the last word of each chunk, as short as they tell chunks apart."""
    limits = [[chunk[0].text, chunk[-1].text] for chunk in chunks]
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


def content_of(file: Path) -> bytes:
    """Return what a file holds, without its compression and signature.

    :raises: One of :data:`READ_ERRORS`.
    """
    content = gzip.decompress(file.read_bytes())
    if not content.startswith(_SIGNATURE):
        raise ValueError(file)
    return content.removeprefix(_SIGNATURE)


def _decoded(file: Path) -> list[Any]:
    values: list[Any] = cbor2.loads(content_of(file))
    return values
