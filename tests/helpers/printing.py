"""Make books with the real programs, and look at them with others."""

from __future__ import annotations

import os
import re
import subprocess
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pypdf

from tests.helpers.forks import sphinx_build
from tests.helpers.tools import ROOT, java, require

_OVERFULL = re.compile(r"^Overfull \\[hv]box \((\d+\.\d+)pt too", re.MULTILINE)

#: Long enough for a slow machine; a program that waits for an answer is ended.
TIMEOUT = 600


def sphinx(builder: str, srcdir: Path, builddir: Path, *options: str) -> Path:
    """Build as ``sphinx-build -M`` does, strictly, and return the output's folder."""
    strict = ("-W", "--keep-going", "-n", "-q")
    made = ("-M", builder, str(srcdir), str(builddir))
    done = sphinx_build(*made, *strict, *options, cwd=ROOT, environ=_environment())
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return builddir / builder


def run(*command: str | Path) -> str:
    """Run a program, which has to succeed, and return what it prints."""
    done = subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=_environment(),
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return done.stdout + done.stderr


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if "EPOCH" not in name}


def squeezed(text: str) -> str:
    """Text without what printing does to it: line breaks, hyphens, ligatures, quotes."""
    return re.sub(
        r"[\s\u00ad\u2010\u2018\u2019\u201c\u201d'\"-]+", "", unicodedata.normalize("NFKC", text)
    ).casefold()


@dataclass(frozen=True)
class Pdf:
    """One PDF and the log of its making."""

    path: Path

    @classmethod
    def make(cls, folder: Path, name: str) -> Pdf:
        """Typeset ``name.tex`` in the folder that Sphinx's LaTeX builder wrote."""
        quiet = "LATEXMKOPTS=-quiet -interaction=nonstopmode -halt-on-error"
        run("make", "-C", folder, f"{name}.pdf", quiet)
        return cls(folder / f"{name}.pdf")

    @cached_property
    def log(self) -> str:
        """The log of the last run, its lines as TeX broke them."""
        return self.path.with_suffix(".log").read_text("utf-8", errors="replace")

    @property
    def complaints(self) -> list[str]:
        """What went wrong: errors, characters without a glyph, references to nothing."""
        marks = ("! ", "Missing character", "LaTeX Warning: Reference", "LaTeX Warning: Hyper")
        return [line for line in self.log.splitlines() if line.startswith(marks)]

    @property
    def overfull(self) -> list[float]:
        """By how many points lines are too long."""
        return [float(points) for points in _OVERFULL.findall(self.log)]

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page."""
        text = run(require("pdftotext"), "-enc", "UTF-8", self.path, "-")
        return text.split("\f")

    @cached_property
    def outline(self) -> dict[str, int]:
        """The bookmarks, and the number (from 0) of the page that each leads to."""
        reader = pypdf.PdfReader(self.path)
        found: dict[str, int] = {}

        def collect(entries: list[object]) -> None:
            for entry in entries:
                if isinstance(entry, list):
                    collect(entry)
                elif isinstance(entry, pypdf.generic.Destination):
                    number = reader.get_destination_page_number(entry)
                    assert number is not None
                    found.setdefault(str(entry.title), number)

        collect(list(reader.outline))
        return found

    @property
    def unembedded_fonts(self) -> list[str]:
        """Fonts that a reader would have to have."""
        lines = run(require("pdffonts"), self.path).splitlines()[2:]
        # name, type, encoding (these can hold spaces), emb, sub, uni, object ID
        return [line for line in lines if line.split()[-5] != "yes"]


def epubcheck(path: Path) -> str:
    """What EPUBCheck finds in an EPUB, counted."""
    printed = run(*java(), "-jar", require("epubcheck"), path)
    (counted,) = [line for line in printed.splitlines() if line.startswith("Messages:")]
    return counted
