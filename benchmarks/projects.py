"""Build real projects with Sphinx alone and with sphinx_fastbuild, and compare.

Usage: ``projects.py DOCS...``; ``make projects PROJECTS="path/to/docs another/docs"``.

Each path is a folder with a ``conf.py``, whose requirements are installed.  The project around it
(the folder above, so that ``..`` in settings works) is copied, and the copy is edited.  Sphinx
alone builds it, then sphinx_fastbuild in one process and in two.  After that come eight kinds of
edits; after each, an incremental build is compared with a clean build by Sphinx alone.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from measure import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXTENSIONS = Path(__file__).parent.parent / "extensions"

#: Appended to a project's own settings.
_SETTINGS = """

if "projects_fastbuild" in tags:
    extensions = [*globals().get("extensions", ()), "sphinx_fastbuild"]
"""

#: Seconds after which a build counts as failed.
_LIMIT = 1800.0

#: Sphinx writes the digest of settings and tags here, and the judge has other settings.
_OWN = frozenset({".buildinfo"})


@dataclass(frozen=True, slots=True)
class Built:
    """One build."""

    cpu: float
    files: dict[str, bytes]
    failed: str


class Project:
    """A copy of a project."""

    def __init__(self, docs: Path, folder: Path) -> None:
        self.folder = folder
        skipped = shutil.ignore_patterns(".git", "_build", ".venv", "__pycache__")
        shutil.copytree(docs.parent, folder / "project", ignore=skipped, symlinks=True)
        self.docs = folder / "project" / docs.name
        conf = self.docs / "conf.py"
        conf.write_text(conf.read_text(encoding="utf-8") + _SETTINGS, encoding="utf-8")

    def build(self, name: str, *options: str) -> Built:
        """Build as HTML, into an output of its own for each *name*."""
        outdir, doctrees = self.folder / name / "html", self.folder / name / "doctrees"
        command = [sys.executable, "-m", "sphinx", "-b", "html", *options]
        command += ["-d", str(doctrees), str(self.docs), str(outdir)]
        environment = {"PYTHONPATH": str(EXTENSIONS), "SOURCE_DATE_EPOCH": "1700000000"}
        ran = measure(command, self.folder, _LIMIT, environment)
        files = {
            path.relative_to(outdir).as_posix(): path.read_bytes()
            for path in outdir.rglob("*")
            if path.is_file() and path.name not in _OWN
        }
        return Built(ran.cpu, files, ran.failed)

    def judge(self) -> Built:
        """Build cleanly with Sphinx alone."""
        shutil.rmtree(self.folder / "judge", ignore_errors=True)
        return self.build("judge")


def main() -> None:
    """Print a row for each build of each project."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("docs", type=Path, nargs="+", help="a folder with a conf.py")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder by default")
    arguments = parser.parse_args()
    print("| project | build | CPU, s | over Sphinx alone | files that differ |")
    print("| --- | --- | --- | --- | --- |")
    for docs in arguments.docs:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
            for row in rows(Project(docs.resolve(), Path(name))):
                print(f"| {docs.resolve().parent.name} | {row}", flush=True)


def rows(project: Project) -> Iterator[str]:
    """Build and edit a project, and yield what to print of each build."""
    # The first build compiles modules and fetches inventories.
    project.judge()
    clean = project.judge()
    yield f"Sphinx alone, cold | {clean.cpu:.1f} | 1 | {_failed(clean)} |"
    for jobs in (1, 2):
        options = ("-t", "projects_fastbuild", "-j", str(jobs))
        yield row(f"cold, -j{jobs}", project.build(f"kept-{jobs}", *options), clean)
    # What Sphinx alone takes for the same edit, right or wrong.
    project.build("stock")
    for kind, edit in EDITS.items():
        if not edit(project.docs):
            yield f"{kind} | | | nothing to edit |"
            continue
        stock = project.build("stock")
        kept = project.build("kept-1", "-t", "projects_fastbuild")
        yield row(kind, kept, project.judge(), stock.cpu)


def row(kind: str, built: Built, clean: Built, cpu: float | None = None) -> str:
    """Return a row: what a build took, and in what it differs from a clean one."""
    differing = sorted(
        name
        for name in built.files.keys() | clean.files.keys()
        if built.files.get(name) != clean.files.get(name)
    )
    shown = ", ".join(differing[:3]) + (f" and {len(differing) - 3} more" if differing[3:] else "")
    ratio = built.cpu / (cpu or clean.cpu)
    return f"{kind} | {built.cpu:.1f} | {ratio:.2f} | {shown or 'none'}{_failed(built)} |"


def _failed(built: Built) -> str:
    return f" (failed: {built.failed.splitlines()[-1]})" if built.failed.strip() else ""


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
    places = [docs.parent / "src", docs.parent]
    modules = (path for place in places for path in sorted(place.rglob("*.py")))
    for module in modules:
        if not {"tests", "test", docs.name}.intersection(module.parts[-4:]):
            return _write(module, module.read_text(encoding="utf-8") + "\nADDED_BY_PROJECTS = 1\n")
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
