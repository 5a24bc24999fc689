"""Price the levers of sphinx_fastbuild: ``make levers`` (LEVERSOPTS="--rounds 1 --levers walk").

Each round builds 300 articles from nothing with each lever off, in an order of its own, and right
before that with all levers on: a machine drifts in minutes by more than most levers bring.  What a
lever brings is how much more user and system time, of all processes, a build takes without it.

The search index stays off, since its time has nothing to do with the levers.  The one lever that
does nothing but speed up Sphinx's own index is measured with that index, against a build with it.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import corpus
from measure import measure
from tools import EXTENSIONS, TOOLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

sys.path.insert(0, str(EXTENSIONS))

from sphinx_fastbuild.levers.registry import LEVERS

HERE = Path(__file__).parent
RESULTS = HERE / "levers.json"
TABLE = HERE.parent / "guide" / "performance.levers.txt"

JOBS = ("auto", "1")

#: Levers that need Sphinx's search index to have anything to do.
OF_SEARCH = frozenset({"stems"})

#: CPU seconds with all levers on, and without one; one pair a round; keys are made by :func:`key`.
Results = dict[str, list[tuple[float, float]]]


def main() -> None:
    """Measure what the arguments say, and write the table after each round."""
    arguments = _arguments()
    results: Results = {}
    if arguments.only_table:
        results = json.loads(arguments.results.read_text())
        write_table(results, arguments)
        return
    kinds = list(_kinds(arguments.levers, arguments.jobs))
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        for search in ("none", "sphinx"):
            site = TOOLS["ours-without-search"]
            site.write(folder / search, corpus(arguments.articles))
            conf = folder / search / "conf.py"
            text = conf.read_text(encoding="utf-8")
            conf.write_text(text.replace('"none"', f'"{search}"'), encoding="utf-8")
            cpu_of_build(folder, search, "auto", "")  # compiles every module
        for number in range(arguments.rounds):
            random.Random(number).shuffle(kinds)
            for lever, jobs, search in kinds:
                pair = tuple(cpu_of_build(folder, search, jobs, one) for one in ("", lever))
                results.setdefault(key(lever, jobs), []).append(pair)
                print(f"{number + 1} {key(lever, jobs)}: {pair[0]:.1f} {pair[1]:.1f}", flush=True)
            arguments.results.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
            write_table(results, arguments)


def write_table(results: Results, arguments: argparse.Namespace) -> None:
    """Write the table that the guide shows."""
    lines = table(results, arguments.articles)
    arguments.table.write_text("\n".join(lines) + "\n", encoding="utf-8")


def key(lever: str, jobs: str) -> str:
    """Return the key of builds with and without *lever*."""
    return f"{lever} -j{jobs}"


def _kinds(levers: Sequence[str], jobs: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the builds of a round: lever that is off, number of processes, search index."""
    searches = {lever: "sphinx" if lever in OF_SEARCH else "none" for lever in levers}
    for number in jobs:
        for lever, search in searches.items():
            yield lever, number, search


def cpu_of_build(folder: Path, search: str, jobs: str, lever: str) -> float:
    """Build one site from nothing and return the seconds of user and system time."""
    tool = TOOLS["ours-without-search"]
    made = folder / "made"
    command = [tool.program, "-m", "sphinx", "-b", "html", "-j", jobs, "-q"]
    if lever:
        command += ["-D", f"fastbuild_{lever}=0"]
    environment = dict(tool.environment) | {"PYTHONHASHSEED": "0"}
    measured = measure([*command, ".", str(made)], folder / search, 3600, environment)
    shutil.rmtree(made)
    if measured.failed:
        sys.exit(measured.failed)
    return measured.cpu


def table(results: Results, articles: int) -> Iterator[str]:
    """Yield the lines of the table, the dearest lever first."""
    rounds = sorted(set(map(len, results.values())))
    yield (
        f"Measured with Python {platform.python_version()}, {articles} articles; rounds: "
        f"{' to '.join(map(str, dict.fromkeys((rounds[0], rounds[-1]))))}. "
        "The numbers say how much more user and system time a build from nothing takes without "
        "the lever: the median, and the lowest and the highest of all rounds."
    )
    yield ""
    yield "| switch in `conf.py` | what it does | `-j auto` | range | `-j1` | range |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    rows = {
        lever: [gains(results, lever, jobs) for jobs in JOBS]
        for lever in LEVERS
        if any(gains(results, lever, jobs) for jobs in JOBS)
    }

    def worth(lever: str) -> float:
        return max(statistics.median(found) for found in rows[lever] if found)

    for lever in sorted(rows, key=worth, reverse=True):
        cells = (cell for found in rows[lever] for cell in _cells(found))
        yield f"| `fastbuild_{lever}` | {LEVERS[lever].help} | {' | '.join(cells)} |"


def gains(results: Results, lever: str, jobs: str) -> list[float]:
    """Return what a build takes more without *lever*, as a part of one with it, by rounds."""
    return [off / on - 1 for on, off in results.get(key(lever, jobs), [])]


def _cells(found: list[float]) -> Iterator[str]:
    yield f"{statistics.median(found):.1%}" if found else ""
    yield f"{min(found):.1%} to {max(found):.1%}" if found else ""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--levers", nargs="+", choices=LEVERS, default=list(LEVERS))
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--only-table", action="store_true", help="from the last results")
    parser.add_argument("--folder", type=Path, help="where the sites are built")
    return parser.parse_args()


if __name__ == "__main__":
    main()
