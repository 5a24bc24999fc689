"""Measure what sphinx_fastbuild costs small projects: a cold build, and one with nothing to do.

Each round builds a project with Sphinx alone and with the extension, one after the other, because
what else the machine does changes with time.  The table shows medians of user and system time.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import measure

EXTENSIONS = Path(__file__).parent.parent / "extensions"

#: Builds as sphinx-build does, with another extension where one is named first.
BUILD = """
import sys
import sphinx.application
from sphinx.cmd.build import main
sphinx.application.builtin_extensions += tuple(filter(None, [sys.argv[1]]))
sys.exit(main(sys.argv[2:]))
"""

#: Seconds after which a build is given up.
LIMIT = 600


def small_project(folder: Path, theme: str) -> Path:
    """Write a project of ten pages."""
    folder.mkdir()
    (folder / "conf.py").write_text(f"html_theme = {theme!r}\n", encoding="utf-8")
    (folder / "index.rst").write_text("Home\n====\n\n.. toctree::\n   :glob:\n\n   p*\n", "utf-8")
    text = 'This is a "sentence" of a paragraph, and there are thirty of them.\n' * 30
    for number in range(9):
        title = f"Page {number}\n======\n\n{text}\n"
        code = ".. code-block:: python\n\n   print(1)\n\nSection\n-------\n\n:doc:`index`\n"
        (folder / f"p{number}.rst").write_text(f"{title}{code}", encoding="utf-8")
    return folder


def compare(project: Path, folder: Path, rounds: int) -> dict[str, tuple[float, float]]:
    """Return the seconds of a cold build and of a second one: Sphinx alone, and with it."""
    environment = {"PYTHONPATH": str(EXTENSIONS), "SOURCE_DATE_EPOCH": "1700000000"}
    found: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds + 1):
        for name in ("", "sphinx_fastbuild"):
            outdir = folder / (name or "stock")
            shutil.rmtree(outdir, ignore_errors=True)
            command = [sys.executable, "-c", BUILD, name, "-q", str(project), str(outdir)]
            for kind in ("cold", "nothing to do"):
                measured = measure(command, folder, LIMIT, environment)
                if measured.failed:
                    sys.exit(measured.failed)
                if number:  # the first round compiles modules and fills the caches of files
                    found.setdefault((kind, name), []).append(measured.cpu)
    return {
        kind: (
            statistics.median(found[kind, ""]),
            statistics.median(found[kind, "sphinx_fastbuild"]),
        )
        for kind in ("cold", "nothing to do")
    }


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("projects", nargs="*", type=Path, help="folders with a conf.py")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    print(f"{'project':24} {'build':14} {'Sphinx':>8} {'with it':>8} {'ratio':>6}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = [small_project(folder / theme, theme) for theme in ("alabaster", "furo")]
        for project in [path.resolve() for path in arguments.projects] or small:
            for kind, (stock, ours) in compare(project, folder, arguments.rounds).items():
                ratio = ours / stock
                print(f"{project.name:24} {kind:14} {stock:7.2f}s {ours:7.2f}s {ratio:6.2f}")


if __name__ == "__main__":
    main()
