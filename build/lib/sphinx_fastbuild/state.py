"""State files: what one build leaves for the next, whole or not at all."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_fastbuild import fingerprint

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: Raised when state files hold something else: those of another version are not believed.
_VERSION = 3


def state_file(app: Sphinx, kind: str) -> Path:
    """Return the file of that kind for the output folder of this build.

    One folder of doctrees can serve several output folders, also of one builder.
    """
    try:
        # The same in a copy of the whole project elsewhere.
        outdir = os.path.relpath(app.outdir, app.doctreedir)
    except ValueError:  # on another drive
        outdir = str(app.outdir)
    place = fingerprint.of_value(Path(outdir).as_posix())[:8]
    return Path(app.doctreedir) / f"fastbuild-{kind}-{app.builder.name}-{place}.json"


def load(file: Path) -> dict[str, Any]:
    """Return what a state file holds; nothing when it is missing, damaged or another version's."""
    try:
        loaded = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(loaded, dict) or loaded.get("version") != _VERSION:
        return {}
    state = loaded.get("state")
    return state if isinstance(state, dict) else {}


def is_lost(file: Path) -> bool:
    """Tell whether there is a state file that nothing can be learnt from."""
    return file.is_file() and not load(file)


def save(file: Path, state: dict[str, Any]) -> None:
    """Write a state file so that, whatever happens, the old one or the new one is there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(json.dumps({"version": _VERSION, "state": state}), encoding="utf-8")
    os.replace(beside, file)  # noqa: PTH105 -- says that it replaces
