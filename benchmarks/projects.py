"""Build real projects with Sphinx alone and with sphinx_fastbuild, and compare.

Usage: ``projects.py DOCS...``; ``make projects PROJECTS="path/to/docs another/docs"``.

Each path is a folder with a ``conf.py``, whose requirements are installed.  The project around it
(the nearest folder with a ``pyproject.toml`` or ``setup.py``, else the folder above) is copied,
and the copy is edited; its modules are imported from the copy.  Sphinx alone builds it twice, then
sphinx_fastbuild in one process and in two.  After that come eight kinds of edits; after each, the
files and the warnings of an incremental build are compared with those of a clean build by Sphinx
alone.  What differs between two builds by Sphinx alone is named, and not compared.

Standard error gets a line for each build, standard output a row for each project.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from measure import measure

if TYPE_CHECKING:
    from collections.abc import Callable

EXTENSIONS = Path(__file__).parent.parent / "extensions"

#: Appended to a project's own settings.
_SETTINGS = """

if "projects_fastbuild" in tags:
    extensions = [*globals().get("extensions", ()), "sphinx_fastbuild"]
"""

#: Builds with this tag use sphinx_fastbuild.
_TAG = "projects_fastbuild"

#: Seconds after which a build counts as failed.
_LIMIT = 1800.0

#: How many differences of a build are printed.
_SHOWN = 12

#: Sphinx writes the digest of settings and tags here, and the judge has other settings.
_OWN = frozenset({".buildinfo"})


@dataclass(frozen=True, slots=True)
class Built:
    """One build."""

    cpu: float
    """Seconds."""
    files: dict[str, bytes]
    warnings: list[str]
    failed: str

    def differs_from(self, other: Built) -> set[str]:
        """Return the names of the files that are not the same, and the lines of warnings."""
        names = self.files.keys() | other.files.keys()
        files = {name for name in names if self.files.get(name) != other.files.get(name)}
        lines = Counter(self.warnings), Counter(other.warnings)
        return files | set(lines[0] - lines[1]) | set(lines[1] - lines[0])


class Project:
    """A copy of a project."""

    def __init__(self, docs: Path, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "project"
        original = _root(docs)
        self.name = original.name
        skipped = shutil.ignore_patterns("_build", ".venv", "__pycache__")
        shutil.copytree(original, self.root, ignore=skipped, symlinks=True)
        self.docs = self.root / docs.relative_to(original)
        conf = self.docs / "conf.py"
        conf.write_text(conf.read_text(encoding="utf-8") + _SETTINGS, encoding="utf-8")

    def build(self, name: str, *options: str) -> Built:
        """Build as HTML, into an output of its own for each *name*."""
        outdir, doctrees = self.folder / name / "html", self.folder / name / "doctrees"
        warnings = self.folder / "warnings.txt"
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-w", str(warnings), *options]
        command += ["-d", str(doctrees), str(self.docs), str(outdir)]
        warnings.write_text("", encoding="utf-8")
        paths = (EXTENSIONS, self.root / "src", self.root)
        environment = {
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "SOURCE_DATE_EPOCH": "1700000000",
        }
        ran = measure(command, self.folder, _LIMIT, environment)
        files = {
            path.relative_to(outdir).as_posix(): path.read_bytes()
            for path in outdir.rglob("*")
            if path.is_file() and path.name not in _OWN
        }
        lines = warnings.read_text(encoding="utf-8").splitlines()
        return Built(ran.cpu, files, lines, ran.failed)

    def judge(self, jobs: int = 1) -> Built:
        """Build cleanly with Sphinx alone."""
        shutil.rmtree(self.folder / "judge", ignore_errors=True)
        return self.build("judge", "-j", str(jobs))


class Comparison:
    """Compares builds of a project with clean ones by Sphinx alone, and prints what differs."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.differing: set[str] = set()
        # The first build compiles modules and fetches inventories.
        project.judge()
        self.clean = project.judge()
        if self.clean.failed:
            sys.exit(f"{project.name} cannot be built: {self.clean.failed}")
        self.unstable = project.judge().differs_from(self.clean)
        self._print("Sphinx alone, cold", self.clean, self.clean.cpu, self.unstable)

    def compare(self, kind: str, built: Built, cpu: float, *clean: Built) -> float:
        """Print in what a build differs from all *clean* ones; return its CPU over *cpu*."""
        differing = set.intersection(*map(built.differs_from, clean)) - self.unstable
        self.differing |= differing
        self._print(kind, built, cpu, differing)
        return built.cpu / cpu

    def _print(self, kind: str, built: Built, cpu: float, differing: set[str]) -> None:
        shown = "".join(f"\n    {name}" for name in sorted(differing)[:_SHOWN])
        more = f"\n    and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else ""
        failed = f" failed: {built.failed.splitlines()[-1]}" if built.failed.strip() else ""
        line = f"{self.project.name}, {kind}: {built.cpu:.1f} s, {built.cpu / cpu:.2f}{failed}"
        print(line + shown + more, file=sys.stderr, flush=True)


def main() -> None:
    """Print a row for each project."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("docs", type=Path, nargs="+", help="a folder with a conf.py")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    arguments = parser.parse_args()
    print("| project | pages | cold | nothing to do | one body | differences |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    for docs in arguments.docs:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
            print(row(Project(docs.resolve(), Path(name).resolve())), flush=True)


def row(project: Project) -> str:
    """Build and edit a project.

    Return the number of its pages, CPU over Sphinx alone, and the number of differences.
    """
    comparison = Comparison(project)
    clean = comparison.clean
    ratios: dict[str, float] = {}
    for jobs in (1, 2):
        built = project.build(f"kept-{jobs}", "-t", _TAG, "-j", str(jobs))
        # With two processes, Sphinx itself warns of extensions that do not allow them, and viewcode
        # shows modules that it does not show with one.  Either is right.
        judges = [clean] if jobs == 1 else [clean, project.judge(jobs)]
        ratios[f"-j{jobs}"] = comparison.compare(f"cold, -j{jobs}", built, clean.cpu, *judges)
    # What Sphinx alone takes for the same edit, right or wrong.
    project.build("stock")
    for kind, edit in EDITS.items():
        if not edit(project.docs):
            print(f"{project.name}, {kind}: nothing to edit", file=sys.stderr, flush=True)
            continue
        stock = project.build("stock")
        kept = project.build("kept-1", "-t", _TAG)
        ratios[kind] = comparison.compare(kind, kept, stock.cpu, project.judge())
    pages = sum(name.endswith(".html") for name in clean.files)
    shown = (ratios["-j1"], ratios["nothing to do"], ratios["one body"])
    cells = (project.name, pages, *(f"{ratio:.2f}" for ratio in shown), len(comparison.differing))
    return f"| {' | '.join(map(str, cells))} |"


def _root(docs: Path) -> Path:
    """Return the folder of the project around a documentation."""
    for folder in (docs, *docs.parents):
        if (folder / "pyproject.toml").is_file() or (folder / "setup.py").is_file():
            return folder
    return docs.parent


def _sources(docs: Path) -> list[Path]:
    """Return the documents of a project, the root document left out."""
    found = (path for path in sorted(docs.rglob("*")) if path.suffix in {".rst", ".md"})
    return [path for path in found if path.stem != "index" and "_" not in path.parent.name[:1]]


def _write(file: Path, text: str) -> bool:
    file.write_text(text, encoding="utf-8")
    return True


def _change_body(docs: Path) -> bool:
    """Add a paragraph at the end of a document."""
    file = _sources(docs)[0]
    return _write(file, file.read_text(encoding="utf-8") + "\n\nAnother paragraph.\n")


def _change_title(docs: Path) -> bool:
    """Change the first title of a document; its underline becomes longer."""
    for file in _sources(docs):
        text = file.read_text(encoding="utf-8")
        changed, count = re.subn(
            r"\A((?:\.\. .*\n|\s*\n)*)(# )?(\w.*)\n([=*#-]+\n)?",
            lambda m: f"{m[1]}{m[2] or ''}{m[3]} Changed\n{m[4][0] * 90 + chr(10) if m[4] else ''}",
            text,
        )
        if count and (changed.startswith("# ") or re.search(r"\n[=*#-]{90}\n", changed)):
            return _write(file, changed)
    return False


def _add(docs: Path) -> bool:
    """Add a document that is in no toctree."""
    text = ":orphan:\n\nAdded\n=====\n\n.. _added:\n\nText.\n"
    return _write(docs / "added-by-projects.rst", text)


def _remove(docs: Path) -> bool:
    """Remove the document that was added."""
    (docs / "added-by-projects.rst").unlink()
    return True


def _change_setting(docs: Path) -> bool:
    """Change the copyright in the settings."""
    conf = docs / "conf.py"
    return _write(conf, conf.read_text(encoding="utf-8") + '\ncopyright = "2000, nobody"\n')


def _change_code(docs: Path) -> bool:
    """Add a constant to a module of the project."""
    root = _root(docs)
    for place in (root / "src", root):
        for module in sorted(place.rglob("*.py")):
            if not {"tests", "test", docs.name}.intersection(module.relative_to(root).parts):
                text = module.read_text(encoding="utf-8")
                return _write(module, text + "\nADDED_BY_PROJECTS = 1\n")
    return False


def _touch(docs: Path) -> bool:
    """Give every document a new time and the same content."""
    for file in _sources(docs):
        file.touch()
    return True


def _nothing(docs: Path) -> bool:
    """Change nothing."""
    return True


#: What is done, one after the other.  Each returns False if the project has nothing of the kind.
EDITS: dict[str, Callable[[Path], bool]] = {
    "nothing to do": _nothing,
    "one body": _change_body,
    "one title": _change_title,
    "one new document": _add,
    "that document gone": _remove,
    "one setting": _change_setting,
    "one module of code": _change_code,
    "new times": _touch,
}


if __name__ == "__main__":
    main()
