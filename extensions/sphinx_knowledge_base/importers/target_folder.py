"""Write the target: all files or none, each once, and none that an editor has changed.

Everything is written into a folder beside the target's files first.  A target that is empty is
then put in place by one rename.  Into one that has files, a journal says which names the files
get; the next import finishes what a journal says, so what was begun is always completed.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What an import knows of the last one, below the target.
STATE = ".kb-import.json"
#: What can become of a file of the target.
CHANGES = ("written", "updated", "extended", "unchanged", "kept", "deleted", "foreign", "gone")

_STAGE = ".kb-import.new"
_JOURNAL = ".kb-import.journal"
_VERSION = 1


class TargetError(Exception):
    """The target cannot be written."""


def digest(data: bytes) -> str:
    """Return a short hash of *data*."""
    return blake2b(data, digest_size=16).hexdigest()


class Target:
    """The folder of a knowledge base that articles are imported into."""

    def __init__(self, folder: Path, source: str) -> None:
        """Look at *folder*, which need not be there.

        :param source: What this source is called in the state: a target can have several.
        """
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            folder = folder.resolve()
        if folder.exists() and not folder.is_dir():
            raise TargetError(f"{folder} is not a folder")
        self.folder = folder
        self.source = source
        self.extended: set[str] = set()
        """Files of an editor whose new content is the present one with something added."""
        finish(folder)
        self._state = _load(folder / STATE)
        imports = self._state.get("imports", {})
        self.before: dict[str, dict[str, str]] = imports.get(source, {}).get("files", {})
        """Files that the last import wrote, by path: digest of the content, and origin."""
        self.of_others = {
            path
            for name, kept in imports.items()
            if name != source
            for path in kept.get("files", {})
        }

    def by_origin(self) -> dict[str, str]:
        """Return the files of the last import: path in the source to path in the target."""
        return {kept["from"]: path for path, kept in self.before.items() if kept.get("from")}

    def foreign_files(self, folder: str) -> Iterator[str]:
        """Yield the Markdown files below *folder* that this source did not bring."""
        root = self.folder / folder
        if root.is_dir():
            for path in sorted(root.rglob("*.md")):
                name = path.relative_to(self.folder).as_posix()
                if name not in self.before and path.is_file():
                    yield name

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file of the target, or None if there is none."""
        try:
            return (self.folder / path).read_bytes()
        except OSError:
            return None

    def is_editors(self, path: str) -> bool:
        """Tell whether a file of the target is there and is not as this import left it."""
        data, before = self.read(path), self.before.get(path)
        return data is not None and (before is None or digest(data) != before["digest"])

    def plan(self, files: Mapping[str, tuple[bytes, str]]) -> dict[str, list[str]]:
        """Plan the writing of *files* (path to content and origin): paths by what will be done.

        ``written``, ``updated``, ``unchanged``; ``extended``: it keeps what it has, and gets more;
        ``kept``: an editor changed it; ``deleted``: an editor deleted it; ``foreign``: there was a
        file before; ``gone``: the source has it no more.
        """
        changes: dict[str, list[str]] = {kind: [] for kind in CHANGES}
        for path, (data, _) in sorted(files.items()):
            changes[self._kind(path, data)].append(path)
        changes["gone"] = sorted(
            path for path in self.before if path not in files and self.read(path) is not None
        )
        return changes

    def _kind(self, path: str, data: bytes) -> str:
        now, before = self.read(path), self.before.get(path)
        if path in self.extended and now is not None:
            return "unchanged" if now == data else "extended"
        if now is None:
            is_blocked = (self.folder / path).exists() or self._leads_out(path)
            return "foreign" if is_blocked else "deleted" if before else "written"
        if now == data:
            return "unchanged"
        if before is None or path in self.of_others:
            return "foreign"
        return "updated" if digest(now) == before["digest"] else "kept"

    def _leads_out(self, path: str) -> bool:
        """Tell whether a folder on the way to *path* is a link out of the target."""
        if not self.folder.exists():
            return False
        try:
            parent = (self.folder / path).parent.resolve()
        except (OSError, RuntimeError):
            return True
        return not parent.is_relative_to(self.folder.resolve())

    def write(
        self, files: Mapping[str, tuple[bytes, str]], changes: Mapping[str, list[str]]
    ) -> None:
        """Write new and changed files; then, as the last file, the state."""
        state = self._new_state(files, changes)
        paths = [*changes["written"], *changes["updated"], *changes["extended"]]
        if not paths and state == self._state:
            return
        contents = {path: files[path][0] for path in paths}
        contents[STATE] = (
            json.dumps(state, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        ).encode()
        is_new = not self.folder.exists() or not any(self.folder.iterdir())
        stage = (
            self.folder.with_name(f"{self.folder.name}{_STAGE}") if is_new else self.folder / _STAGE
        )
        shutil.rmtree(stage, ignore_errors=True)
        for path, data in contents.items():
            file = stage / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        with _SignalsPutOff():
            if is_new:
                if self.folder.exists():
                    self.folder.rmdir()
                stage.replace(self.folder)
            else:
                journal = self.folder / _JOURNAL
                part = journal.with_suffix(".part")
                part.write_text(json.dumps(list(contents)), "utf-8")
                part.replace(journal)
                finish(self.folder)
        self._state = state

    def _new_state(
        self, files: Mapping[str, tuple[bytes, str]], changes: Mapping[str, list[str]]
    ) -> dict[str, Any]:
        # An extended file belongs to its editor: the next import extends it again.
        kept = {path: one for path, one in self.before.items() if path not in self.extended}
        for kind in ("written", "updated", "unchanged"):
            for path in changes[kind]:
                if path in self.extended or (kind == "unchanged" and path in self.of_others):
                    continue
                data, origin = files[path]
                kept[path] = {"digest": digest(data), "from": origin}
        imports = {**self._state.get("imports", {}), self.source: {"files": kept}}
        return {"version": _VERSION, "imports": imports}


def finish(folder: Path) -> None:
    """Finish an import that was killed while it renamed files; drop one that had not got so far."""
    journal, stage = folder / _JOURNAL, folder / _STAGE
    paths = _load(journal, list) if journal.is_file() else None
    if isinstance(paths, list):
        for path in map(str, paths):
            file = stage / path
            inside = not Path(path).is_absolute() and ".." not in Path(path).parts
            if inside and file.is_file():
                place = folder / path
                place.parent.mkdir(parents=True, exist_ok=True)
                file.replace(place)
    if stage.is_dir():
        shutil.rmtree(stage, ignore_errors=True)
    if journal.exists():
        journal.unlink()


def _load(file: Path, kind: type = dict) -> Any:
    """Return the object in a JSON file; an empty one if it is damaged or of another version."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return kind()
    if not isinstance(found, kind):
        return kind()
    if isinstance(found, dict) and not _is_state(found):
        return kind()
    return found


def _is_state(found: dict[str, Any]) -> bool:
    imports = found.get("imports")
    return (
        found.get("version") == _VERSION
        and isinstance(imports, dict)
        and all(
            isinstance(one, dict)
            and isinstance(one.get("files"), dict)
            and all(
                isinstance(kept, dict) and isinstance(kept.get("digest"), str)
                for kept in one["files"].values()
            )
            for one in imports.values()
        )
    )


class _SignalsPutOff:
    """Delays signals that would end the process until all files are renamed."""

    _SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __enter__(self) -> None:
        self.pending: list[int] = []
        self.handlers: dict[int, Any] = {}
        if threading.current_thread() is threading.main_thread():
            for number in self._SIGNALS:
                self.handlers[number] = signal.signal(
                    number, lambda got, _: self.pending.append(got)
                )

    def __exit__(self, *_: object) -> None:
        for number, handler in self.handlers.items():
            signal.signal(number, handler)
        for number in self.pending:
            os.kill(os.getpid(), number)
