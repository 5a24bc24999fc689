"""Published files: each is made again only when what it is made of changed, and none is lost.

A publisher says what there is to publish without making it.  What a file was made of is kept from
build to build, so that an edit costs the files that it changes and not all there are; and what
has to be made is shared out among as many processes as the build may have.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from json import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinx_knowledge_base.build.project import MANIFEST
from sphinx_knowledge_base.build.workers import in_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """What published files were made of, kept from build to build."""

    file: Path
    made_by: str
    """What all files depend on; what was made by anything else is not known."""

    def load(self) -> Mapping[str, str]:
        """Return what each file was made of; nothing when that is missing, damaged or outdated."""
        try:
            loaded = loads(self.file.read_bytes())
            return loaded["files"] if loaded["made_by"] == self.made_by else {}
        except (OSError, ValueError, TypeError, KeyError):
            return {}

    def save(self, made_of: Mapping[str, str]) -> None:
        """Remember what each file was made of, or leave what was remembered: nothing between."""
        new = self.file.with_name(f"{self.file.name}.new")
        new.write_text(dumps({"made_by": self.made_by, "files": made_of}), encoding="utf-8")
        new.replace(self.file)


@dataclass(frozen=True, slots=True)
class File:
    """One file to publish."""

    path: str
    """Where it goes, below the output folder."""
    make: Callable[[], bytes]
    made_of: str = ""
    """Equal to that of the last build when the content is; empty for what is always made."""


def publish(
    outdir: Path,
    files: Iterable[File],
    keep: frozenset[str],
    record: Record,
    jobs: int = 1,
) -> bool:
    """Write *files* below *outdir*, and delete what an earlier build wrote and this one did not.

    The first of two files of one path is the one that is published.  Returns whether every file
    could be written.

    :param keep: Files that are others' and are neither written nor deleted: pages, and what the
        site brings along itself.
    :param record: What each file was made of the last time.
    :param jobs: How many processes may work on it.
    """
    manifest = outdir / MANIFEST
    before = published(outdir)
    there = those_there(outdir, before)
    made_of = record.load()
    now: dict[str, str] = {}
    to_make: list[File] = []
    for file in files:
        if file.path in keep or file.path in now:
            continue
        now[file.path] = file.made_of
        if file.path not in there or not made_of.get(file.path) == file.made_of != "":
            to_make.append(file)
    if to_make:
        # First of all: whatever ends this build, the next one knows of these files, and does not
        # believe that they are what they should be.
        with manifest.open("a", encoding="utf-8") as log:
            log.writelines(f"{file.path}\n" for file in to_make if file.path not in before)
        unmade = {file.path for file in to_make}
        record.save({path: of for path, of in made_of.items() if path not in unmade})
    refused = set(in_processes(to_make, partial(_write_each, outdir), jobs))
    for path in sorted(refused):
        message = "%s is not published: a file or folder has its name, or one above it"
        logger.warning(message, path, type="kb", subtype="alias")
    for path in sorted(before - now.keys() - keep):
        (outdir / path).unlink(missing_ok=True)
        _remove_empty(outdir, (outdir / path).parent)
    manifest.write_text("".join(f"{path}\n" for path in sorted(now)), encoding="utf-8")
    record.save({path: of for path, of in now.items() if path not in refused})
    return not refused


def published(outdir: Path) -> frozenset[str]:
    """Return the paths of the files that were published, which are all below *outdir*."""
    try:
        lines = (outdir / MANIFEST).read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return frozenset()
    return frozenset(
        line for line in lines if line and line[0] != "/" and ".." not in line.split("/")
    )


def all_are_there(outdir: Path) -> bool:
    """Tell whether every file that was published is still there."""
    paths = published(outdir)
    return paths == those_there(outdir, paths)


def those_there(outdir: Path, paths: AbstractSet[str]) -> AbstractSet[str]:
    """Return those of *paths* that are files below *outdir*."""
    # Folder by folder, which is faster than to ask for each of many thousands.
    found = paths & set(_files_below(str(outdir), ""))
    # What remains is gone, or in a folder elsewhere that a link leads to.
    return found | {path for path in paths - found if (outdir / path).is_file()}


def _files_below(folder: str, place: str) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(entry.path, f"{place}{entry.name}/")
            elif entry.is_file():
                yield place + entry.name


def _write_each(outdir: Path, files: Sequence[File]) -> list[str]:
    """Make and write *files*, and return the paths of those that could not be written."""
    refused = []
    for file in files:
        try:
            write_if_changed(outdir / file.path, file.make())
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            refused.append(file.path)
    return refused


def write_if_changed(file: Path, data: bytes) -> None:
    """Write *data*, unless the file holds it already: its time is that of its last change."""
    with suppress(FileNotFoundError):
        if file.stat().st_size == len(data) and file.read_bytes() == data:
            return
    write(file, data)


def write(file: Path, data: bytes) -> None:
    """Write *data*, and make the folders that are missing above."""
    try:
        file.write_bytes(data)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _remove_empty(outdir: Path, folder: Path) -> None:
    while folder != outdir and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
