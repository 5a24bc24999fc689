"""The status of a file: what tells, without reading it, whether it was touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: When a file was written and when the system noted that, in nanoseconds; its size in bytes.
Status = tuple[int, int, int]

#: A file that was written again within one tick of the file system's clock has one status before
#: and after.  The longest tick is that of FAT: two seconds, here in nanoseconds.
_TICK = 2_000_000_000


def status(file: Path) -> Status | None:
    """Return what tells that a file was not touched; None when it is not there.

    The second number is set by the system itself, so that an older file of the same size that
    takes the place of another is noticed too.
    """
    try:
        found = os.stat(file)  # noqa: PTH116 -- there may be many thousands
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


def is_settled(found: Status | None, now: int) -> bool:
    """Tell whether whatever is written from *now* on, in nanoseconds, gives another status.

    Windows says when a file was made, and not when it was changed.
    """
    return found is not None and os.name != "nt" and max(found[:2]) < now - _TICK
