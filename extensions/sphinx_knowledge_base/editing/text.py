r"""Texts of files: an edit keeps every byte that it does not name.

Problems and references have lines and columns; edits have offsets.  Line ends (``\n`` or ``\r\n``)
and a byte-order mark stay as they are.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BOM = "\ufeff"


#: Paths of files, with their texts before and after; before is empty for a new file.
Changes: TypeAlias = "Mapping[str, tuple[str, str]]"


class Edit(NamedTuple):
    """Replace the characters from *start* to *end* by *new*."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class SourceText:
    """The text of one file."""

    raw: str

    @classmethod
    def read(cls, file: Path) -> SourceText:
        """Read *file*; its line ends are kept.

        :raises UnicodeDecodeError: it is not UTF-8.
        """
        return cls(file.read_bytes().decode("utf-8"))

    @property
    def is_editable(self) -> bool:
        r"""Whether YAML and Markdown count lines as we do: here, ``\r`` alone ends no line."""
        return not re.search("\r(?!\n)", self.raw)

    @property
    def normal(self) -> str:
        r"""The text as it is read: without byte-order mark, with ``\n`` line ends."""
        return self.raw.removeprefix(_BOM).replace("\r\n", "\n")

    @property
    def line_end(self) -> str:
        """The end of the first line, which new lines get too."""
        return "\r\n" if "\r\n" in self.raw[: self.raw.find("\n") + 1] else "\n"

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0, *(end.end() for end in re.finditer("\n", self.raw))]
        starts[0] = len(_BOM) if self.raw.startswith(_BOM) else 0
        return starts

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place, both counted from 1."""
        if line > len(self._starts):
            return len(self.raw)
        return min(self._starts[line - 1] + column - 1, len(self.raw))

    def replace(self, edits: Iterable[Edit]) -> SourceText:
        """Return the text with all *edits*; of two that overlap, the first wins."""
        parts, seen = [], 0
        for edit in sorted(set(edits)):
            if edit.start < seen:
                continue
            parts += [self.raw[seen : edit.start], edit.new]
            seen = edit.end
        return SourceText("".join([*parts, self.raw[seen:]]))


def diff(changes: Changes) -> str:
    """Return a unified diff of *changes*: path to the text before and after."""
    lines: list[str] = []
    for path, (before, after) in sorted(changes.items()):
        old, new = (text.splitlines(keepends=True) for text in (before, after))
        lines += difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    no_end = "\n\\ No newline at end of file\n"
    return "".join(line if line.endswith("\n") else f"{line}{no_end}" for line in lines)


def write(file: Path, text: str) -> None:
    """Write *file* atomically: a reader sees the old text or the new one."""
    new = file.with_name(f".{file.name}.new")
    new.write_bytes(text.encode("utf-8"))
    if file.exists():
        shutil.copymode(file, new)
    os.replace(new, file)  # noqa: PTH105 -- Path.replace does the same
