"""Build this repository's own site, once for all processes of a test run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tests.helpers.forks import sphinx_build
from tests.helpers.served import BELOW
from tests.helpers.tools import ROOT

HOST = "https://kb.example.org"


@dataclass(frozen=True, slots=True)
class OwnSite:
    """The output of each builder, which no test may change.  All builders share their doctrees."""

    folder: Path
    """The same for all processes of a test run."""

    def output(self, builder: str, below: str = BELOW) -> Path:
        """Build the site with a builder, unless a test has done so, and return the output folder.

        :param below: the path on the host that the site is built for.
        """
        out = self.folder / (builder if below == BELOW else f"{builder}-elsewhere") / builder
        with FileLock(self.folder / "lock"):
            if not self._log(out).exists():
                self._build(builder, out, f"html_baseurl={HOST}{below}")
        return out

    def warnings(self, builder: str) -> str:
        """The warnings of a builder, those of ``-n`` included."""
        return self._log(self.output(builder)).read_text("utf-8")

    def _log(self, out: Path) -> Path:
        return out.parent / "log"

    def _build(self, builder: str, out: Path, *definitions: str) -> None:
        doctrees = str(self.folder / "doctrees")
        arguments = ["-b", builder, "-d", doctrees, "-j", "auto", "-W", "--keep-going", "-n", "-q"]
        arguments += [part for one in definitions for part in ("-D", one)]
        done = sphinx_build(*arguments, ROOT, out, cwd=ROOT, environ=os.environ)
        if not out.is_dir():
            raise RuntimeError(done.stderr)
        self._log(out).write_text(done.stderr, "utf-8")
