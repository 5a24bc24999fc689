"""The files of a source that may be read, and the reasons for those that may not."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Folders that hold no texts of anybody, by the reason.
_SKIPPED: Final = {
    ".git": "history of the source",
    ".hg": "history of the source",
    ".svn": "history of the source",
    ".github": "settings of a hosting service",
    ".idea": "settings of an editor",
    ".vscode": "settings of an editor",
    ".obsidian": "settings of Obsidian",
    ".trash": "what was thrown away in Obsidian",
    ".jekyll-cache": "what a build left",
    ".docusaurus": "what a build left",
    ".next": "what a build left",
    ".astro": "what a build left",
    "_site": "what a build left",
    "__pycache__": "what a build left",
    "_build": "what a build left",
    ".venv": "installed programs",
    "node_modules": "installed programs",
    "vendor/bundle": "installed programs",
}

#: The file by which Python marks the folder of a virtual environment, whatever its name.
_VENV_MARK: Final = "pyvenv.cfg"

#: No text that people write is longer, in bytes.
MAX_TEXT = 4 * 1024 * 1024

#: No picture or file that is brought along is larger, in bytes.
MAX_FILE = 256 * 1024 * 1024


class UnreadableError(Exception):
    """A file does not hold text; the message says why."""


def _why_skipped(folder: Path, path: str) -> str:
    """Return why nothing of *folder* is read, or an empty text."""
    if reason := _SKIPPED.get(folder.name) or _SKIPPED.get(path):
        return reason
    if folder.name.startswith("."):
        return "a hidden folder"
    return "installed programs" if (folder / _VENV_MARK).is_file() else ""


class Tree:
    """The files below one folder, or one file and what is stored beside it."""

    def __init__(self, source: Path, *, only: frozenset[str] | None = None) -> None:
        """Look at every file below *source* once.

        :param only: Names directly below *source* to which the tree is limited.
        """
        self.root = source.resolve()
        self.files: dict[str, Path] = {}
        """Regular files that may be read, by their paths below the root, with slashes."""
        self.left_out: dict[str, str] = {}
        """Everything else, with the reason."""
        self._only = only
        self._walk(self.root, "")
        self.files = dict(sorted(self.files.items()))

    def _walk(self, folder: Path, prefix: str) -> None:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self.left_out[prefix] = f"cannot be read: {error.strerror}"
            return
        for entry in entries:
            if not prefix and self._only is not None and entry.name not in self._only:
                continue
            path = f"{prefix}{entry.name}"
            try:
                path.encode()
            except UnicodeEncodeError:
                shown = os.fsencode(path).decode("utf-8", "replace")
                self.left_out[shown] = "its name is not UTF-8"
                continue
            if entry.is_symlink():
                self._link(Path(entry.path), path)
            elif entry.is_dir(follow_symlinks=False):
                if reason := _why_skipped(Path(entry.path), path):
                    self.left_out[f"{path}/"] = reason
                else:
                    self._walk(Path(entry.path), f"{path}/")
            elif not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                self.left_out[path] = "no regular file"
            else:
                self.files[path] = Path(entry.path)

    def _link(self, link: Path, path: str) -> None:
        """Follow a symbolic link to a file below the root, and no other."""
        try:
            target = link.resolve(strict=True)
        except (OSError, RuntimeError):
            self.left_out[path] = "a link that leads nowhere"
            return
        if not target.is_relative_to(self.root):
            self.left_out[path] = "a link that leads out of the source"
        elif target.is_file():
            self.files[path] = target
        else:
            self.left_out[path] = "a link to a folder, whose files are brought along there"

    def __contains__(self, path: str) -> bool:
        return path in self.files

    def below(self, folder: str) -> Iterator[str]:
        """Yield the files below *folder*, all for an empty one."""
        prefix = f"{folder.strip('/')}/" if folder.strip("/") else ""
        return (path for path in self.files if path.startswith(prefix))

    def has_folder(self, folder: str) -> bool:
        """Tell whether there are files below *folder*."""
        return any(True for _ in self.below(folder))

    def bytes(self, path: str, limit: int = MAX_FILE) -> bytes:
        """Return the bytes of a file.

        :raises UnreadableError: it is too large, or cannot be read.
        """
        file = self.files[path]
        try:
            if file.stat().st_size > limit:
                message = f"is larger than {limit // 1024 // 1024} MiB"
                raise UnreadableError(message)
            return file.read_bytes()
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror}") from error

    def text(self, path: str) -> str:
        r"""Return the text of a file, with ``\n`` line ends and without a byte-order mark.

        :raises UnreadableError: it holds none.
        """
        data = self.bytes(path, MAX_TEXT)
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            found = f"byte 0x{data[error.start]:02X} at position {error.start}"
            name = encoding.upper()[:6].rstrip("-")
            raise UnreadableError(f"is not {name}: {found}") from error
        if "\0" in text:
            raise UnreadableError("holds a NUL character, so it is not text")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def text_if_any(self, path: str) -> str:
        """Return the text of a file that may be missing or unreadable; then it is empty."""
        try:
            return self.text(path) if path in self.files else ""
        except UnreadableError:
            return ""
