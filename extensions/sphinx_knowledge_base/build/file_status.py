"""The status of a file shows, without opening the file, whether it has changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Times of the last write and of the last change of metadata, in nanoseconds; size in bytes.
Status = tuple[int, int, int]

#: A file written twice within one tick of the file system's clock has the same status both times.
#: The longest tick is FAT's: two seconds, here in nanoseconds.
_TICK = 2_000_000_000


def status(file: str | Path) -> Status | None:
    """Return the status of *file*; None if it does not exist.

    The system sets the second time itself.  It reveals an older file of the same size that was
    moved into the place of another.
    """
    try:
        found = os.stat(file)  # noqa: PTH116 -- called for many thousands of files
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


def is_settled(found: Status | None, now: int) -> bool:
    """Return whether every write from *now* on (in nanoseconds) will change the status.

    On Windows ``st_ctime`` is the time of creation, so the answer there is always no.
    """
    return found is not None and os.name != "nt" and max(found[:2]) < now - _TICK
