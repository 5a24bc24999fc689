"""How a build grows with the site, and what one process does alone: ``make scale``.

Builds sites of small articles (SCALEOPTS="1000 5000 20000 --limit 2400"): cold, in as many
processes as there are cores, without a search index, and with nothing beside the pages but feeds.
Meanwhile it samples the main process: in which phase it is, and how much CPU time it and its
workers took since the last sample.

The model says how long the same build would take with more cores.  Each phase takes what the main
process does, or its share of what all processes do, whichever is more.  The model leaves out
disks, the bandwidth of memory, and workers that wait for the last batch.
"""

from __future__ import annotations

import argparse
import collections
import json
import resource
import runpy
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus import corpus
from measure import measure
from tools import TOOLS

if TYPE_CHECKING:
    from types import FrameType

#: With its front matter, an article has 2 KB.
BODY_BYTES = 1_000

#: An article is published every twelve hours, so many of them only in years to come.
NOW = "2200-01-01"

#: Seconds between two samples.
PERIOD = 0.02

#: The phases of a build, by the functions that they consist of.  The innermost one counts.
PHASES = {
    "Sphinx.__init__": "load Sphinx and extensions",
    "KnowledgeBaseProject.discover": "find articles, make the catalog",
    "Builder.read": "decide what to read and to write",
    "Reading.in_batches": "read",
    "Builder.build": "store the environment",
    "BuildEnvironment.check_consistency": "check consistency",
    "Builder.write": "prepare writing",
    "Writing.in_batches": "write",
    "StandaloneHTMLBuilder.finish": "finish: index, search page, static files",
    "ExportRunner.on_build_finished": "export",
}

#: What the main process is in while workers do something.
WITH_WORKERS = frozenset({"_Running.result", "_Running.start", "in_processes"})

#: The numbers of cores in the model.
CORES = (2, 8, 32)

#: Functions of a phase are shown from this share of the main process's CPU time.
SHOWN = 0.01


class Sample(NamedTuple):
    """Seconds since the build began."""

    wall: float
    main: float
    """CPU time of the main process."""
    workers: float
    """CPU time of the workers that have ended."""

    @classmethod
    def now(cls) -> Sample:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        workers = children.ru_utime + children.ru_stime
        return cls(time.monotonic(), time.process_time(), workers)


class Sampler:
    """Adds up what a build takes, by phases and functions."""

    def __init__(self) -> None:
        self.last = Sample.now()
        self.phases: dict[str, list[float]] = {}
        """For each phase, in order, the seconds of a sample."""
        self.functions: collections.Counter[str] = collections.Counter()
        """Seconds of the main process in each function and what it calls, by phase and name."""

    def sample(self, signum: int, frame: FrameType | None) -> None:
        """Add what was taken since the last sample to the current phase."""
        now = Sample.now()
        took = [after - before for after, before in zip(now, self.last, strict=True)]
        self.last = now
        phase, names = "other", set()
        has_workers = False
        while frame is not None:
            code = frame.f_code
            file = code.co_filename.rpartition("-packages/")[2].rpartition("/extensions/")[2]
            names.add(f"{code.co_qualname}  {file}")
            has_workers = has_workers or code.co_qualname in WITH_WORKERS
            if code.co_qualname in PHASES:
                phase = PHASES[code.co_qualname]
                break
            frame = frame.f_back
        if has_workers:
            phase += ", with workers"
        spent = self.phases.setdefault(phase, [0.0] * len(took))
        self.phases[phase] = [sum(both) for both in zip(spent, took, strict=True)]
        for name in names:
            self.functions[f"{phase}: {name}"] += took[1]


def build(site: Path, results: Path) -> None:
    """Build *site* in this process, and write what the sampler has found to *results*."""
    sampler = Sampler()
    sys.argv = ["sphinx", "-b", "html", "-q", "-j", "auto", "-D", f"kb_now={NOW}"]
    sys.argv += [str(site), str(site / "_build")]
    signal.signal(signal.SIGALRM, sampler.sample)
    signal.setitimer(signal.ITIMER_REAL, PERIOD, PERIOD)
    try:
        runpy.run_module("sphinx", run_name="__main__")
    except SystemExit as end:
        signal.setitimer(signal.ITIMER_REAL, 0)
        results.write_text(json.dumps([sampler.phases, sampler.functions]), encoding="utf-8")
        sys.exit(end.code)


def report(phases: dict[str, list[float]], functions: dict[str, float]) -> None:
    """Print what each phase took, the model, and where the main process spent its time."""
    print("\n| phase | wall s | main process, CPU s | workers, CPU s |")
    print("| --- | ---: | ---: | ---: |")
    for phase, seconds in phases.items():
        print(f"| {phase} | " + " | ".join(f"{one:.1f}" for one in seconds) + " |")
    for cores in CORES:
        model = sum(max(main, (main + workers) / cores) for _, main, workers in phases.values())
        print(f"\n{cores} cores: {model:.0f} s", end="")
    total = sum(main for _, main, _ in phases.values())
    print(f"\n\nThe main process alone: {total:.1f} s of CPU time")
    for name, seconds in sorted(functions.items(), key=lambda item: -item[1]):
        if seconds >= SHOWN * total:
            print(f"{seconds:8.1f}  {name}")


def main() -> None:
    """Build a site of each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1000, 5000, 20_000])
    parser.add_argument("--limit", type=float, default=2400, help="seconds for one build")
    parser.add_argument("--build", type=Path, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.build:
        build(*arguments.build)
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            tool = TOOLS["ours-without-search"]
            tool.write(folder / "site", corpus(size, BODY_BYTES))
            results = folder / "results.json"
            command = [sys.executable, __file__, "--build", str(folder / "site"), str(results)]
            measured = measure(command, folder, arguments.limit, tool.environment)
            print(f"\n## {size:,} articles: {measured}", flush=True)
            if not measured.failed:
                report(*json.loads(results.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
