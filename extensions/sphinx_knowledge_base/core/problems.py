"""Problems: what is wrong, exactly where, and what was probably meant."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The types of problems; ``suppress_warnings`` takes them as ``kb.<type>``.
ProblemType = Literal[
    "front_matter",
    "key",
    "title",
    "slug",
    "date",
    "category",
    "tag",
    "author",
    "audience",
    "image",
    "link",
    "related",
    "alias",
    "taxonomy",
    "bibliography",
    "maths",
    "markdown",
    "suffix",
    "settings",
    "file",
]


class Severity(Enum):
    """The effect of a problem: an error loses the article, a warning one value, a note nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in a file."""

    path: str
    """The file, as a POSIX path relative to the source directory."""
    line: int
    """Line, counted from 1."""
    column: int
    """Column in characters, counted from 1."""
    type: ProblemType
    message: str
    severity: Severity = Severity.WARNING

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message} [kb.{self.type}]"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the entry of *known* that *word* was probably meant to be, or None.

    Ignores case.  Of several equally similar entries, returns the first in sorted order.
    """
    by_folded = {entry.casefold(): entry for entry in sorted(known, reverse=True) if entry.strip()}
    matches = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.7)
    return by_folded[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'X'?)`` for the most similar of *known*, or an empty string."""
    found = nearest(word, known)
    return f" (did you mean {found!r}?)" if found is not None else ""
