"""Change some pages of an index, without reading the others.

The outcome is the index that Pagefind would make of all pages, as long as these are the same pages
as before, in the same orders, and the changed ones have metadata of the same names.
"""

from __future__ import annotations

import json
import os
import shutil
from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_knowledge_base.core.catalog.output_names import SEARCH_INDEX_ENTRY
from sphinx_knowledge_base.exports.pagefind.index_files import (
    READ_ERRORS,
    Word,
    beginning,
    compressed,
    read_fragment,
    read_index,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from sphinx_knowledge_base.exports.pagefind.index_files import (
        Filter,
        IndexFiles,
        Posting,
        Spelling,
    )

    #: Postings and spellings, which have the numbers of pages in place of distances.
    Added = tuple[list[Posting], list[Spelling]]

logger = logging.getLogger(__name__)


def change_pages(last: Path, changes: Path, count: int, target: Path) -> bool:
    """Write an index of the pages of another one, some of which have changed.

    :param last: Folder of the other index.
    :param changes: Folder of an index of the changed pages alone.
    :param count: How many have changed.  Those without a word are in no index.
    :param target: Folder of the new index.  Files that stay are linked there if the file system
        can do that, so nobody may change them in place.
    :return: Whether this was possible; otherwise *target* does not exist.
    """
    try:
        old, new = read_index(last), read_index(changes)
        if len(new.pages) != count:
            raise ValueError("a changed page has no word")
        _write(_changed(old, new, _numbers(old, new)), new.folder, target)
    except READ_ERRORS as error:
        logger.debug("search index: all pages are read again: %r", error)
        shutil.rmtree(target, ignore_errors=True)
        return False
    return True


def _numbers(old: IndexFiles, new: IndexFiles) -> list[int]:
    """Return the numbers that the pages of the second index have in the first.

    :raises LookupError: A page is missing in the first.
    :raises ValueError: A page has metadata of other names.
    """
    known = {beginning(old.fragment(number)): number for number in range(len(old.pages))}
    numbers = [known[beginning(new.fragment(number))] for number in range(len(new.pages))]
    for number, page in enumerate(numbers):
        before, now = read_fragment(old.fragment(page)), read_fragment(new.fragment(number))
        if before["meta"].keys() != now["meta"].keys():
            raise ValueError(f"other metadata: {now['url']}")
    return numbers


def _changed(old: IndexFiles, new: IndexFiles, numbers: Sequence[int]) -> IndexFiles:
    """Return the first index with the pages of the second in place of those with *numbers*.

    :raises ValueError: Two pages would have one name.
    """
    pages = [*old.pages]
    for number, page in zip(numbers, new.pages, strict=True):
        pages[number] = page
    if len({name for name, _ in pages}) < len(pages):
        raise ValueError("two pages with one name")
    metadata = [old.metadata.index(name) for name in new.metadata]
    added = {word.text: _renumbered(word, numbers, metadata) for word in new.words}
    words = _changed_words(old.words, added, set(numbers))
    return replace(
        old,
        pages=pages,
        words=sorted(words, key=attrgetter("text")),
        filters=[*_changed_filters(old.filters, new.filters, numbers)],
    )


def _changed_filters(
    old: Iterable[Filter], new: Iterable[Filter], numbers: Sequence[int]
) -> Iterator[Filter]:
    """Yield filters without the pages with *numbers*, and with those that are added."""
    changed = set(numbers)
    added = {
        key: {value: [numbers[page] for page in pages] for value, pages in values}
        for key, values in new
    }
    for key, values in old:
        more = added.pop(key, {})
        kept = [
            [value, sorted([n for n in pages if n not in changed] + more.pop(value, []))]
            for value, pages in values
        ]
        if left := [[value, pages] for value, pages in (*kept, *more.items()) if pages]:
            yield [key, left]
    for key, more in added.items():
        yield [key, [[value, sorted(pages)] for value, pages in more.items()]]


def _changed_words(
    words: Iterable[Word], added: dict[str, Added], pages: AbstractSet[int]
) -> Iterator[Word]:
    """Yield words without their old places on *pages*, and with those that are added."""
    for word in words:
        if word.text not in added and _is_elsewhere(word, pages):
            yield word
            continue
        postings, spellings = added.pop(word.text, ([], []))
        places = _changed_postings(word.postings, postings, pages)
        spelled = _changed_spellings(word.spellings, spellings, pages)
        if places or spelled:
            yield Word.of(word.text, places, spelled)
    for text, (postings, spellings) in added.items():
        places = _changed_postings([], postings, pages)
        yield Word.of(text, places, _changed_spellings([], spellings, pages))


def _is_elsewhere(word: Word, pages: AbstractSet[int]) -> bool:
    """Return whether a word is on none of *pages*."""
    every = (word.postings, *(postings for _, postings in word.spellings))
    return all(pages.isdisjoint(_pages(postings)) for postings in every)


def _changed_spellings(
    old: Iterable[Spelling], new: Iterable[Spelling], pages: AbstractSet[int]
) -> list[Spelling]:
    """Return spellings of a word in the order of the first pages that have them."""
    added = {spelling[0]: spelling[1] for spelling in new}
    changed = [
        [text, _changed_postings(postings, added.pop(text, []), pages)] for text, postings in old
    ]
    changed += [[text, _changed_postings([], places, pages)] for text, places in added.items()]
    return sorted((each for each in changed if each[1]), key=lambda each: each[1][0][0])


def _changed_postings(
    old: Iterable[Posting], new: Iterable[Posting], pages: AbstractSet[int]
) -> list[Posting]:
    """Return postings without those on *pages*, and with those that are added.

    :param new: Postings with the numbers of their pages in place of distances.
    """
    postings = [*old]
    numbers = [*_pages(postings)]
    for page in pages & {*numbers}:
        place = bisect_left(numbers, page)
        _move_next(postings, place, postings[place][0])
        del postings[place], numbers[place]
    for page, *places in new:
        place = bisect_left(numbers, page)
        distance = page - (numbers[place - 1] if place else 0)
        _move_next(postings, place - 1, -distance)
        postings.insert(place, [distance, *places])
        numbers.insert(place, page)
    return postings


def _move_next(postings: list[Posting], place: int, distance: int) -> None:
    """Add to the distance of the posting after *place*."""
    if place + 1 < len(postings):
        before, *places = postings[place + 1]
        postings[place + 1] = [before + distance, *places]


def _renumbered(word: Word, pages: Sequence[int], metadata: Sequence[int]) -> Added:
    """Return postings and spellings with the numbers of pages and metadata in another index.

    They have the numbers of pages in place of distances.
    """

    def renumbered(postings: Sequence[Posting]) -> list[Posting]:
        return [
            [pages[page], places, [n if n >= 0 else -1 - metadata[-1 - n] for n in in_metadata]]
            for page, (_, places, in_metadata) in zip(_pages(postings), postings, strict=True)
        ]

    spellings = [[text, renumbered(postings)] for text, postings in word.spellings]
    return renumbered(word.postings), spellings


def _pages(postings: Iterable[Posting]) -> Iterator[int]:
    """Yield the numbers of pages that postings have as distances."""
    return accumulate(map(itemgetter(0), postings))


def _write(index: IndexFiles, changes: Path, target: Path) -> None:
    """Write an index, with links to what it shares with the last one and with its changes."""
    last = index.folder
    for folder in ("fragment", "filter", "index"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    for path in last.iterdir():
        if path.is_file() and path.suffix != ".pf_meta":
            _link(path, target / path.name)
    for page, _ in index.pages:
        # With the same name, what the changed page has now goes before what any page had.
        name = f"fragment/{page}.pf_fragment"
        _link((changes if (changes / name).is_file() else last) / name, target / name)
    for name, content in index.written().items():
        if (last / name).is_file():
            _link(last / name, target / name)
        else:
            (target / name).write_bytes(compressed(content))
    _write_entry(index, target)


def _write_entry(index: IndexFiles, target: Path) -> None:
    """Write the file that names the others in place of the link to the last one."""
    (begins,) = target.glob("*.pf_meta")
    entry = json.loads((index.folder / SEARCH_INDEX_ENTRY).read_bytes())
    entry["languages"][index.language]["hash"] = begins.stem.removeprefix("pagefind.")
    entry.pop("parts", None)
    file = target / SEARCH_INDEX_ENTRY
    file.unlink()
    file.write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # not every file system has links
        shutil.copy2(source, target)
