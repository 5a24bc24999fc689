"""State files: what one build leaves for the next, whole or not at all."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def load(file: Path) -> dict[str, Any]:
    """Return what a state file holds; nothing when it is missing or damaged."""
    try:
        loaded = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def save(file: Path, state: dict[str, Any]) -> None:
    """Write a state file so that, whatever happens, the old one or the new one is there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(json.dumps(state), encoding="utf-8")
    os.replace(beside, file)  # noqa: PTH105 -- says that it replaces
