"""This repository's own site, as each builder makes it: built once for all processes of a run."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tests.helpers.served import BELOW
from tests.helpers.tools import ROOT

HOST = "https://kb.example.org"


@dataclass(frozen=True, slots=True)
class OwnSite:
    """The outputs of all builders, which no test may change, and the documents that they share."""

    folder: Path
    """Where they are; all processes that run tests have the same."""

    def output(self, builder: str, below: str = BELOW) -> Path:
        """The folder of what a builder makes of the site, for a path of its host."""
        out = self.folder / (builder if below == BELOW else f"{builder}-elsewhere") / builder
        with FileLock(self.folder / "lock"):
            if not self._log(out).exists():
                self._build(builder, out, f"html_baseurl={HOST}{below}")
        return out

    def warnings(self, builder: str) -> str:
        """What a builder complained of, where it was asked for everything that it can find."""
        return self._log(self.output(builder)).read_text("utf-8")

    def _log(self, out: Path) -> Path:
        return out.parent / "log"

    def _build(self, builder: str, out: Path, *definitions: str) -> None:
        doctrees = str(self.folder / "doctrees")
        command = [sys.executable, "-m", "sphinx", "-b", builder, "-d", doctrees]
        command += ["-j", "auto", "-W", "--keep-going", "-n", "-q"]
        command += [part for one in definitions for part in ("-D", one)]
        done = subprocess.run(
            [*command, ROOT, out], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if not out.is_dir():
            raise RuntimeError(done.stderr)
        self._log(out).write_text(done.stderr, "utf-8")
