"""Compare ways to publish the same articles: ``make bench`` (BENCHOPTS="--sizes 100 300").

Every tool gets an environment of its own under ``benchmarks/_env``, the same articles and the
same features as far as it has them.  Rounds are interleaved, so that what else the machine does
meanwhile hits all.  Each tool is measured on one core and on all: a tool with one process does not
lose to one with many, nor hide behind it.  The results go to ``benchmarks/results.json``, table and
plots into the guide.
"""

from __future__ import annotations

import argparse
import fcntl
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import report
from corpus import corpus
from measure import Measured, measure
from tools import ENVIRONMENTS, TOOLS, Tool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corpus import Entry

RESULTS = Path(__file__).parent / "results.json"

#: Seconds between the files of one tool being removed and the cold build of the next.  For 35 of
#: them ext4 without a journal looks, for each new file, at all inodes that were freed.
PAUSE = 40

#: The steps of a round, in this order: each starts from what the one before left.
STEPS = ("cold", "nothing", "floor", "check", "recheck", "body", "quick", "tag", "new", "clone")

#: The steps of tools that can leave out the search index, or be measured without a build.
OURS = frozenset({"floor", "check", "recheck", "quick"})


def main() -> None:
    """Measure what the arguments say and write it down."""
    arguments = _arguments()
    tools = [TOOLS[name] for name in arguments.tools]
    for tool in tools:
        install(tool)
    results = json.loads(RESULTS.read_text()) if arguments.keep and RESULTS.is_file() else {}
    over: set[tuple[str, int]] = set()
    for size in sorted(arguments.sizes):
        entries = list(corpus(size + 1))
        for number in range(arguments.rounds):
            for tool, cores in itertools.product(tools, arguments.cores):
                if (tool.name, cores) in over:
                    continue
                with tempfile.TemporaryDirectory(dir=ENVIRONMENTS) as folder:
                    rounds = measure_round(
                        tool, Path(folder, "site"), entries, arguments.limit, arguments.steps, cores
                    )
                    for step, measured in rounds:
                        key = f"{tool.name} {size} {step} {cores}"
                        print(f"{number + 1} {key}: {measured}", flush=True)
                        if measured.failed:
                            over.add((tool.name, cores))  # and so it would be with more articles
                            results[key] = [asdict(measured)]
                            break
                        results.setdefault(key, []).append(asdict(measured))
                        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    report.write(results)


def measure_round(
    tool: Tool,
    folder: Path,
    entries: list[Entry],
    limit: float,
    steps: Sequence[str] = STEPS,
    cores: int = 1,
) -> Iterator[tuple[str, Measured]]:
    """Build a site in all steps.

    :param entries: The articles, and as the last one the one that is published later.
    :param cores: How many cores, and for Sphinx how many processes, there are.
    """
    *published, coming = entries
    tool.write(folder, published)
    middle = published[len(published) // 2]
    for step in STEPS:
        if step not in steps:
            continue
        # Without state every build is a cold one; one of them is measured to show it.
        if not tool.keeps_state and step not in {"cold", "body"}:
            continue
        if step in OURS and not tool.instead:
            continue
        if step in {"body", "quick"}:
            middle = replace(middle, body=middle.body + "\nOne sentence more.\n")
            tool.write_article(folder, middle)
        elif step == "tag":
            middle = replace(middle, tags=(*middle.tags[1:], published[0].tags[0]))
            tool.write_article(folder, middle)
        elif step == "new":
            tool.write_article(folder, coming)
        elif step == "clone":
            # All files are new, and what a build made is restored from a cache.
            middle = replace(middle, body=middle.body + "\nAnd another one.\n")
            tool.write_article(folder, middle)
            restore(folder)
        if step == "cold":
            tool.clean(folder)
            time.sleep(PAUSE)
        command = tool.instead.get(step, tool.command)
        environment = dict(tool.environment) | ({"KB_QUICK": "1"} if step == "quick" else {})
        command = [tool.program, *(word.format(cores=cores) for word in command[1:])]
        measured = measure(command, folder, limit, environment, cores)
        if not measured.failed and not any((folder / tool.made[-1]).rglob("*.html")):
            measured = replace(measured, failed="no page was made")
        yield step, measured
        if measured.failed:
            return


def restore(folder: Path) -> None:
    """Replace a site by its copy, in which no file is one that a build has seen."""
    seen = folder.with_name("seen")
    folder.rename(seen)
    shutil.copytree(seen, folder)
    shutil.rmtree(seen)
    for path in folder.rglob("*.md"):
        path.touch()


def install(tool: Tool) -> None:
    """Make the environment of a tool, if it is not there."""
    folder = ENVIRONMENTS / tool.name
    stamp = folder / "installed"
    if not tool.requirements or stamp.is_file():
        return
    print(f"Installing {tool.name}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    # Never into the Python behind the environment, should the environment be broken.
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--require-virtualenv", "--quiet"]
    pip.append("--disable-pip-version-check")
    subprocess.run([*pip, "install", *tool.requirements], check=True)
    stamp.write_bytes(subprocess.run([*pip, "freeze"], check=True, capture_output=True).stdout)


@contextmanager
def alone() -> Iterator[None]:
    """Refuse to run beside another: the two would remove each other's environments."""
    with (ENVIRONMENTS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("Another benchmark is running here.")
        yield


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 300, 1000, 3000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=600, help="seconds for one build")
    parser.add_argument("--tools", nargs="+", choices=TOOLS, default=list(TOOLS))
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=list(STEPS))
    every = len(os.sched_getaffinity(0))
    parser.add_argument("--cores", type=int, nargs="+", default=sorted({1, every}))
    parser.add_argument("--keep", action="store_true", help="add to the results of before")
    return parser.parse_args()


if __name__ == "__main__":
    ENVIRONMENTS.mkdir(exist_ok=True)
    with alone():
        main()
