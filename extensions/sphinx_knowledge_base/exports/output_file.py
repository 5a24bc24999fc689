"""One file that an export adds to the output folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A planned file: its content is made only if it differs from that of the last build."""

    path: str
    """POSIX path below the output folder."""
    make: Callable[[], bytes]
    """Makes the content."""
    cache_key: str = ""
    """The same key means the same content; empty if the content must always be made."""
