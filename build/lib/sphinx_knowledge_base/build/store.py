"""Remembered: values that take long to make, kept in a file beside the environment."""

from __future__ import annotations

import pickle
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def load(file: Path) -> dict[str, Any]:
    """Return what *file* keeps: nothing when it is missing, damaged or of another version."""
    # Whatever is wrong with it, making all of it again gives the same.
    with suppress(Exception):
        kept = pickle.loads(file.read_bytes())  # noqa: S301  # our own, like the environment
        if isinstance(kept, dict):
            return kept
    return {}


def save(file: Path, values: Mapping[str, Any]) -> None:
    """Keep *values* in *file*, in one step: a build that is killed leaves the old or the new."""
    file = Path(file)  # Sphinx has paths of its own, whose replace() is that of text
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_bytes(pickle.dumps(values))
    new.replace(file)
