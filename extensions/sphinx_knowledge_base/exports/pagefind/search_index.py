"""The search index: Pagefind reads copies of the written pages and writes an index of them.

A large index is divided into parts, which the browser searches together.  Each part is a complete
index, so after an edit Pagefind reads only the pages of one part.  The folder of the first part is
that of the whole; the others are numbered folders in it::

    pagefind/pagefind.js, pagefind-entry.json, index/ ...   the first part
    pagefind/2/pagefind-entry.json, index/ ...              the second

If there are several, the first ``pagefind-entry.json`` lists them under ``parts``, the oldest
first: how many pages each has, and how many words its pages have on average.  With these, scripts
make the scores of different parts comparable.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ExtensionError

from sphinx_knowledge_base.build.file_status import Status
from sphinx_knowledge_base.core.catalog.digests import digest
from sphinx_knowledge_base.core.catalog.output_names import SEARCH_INDEX, SEARCH_INDEX_ENTRY
from sphinx_knowledge_base.exports.pagefind.indexed_pages import (
    copy_of,
    date_of,
    docnames_in_parts,
    metadata_digest,
    page_statuses,
)
from sphinx_knowledge_base.exports.writer import write
from sphinx_knowledge_base.site import css_classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx

#: Selector of the text of a page; every theme gives its main part this role.
_TEXT = "[role='main']"

#: Selectors of parts that are not the page's own text.
_EXCLUDED = (
    "h1",  # indexed as the title
    ".headerlink",
    f".{css_classes.BREADCRUMBS}",
    f".{css_classes.BADGES}",
    f".{css_classes.BYLINE}",
    f".{css_classes.FOOTER}",
    f".{css_classes.ARTICLES}",
    f".{css_classes.TERMS}",
    f".{css_classes.SEARCH_BOX}",
    f".{css_classes.PAGER}",
)

#: The files of an index that our own script uses; the others are Pagefind's user interfaces.
_NEEDED = (
    *("pagefind.js", "pagefind-worker.js", "wasm.*.pagefind"),
    *(SEARCH_INDEX_ENTRY, "pagefind.*.pf_meta"),
)
_NEEDED_FOLDERS = ("fragment", "index", "filter")

#: Part of Pagefind's error message if no page has a word.
_NO_WORDS = "was not able to build an index"


@dataclass(frozen=True, slots=True)
class IndexPart:
    """One part of an index."""

    content: str
    """Digest of Pagefind's input."""
    page_count: int
    average_words: float
    """The average number of words on a page.  If it is 0, the part has no folder."""


class Copy(NamedTuple):
    """The copy of a page, and its input.

    A page is opened only if its input has changed.  If its copy has not, its part of the index
    stays; if its date has not, the page can be changed in its part.
    """

    date: str
    metadata: str
    """A digest."""
    page: Status | None
    copy: str
    """A digest."""


@dataclass(frozen=True, slots=True)
class Index:
    """The input of an index."""

    parts: tuple[IndexPart, ...] = ()
    """The oldest first."""
    copies: dict[str, Copy] = field(default_factory=dict)
    """By docname."""

    def content(self, docnames: Iterable[str]) -> str:
        """Return the digest that a part of these pages has."""
        return digest([(name, self.copies[name].copy) for name in sorted(docnames)])

    def statuses(self) -> dict[str, Status | None]:
        """Return :func:`~.indexed_pages.page_statuses` just before the pages were read."""
        return {name: copy.page for name, copy in self.copies.items()}


def index_folder(app: Sphinx) -> Path:
    """Return the folder of the index that readers search."""
    return Path(app.outdir) / SEARCH_INDEX


def new_parts_folder(app: Sphinx) -> Path:
    """Return the folder of new parts; each is in a folder named after its digest."""
    return Path(app.outdir) / f".{SEARCH_INDEX}"


def part_folders(app: Sphinx, parts: Iterable[IndexPart]) -> dict[str, Path]:
    """Return the folder of each part of the index that readers search, by the part's digest."""
    contents = [part.content for part in parts if part.average_words]
    folder = index_folder(app)
    return {
        content: folder / str(number) if number > 1 else folder
        for number, content in enumerate(contents, 1)
    }


def is_whole(app: Sphinx, parts: Iterable[IndexPart]) -> bool:
    """Return whether the index that readers search exists and has all *parts*."""
    folders = part_folders(app, parts).values()
    return bool(folders) and all((folder / SEARCH_INDEX_ENTRY).is_file() for folder in folders)


def make_index(app: Sphinx, last: Index) -> Index:
    """Make the parts that the last index does not have, one after the other to save memory.

    They are in :func:`new_parts_folder` until :func:`replace_index`.

    :param last: The index that readers search.
    :raises ExtensionError: Pagefind failed.
    """
    shutil.rmtree(new_parts_folder(app), ignore_errors=True)  # left by a killed build
    pages = page_statuses(app)
    divided = docnames_in_parts(app)
    new = Index((), {name: _copy(app, name, page, last) for name, page in pages.items()})
    known = {part.content: part for part in last.parts}
    parts = [
        known.get(new.content(names)) or _make_part(app, names, last, new) for names in divided
    ]
    return replace(new, parts=tuple(parts))


def replace_index(app: Sphinx, last: Sequence[IndexPart], new: Sequence[IndexPart]) -> None:
    """Replace the last index by the new parts and the parts that stay."""
    source = part_folders(app, last)
    made = new_parts_folder(app)
    source |= {folder.name: folder for folder in made.glob("*")}
    whole = made / "whole"
    moves = part_folders(app, new)
    for content, target in moves.items():
        _move(source[content], whole / target.relative_to(index_folder(app)))
    if len(moves) > 1:
        _list_parts(whole / SEARCH_INDEX_ENTRY, [part for part in new if part.average_words])
    shutil.rmtree(index_folder(app), ignore_errors=True)
    if moves:  # there is no index if no page has a word
        whole.rename(index_folder(app))
    shutil.rmtree(made, ignore_errors=True)


def index_settings(app: Sphinx) -> tuple[str, ...]:
    """Return the input of the index besides the pages."""
    return (version("pagefind"), _language(app), _TEXT, *_EXCLUDED)


def _language(app: Sphinx) -> str:
    return str(app.config.language).partition("_")[0]


def _copy(app: Sphinx, docname: str, page: Status | None, last: Index) -> Copy:
    inputs = date_of(app, docname), metadata_digest(app, docname), page
    known = last.copies.get(docname)
    if known is not None and known[:-1] == inputs:
        return known
    return Copy(*inputs, digest(copy_of(app, docname)))


def _make_part(app: Sphinx, docnames: Sequence[str], last: Index, new: Index) -> IndexPart:
    """Make a part of an index: by changes to the last one if it had the same pages.

    :raises ExtensionError: Pagefind failed.
    """
    # Imported here: most builds make no part.
    from sphinx_knowledge_base.exports.pagefind.changed_pages import change_pages  # noqa: PLC0415
    from sphinx_knowledge_base.exports.pagefind.index_files import average_words  # noqa: PLC0415

    content = new.content(docnames)
    target = new_parts_folder(app) / content
    if (changes := _changes(docnames, last, new)) is not None:
        part, changed = changes
        folder = part_folders(app, last.parts)[part.content]
        with TemporaryDirectory() as index:
            count = _index_pages(app, changed, Path(index))
            if count == len(changed) and change_pages(folder, Path(index), count, target):
                return IndexPart(content, part.page_count, average_words(target))
    count = _index_pages(app, docnames, target)
    return IndexPart(content, count, average_words(target))


def _changes(
    docnames: Sequence[str], last: Index, new: Index
) -> tuple[IndexPart, Sequence[str]] | None:
    """Return the part of the last index with these pages, and the pages that have changed.

    None if there is no such part, if a page has another date, or if most pages have changed.
    """
    if not last.copies.keys() >= set(docnames):
        return None
    content = last.content(docnames)
    part = next((part for part in last.parts if part.content == content), None)
    pairs = [(name, last.copies[name], new.copies[name]) for name in docnames]
    changed = [name for name, before, now in pairs if before.copy != now.copy]
    if part is None or not part.average_words or len(changed) > len(docnames) / 2:
        return None
    if any(before.date != now.date for _, before, now in pairs):
        return None
    return part, changed


def _index_pages(app: Sphinx, docnames: Sequence[str], target: Path) -> int:
    """Have Pagefind write an index of pages; return how many have a copy.

    :raises ExtensionError: Pagefind failed.
    """
    suffixes, count = set(), 0
    with TemporaryDirectory() as folder:
        for docname in docnames:
            if (copy := copy_of(app, docname)) is not None:
                path, html = copy
                write(Path(folder) / path, html.encode())
                suffixes.add(Path(path).suffix)
                count += 1
        _run_pagefind(app, Path(folder), suffixes, target)
    return count


def _run_pagefind(app: Sphinx, folder: Path, suffixes: Iterable[str], target: Path) -> None:
    """Write an index of the copies in *folder*; if no page has a word, there is no index.

    :raises ExtensionError: Pagefind failed.
    """
    from pagefind.service import get_executable  # noqa: PLC0415 -- takes long, and most builds skip it

    program = get_executable()
    if program is None:
        raise ExtensionError("Pagefind: its program is missing (pip install pagefind[extended])")
    # Pagefind's Python interface kills the program once it has answered, which on a busy machine
    # is before all files are on the disk.  So run the program.
    command = [str(program.absolute()), "--silent", "--site", "."]
    command += ["--output-path", str(target.absolute())]
    command += ["--glob", "**/*" + "".join(suffixes)]
    command += ["--root-selector", _TEXT, "--exclude-selectors", ", ".join(_EXCLUDED)]
    command += ["--force-language", _language(app)]
    # dirhtml: addresses are folders.  html: addresses are file names, index.html included.
    command += ["-k"] if app.builder.get_target_uri("index") else []
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, check=False, capture_output=True, text=True
        )
    except OSError as error:
        raise ExtensionError(f"Pagefind: {error}") from error
    if not done.returncode:
        _remove_unneeded(target)
    elif _NO_WORDS in done.stderr:
        shutil.rmtree(target, ignore_errors=True)
    else:
        raise ExtensionError(f"Pagefind: {done.stderr.strip()}")


def _remove_unneeded(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            needed = path.name in _NEEDED_FOLDERS
        else:
            needed = any(path.match(pattern) for pattern in _NEEDED)
        if not needed:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _move(part: Path, target: Path) -> None:
    """Move a part of an index, without the parts whose folders are inside its folder."""
    target.mkdir(parents=True, exist_ok=True)
    for path in part.iterdir():
        if not path.name.isdecimal():
            path.rename(target / path.name)


def _list_parts(entry: Path, parts: Iterable[IndexPart]) -> None:
    """Add the list of all parts to the entry file of the first."""
    listed = [{"pages": part.page_count, "words": part.average_words} for part in parts]
    entry.write_text(json.dumps(json.loads(entry.read_bytes()) | {"parts": listed}), "utf-8")
