"""Write planned files: only those whose content changed, and never over files of others.

The cache key of each file is recorded for the next build, so an edit costs only the files that it
changes.  As many processes make the files as the build may use.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sphinx.util import logging

from sphinx_knowledge_base.build.store import MANIFEST, State
from sphinx_knowledge_base.build.workers import in_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx_knowledge_base.build.store import Store
    from sphinx_knowledge_base.exports.output_file import OutputFile

logger = logging.getLogger(__name__)

#: The cache keys of the files in the output, by path.
FILES: State[Mapping[str, str]] = State(
    "files", 1, dict, TypeAdapter(dict[str, str]).validate_python, is_of_output=True
)


@dataclass(frozen=True, slots=True)
class Record:
    """The cache keys of the files in the output, recorded from build to build."""

    store: Store
    common_digest: str
    """Digest of what every file depends on; keys recorded under another digest do not count."""

    def load(self) -> Mapping[str, str]:
        """Return the cache keys of the last build, by path."""
        return self.store.load(FILES, self.common_digest) or {}

    def save(self, cache_keys: Mapping[str, str]) -> None:
        """Record the cache keys of this build."""
        self.store.save(FILES, cache_keys, self.common_digest)


def write_files(
    outdir: Path,
    files: Iterable[OutputFile],
    reserved: AbstractSet[str],
    record: Record,
    jobs: int = 1,
    on_error: Callable[[str, Exception], None] | None = None,
) -> bool:
    """Write *files* below *outdir*, and delete the files that only an earlier build wrote.

    If two files have the same path, the first one is written.  Return whether every file could be
    written.

    :param reserved: Paths that belong to others and are neither written nor deleted: pages, and
        the site's own extra files.
    :param record: The cache keys of the last build.
    :param jobs: How many processes may make files.
    :param on_error: Called with the path of a file that could not be made, and the error; without
        it, the first error ends the export.
    """
    manifest = outdir / MANIFEST
    before = read_manifest(outdir)
    existing = existing_files(outdir, before)
    last_keys = record.load()
    keys: dict[str, str] = {}
    to_make: list[OutputFile] = []
    for file in files:
        if file.path in reserved or file.path in keys:
            continue
        keys[file.path] = file.cache_key
        is_unchanged = last_keys.get(file.path) == file.cache_key != ""
        if file.path not in existing or not is_unchanged:
            to_make.append(file)
    if to_make:
        # Before anything is written: if this build is killed, the next one must know that these
        # files are ours, and must not trust their content.
        with manifest.open("a", encoding="utf-8") as log:
            log.writelines(f"{file.path}\n" for file in to_make if file.path not in before)
        unmade = {file.path for file in to_make}
        record.save({path: key for path, key in last_keys.items() if path not in unmade})
    outcomes = in_processes(to_make, partial(_write_each, outdir, on_error), jobs)
    unwritten = {path for path, _ in outcomes}
    for path in sorted(path for path, is_refused in outcomes if is_refused):
        message = "%s: not written: a file or folder of that name, or of a parent's, already exists"
        logger.warning(message, path, type="kb", subtype="alias")
    for path in sorted(before - keys.keys() - reserved):
        (outdir / path).unlink(missing_ok=True)
        _remove_empty_folders(outdir, (outdir / path).parent)
    manifest.write_text("".join(f"{path}\n" for path in sorted(keys)), encoding="utf-8")
    record.save({path: key for path, key in keys.items() if path not in unwritten})
    return not unwritten


def read_manifest(outdir: Path) -> frozenset[str]:
    """Return the paths of the files that the last build exported, all of them below *outdir*."""
    try:
        lines = (outdir / MANIFEST).read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return frozenset()
    return frozenset(
        line for line in lines if line and line[0] != "/" and ".." not in line.split("/")
    )


def all_files_exist(outdir: Path) -> bool:
    """Return whether every file that the last build exported still exists."""
    paths = read_manifest(outdir)
    return paths == existing_files(outdir, paths)


def existing_files(outdir: Path, paths: AbstractSet[str]) -> AbstractSet[str]:
    """Return those of *paths* that are files below *outdir*."""
    # Scan folder by folder, which is faster than one call for each of many thousands of files.
    found = paths & set(_files_below(str(outdir), ""))
    # Any other path is missing, or in a folder that is a symbolic link.
    return found | {path for path in paths - found if (outdir / path).is_file()}


def _files_below(folder: str, prefix: str) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(entry.path, f"{prefix}{entry.name}/")
            elif entry.is_file():
                yield prefix + entry.name


def _write_each(
    outdir: Path,
    on_error: Callable[[str, Exception], None] | None,
    files: Sequence[OutputFile],
) -> list[tuple[str, bool]]:
    """Make and write *files*; return the paths of those that could not be written.

    With each path comes whether another file or folder of that name is in the way.
    """
    unwritten = []
    for file in files:
        try:
            write_if_changed(outdir / file.path, file.make())
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            unwritten.append((file.path, True))
        except Exception as error:
            if on_error is None:
                raise
            on_error(file.path, error)
            # No file is better than that of the last build, which would look valid.
            (outdir / file.path).unlink(missing_ok=True)
            unwritten.append((file.path, False))
    return unwritten


def write_if_changed(file: Path, data: bytes) -> None:
    """Write *data*, unless the file already contains it: servers and browsers rely on its time."""
    with suppress(FileNotFoundError):
        if file.stat().st_size == len(data) and file.read_bytes() == data:
            return
    write(file, data)


def write(file: Path, data: bytes) -> None:
    """Write *data*, and create missing parent folders."""
    try:
        file.write_bytes(data)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _remove_empty_folders(outdir: Path, folder: Path) -> None:
    """Remove *folder* and its parents below *outdir* as long as they are empty."""
    while folder != outdir and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
