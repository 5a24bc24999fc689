"""Edits of a project of code, where extensions read, draw and write what Sphinx does not know of.

Sphinx alone is the judge: every incremental build equals a clean build without us.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fastbuild.building import EXTENSIONS

CODE_SINK = Path(__file__).parents[1] / "code_sink"

#: Files to what replaces their content: a pair of old and new text, all of it, or nothing.
Edit = Mapping[str, tuple[str, str] | str | bytes | None]

_HEAD = b"# Sphinx inventory version 2\n# Project: other\n# Version: 2\n# zlib\n"
INVENTORY = _HEAD + zlib.compress(
    b"remote.call py:function 1 other.html#$ -\nstart std:doc -1 start.html Begin\n"
)

EDITS: dict[str, Edit] = {
    "nothing": {},
    "body": {"todos.rst": ("To do\n=====", "To do\n=====\n\nText.")},
    "value from a helper module": {"code/settings.py": ("LIMIT = 3", "LIMIT = 4")},
    "base class": {"code/base.py": ("class Shape", "class Form:\n    pass\n\n\nclass Shape")},
    "base class of another": {
        "code/base.py": ("class Shape:", "class Form:\n    pass\n\n\nclass Shape(Form):")
    },
    "summary": {"code/shapes.py": ("A square.", "A square thing.")},
    "module that is documented by hand": {"code/tools.py": ("def helper", "X = 1\n\n\ndef helper")},
    "module that is documented no more": {"hand.rst": "By hand\n=======\n\nText.\n"},
    "document of a module": {"hand.rst": None},
    "citation elsewhere": {"todos.rst": ("One.", "One. :cite:`two`")},
    "bibliography": {"works.bib": ("title={One}", "title={First}")},
    "option moved": {
        "options.rst": (".. option:: -m <message>\n\n   The message.\n", ""),
        "todos.rst": (
            "To do\n=====",
            "To do\n=====\n\n.. program:: git commit\n\n.. option:: -m <m>",
        ),
    },
    "option gone": {"options.rst": (".. option:: -m <message>", ".. option:: -n <message>")},
    "inventory": {"inventory/objects.inv": INVENTORY},
    "page with C++": {"cpp.rst": ("C and C++\n=========", "C and C++\n=========\n\nText.")},
    "name in C++": {"cpp.rst": ("ns::paint", "ns::later")},
    "enumerator": {"cpp.rst": ("   .. cpp:enumerator:: red\n", "")},
    "drawing": {"drawn.rst": ("a -> b", "a -> c")},
    "drawing gone": {"drawn.rst": "Drawn\n=====\n"},
    "to-do entry": {"todos.rst": (".. todo:: One.", ".. todo:: Two.")},
    "remark": {"notes.rst": ("First.", "Second.")},
    "remark in an earlier document": {
        "cites.rst": (":cite:`one`", ":cite:`one`\n\n.. remark:: Zero.")
    },
    "file that nothing notes": {"ext/words.txt": "one two three\n"},
    "helper of an extension": {"ext/lookup.py": ("Hello", "Good day")},
    "extension": {"ext/stranger.py": ('CLASS="remark"', 'CLASS="note"')},
    "redirect gone": {"redirects.txt": "\n"},
    "redirect elsewhere": {"redirects.txt": "words.rst api.rst\n"},
    "redirect from a page": {"redirects.txt": "words.rst note.rst\ncites.rst note.rst\n"},
    "page in the place of a redirect": {"words.rst": ":orphan:\n\nWords\n=====\n"},
    "page becomes a redirect": {
        "redirects.txt": "words.rst note.rst\nlist.rst note.rst\n",
        "list.rst": None,
    },
    "notebook": {"book.md": ("1 + 1", "1 + 2")},
    "setting": {"conf.py": ('"1.2"', '"1.3"')},
}

#: Edits that each run tries in one process and in two.
QUICK = ("nothing", "value from a helper module", "citation elsewhere", "redirect gone", "drawing")


@dataclass(frozen=True, slots=True)
class Result:
    """Files and exit status of a build."""

    files: dict[str, bytes]
    status: int


class Project:
    """A copy of the project, with an output that is kept and clean ones beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "source"
        self.judged = 0
        shutil.copytree(CODE_SINK, self.source, ignore=shutil.ignore_patterns("__pycache__"))

    def build(self, name: str, *options: str) -> Result:
        outdir = self.folder / name / "html"
        command = [sys.executable, "-B", "-m", "sphinx", "-q", "-b", "html", *options]
        command += ["-d", str(self.folder / name / "doctrees"), str(self.source), str(outdir)]
        environment = os.environ | {
            "PYTHONPATH": str(EXTENSIONS),
            "SOURCE_DATE_EPOCH": "1700000000",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        files = {
            path.relative_to(outdir).as_posix(): path.read_bytes()
            for path in sorted(outdir.rglob("*"))
            # The judge has another setting.
            if path.is_file() and path.name != ".buildinfo"
        }
        return Result(files, done.returncode)

    def judge(self) -> Result:
        """What Sphinx alone makes of the project as it is now."""
        self.judged += 1
        return self.build(f"clean-{self.judged}", "-t", "stock")

    def change(self, edit: Edit) -> dict[str, bytes | None]:
        """Make an edit, and return what undoes it."""
        before: dict[str, bytes | None] = {}
        for name, change in edit.items():
            path = self.source / name
            before[name] = path.read_bytes() if path.is_file() else None
            if isinstance(change, tuple):
                text = path.read_text(encoding="utf-8")
                assert change[0] in text, name
                path.write_text(text.replace(*change), encoding="utf-8")
            elif change is None:
                path.unlink()
            else:
                path.write_bytes(change.encode() if isinstance(change, str) else change)
        return before


def differences(found: Result, expected: Result) -> dict[str, str]:
    """Names of files that differ, and how; and whether the exit status does."""
    differing = {
        name: "differs"
        if name in found.files and name in expected.files
        else ("is left" if name in found.files else "is missing")
        for name in found.files.keys() | expected.files.keys()
        # The stranger writes it once for each document, and nobody but it knows when it is stale.
        if not (name.endswith(".ipynb") and name not in expected.files)
        if found.files.get(name) != expected.files.get(name)
    }
    if found.status != expected.status:
        differing["exit status"] = f"{found.status}, not {expected.status}"
    return differing


def check(project: Project, names: list[str], jobs: int) -> dict[str, dict[str, str]]:
    """Make each edit and undo it, and return what differs after either."""
    found: dict[str, dict[str, str]] = {}
    base = project.judge()
    found["first build"] = differences(project.build("kept", "-j", str(jobs)), base)
    for name in names:
        undo = project.change(EDITS[name])
        found[name] = differences(project.build("kept", "-j", str(jobs)), project.judge())
        project.change(undo)
        found[f"{name}, undone"] = differences(project.build("kept", "-j", str(jobs)), base)
    return {name: differing for name, differing in found.items() if differing}


@pytest.mark.long
@pytest.mark.parametrize("jobs", [1, 2])
def test_some_edits(tmp_path: Path, jobs: int) -> None:
    """After an edit, and after its undo, the output is that of Sphinx alone."""
    assert check(Project(tmp_path), list(QUICK), jobs) == {}


@pytest.mark.long
def test_all_edits(tmp_path: Path) -> None:
    """That holds for everything that an extension of others may read, draw or write."""
    assert check(Project(tmp_path), list(EDITS), 1) == {}
