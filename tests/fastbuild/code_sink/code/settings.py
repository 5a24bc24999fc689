"""Values that another module takes over."""

from __future__ import annotations

#: The limit.
LIMIT = 3
