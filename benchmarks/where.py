"""Where the time of a build goes: ``make profile`` (PROFILEOPTS="300").

A sample of the stack every few milliseconds of CPU time, unlike a tracing profiler's numbers,
does not make small functions look expensive.
"""

from __future__ import annotations

import collections
import runpy
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import corpus
from tools import TOOLS

if TYPE_CHECKING:
    from types import FrameType

#: Seconds of CPU time between two samples.
PERIOD = 0.004

#: How many functions are shown.
SHOWN = 60

Name = tuple[str, str]


def main(size: int) -> None:
    """Build *size* articles in this process and print where the time went."""
    alone: collections.Counter[Name] = collections.Counter()
    with_callees: collections.Counter[Name] = collections.Counter()

    def sample(signum: int, frame: FrameType | None) -> None:
        seen: set[Name] = set()
        while frame is not None:
            code = frame.f_code
            name = (code.co_filename.rpartition("-packages/")[2], code.co_qualname)
            if not seen:
                alone[name] += 1
            seen.add(name)
            frame = frame.f_back
        with_callees.update(seen)

    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        TOOLS["ours"].write(site, corpus(size))
        sys.argv = ["sphinx", "-b", "html", "-q", str(site), str(site / "_build")]
        signal.signal(signal.SIGPROF, sample)
        signal.setitimer(signal.ITIMER_PROF, PERIOD, PERIOD)
        try:
            runpy.run_module("sphinx", run_name="__main__")
        except SystemExit:
            signal.setitimer(signal.ITIMER_PROF, 0)
    total = alone.total()
    print(f"{total} samples of {PERIOD * 1000:.0f} ms")
    for title, counted in (("with what it calls", with_callees), ("alone", alone)):
        print(f"\n{title}")
        for (file, function), count in counted.most_common(SHOWN):
            print(f"{count / total:7.1%}  {function}  {file[-60:]}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
