"""Install programs from npm at fixed versions, kept below ``_build`` for the next run."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.helpers.tools import ROOT, require

#: The Nu HTML checker, the one behind validator.w3.org/nu.
NU = "vnu-jar@26.9.27"

LIGHTHOUSE = "lighthouse@13.5.0"


def package(name: str) -> Path:
    """Return the folder of an npm package, given with its version, and install it if need be."""
    npm = require("npm")
    prefix = ROOT / "_build" / "npm" / name
    folder = prefix / "node_modules" / name.partition("@")[0]
    if not folder.is_dir():
        command: list[str | Path] = [
            npm,
            "install",
            "--prefix",
            prefix,
            "--ignore-scripts",
            "--no-fund",
            "--no-audit",
            name,
        ]
        subprocess.run(command, check=True, capture_output=True)
    return folder
