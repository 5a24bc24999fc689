"""Report what a build of the target will complain of, at the lines of the source."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sphinx_knowledge_base.importers import site_files
from sphinx_knowledge_base.importers.knowledge_base import image_size, is_image_path
from sphinx_knowledge_base.importers.model import Place
from sphinx_knowledge_base.importers.source_images import STATIC
from sphinx_knowledge_base.importers.source_lines import SourceLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sphinx_knowledge_base.importers.model import Account, Document
    from sphinx_knowledge_base.importers.target_folder import Target
    from sphinx_knowledge_base.importers.trial_build import Complaint

#: Files of the target that will be as the import has made them.
_OURS = ("written", "updated", "extended", "unchanged")

#: Kinds of notes that can be the reason for a complaint.
_REASONS = frozenset({"link", "picture", "footnote", "construct", "code"})

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)+)'|<([\w-]+)>|label: '?(\S+?)'?(?= \[|$)")


def tell_complaints(
    documents: Sequence[Document],
    files: Mapping[str, tuple[bytes, str]],
    target: Target,
    account: Account,
    progress: Callable[[str, int, int], None],
) -> None:
    """Read the new files as a build does, and report its problems in advance.

    What a build says of a place that a note names already is added to that note.
    """
    # Whoever only reads the names of this package need not wait for Sphinx.
    from sphinx_knowledge_base.importers import trial_build  # noqa: PLC0415

    ours = {path for kind in _OURS for path in account.changes[kind]}
    by_target = {one.target: one for one in documents if one.target in ours and not one.draft}
    texts = {*by_target, *(path for path in site_files.NAMES if path in ours)}
    data = {path: files[path][0] for path in sorted(ours)}
    show = partial(progress, "Checking")
    with trial_build.copy_of(target.folder, data) as folder:
        doubtful = set(_doubtful(by_target, data, account, folder))
        found = trial_build.complaints(folder, texts, doubtful, show)
    _report(found, by_target, data, account)


def _doubtful(
    documents: Mapping[str, Document],
    files: Mapping[str, bytes],
    account: Account,
    folder: Path,
) -> Iterator[str]:
    """Yield the documents that a build should read: those with markup that can be wrong."""
    told = {note.place.path for note in account.notes if note.type in _REASONS}
    broken = {
        path.removeprefix(STATIC)
        for path in files
        if path.startswith(f"{STATIC}/")
        and is_image_path(path)
        and image_size(folder / path) is None
    }
    for path, document in documents.items():
        is_right = document.is_plain and document.path not in told
        if not is_right or any(name.encode() in files[path] for name in broken):
            yield path


def _report(
    found: Sequence[Complaint],
    documents: Mapping[str, Document],
    files: Mapping[str, bytes],
    account: Account,
) -> None:
    keys = _lines_of_keys(account) if found else {}
    lines: dict[str, SourceLines] = {}
    notes: dict[Place, list[int]] = {}
    for number, note in enumerate(account.notes):
        if note.type in _REASONS:
            notes.setdefault(note.place, []).append(number)
    for one in found:
        at = Place(one.path, one.line)
        if (document := documents.get(one.path)) is None:
            account.note(at, "build", f"a build will report: {one.message}", at)
            continue
        if one.path not in lines:
            text = files[one.path].decode("utf-8", "replace")
            lines[one.path] = SourceLines(document, text, keys.get(document.path, {}))
        place = Place(document.path, lines[one.path].origin(one.line))
        names = {name for match in _QUOTED.findall(one.message) for name in match if name}
        for number in notes.get(place, ()):
            note = account.notes[number]
            if note.article in {None, at} and any(name in note.message for name in names):
                account.notes[number] = replace(note, article=at)
                break
        else:
            account.note(place, "build", f"a build will report: {one.message}", at)


def _lines_of_keys(account: Account) -> dict[str, dict[str, int]]:
    """Return the lines of keys in the source, by its path and the key of the article."""
    found: dict[str, dict[str, int]] = {}
    for (_, _, what), places in account.keys.items():
        for place in places:
            found.setdefault(place.path, {}).setdefault(what, place.line)
    return found
