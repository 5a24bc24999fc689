"""Measuring one command: wall time, CPU time and the memory of all its processes together."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: Seconds between two looks at the memory, at first and later: each takes time in proportion to
#: the memory, and some commands are over in half a second.
FIRST_PERIOD, PERIOD = 0.05, 1.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of a command took."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of user and system time, of all processes."""
    peak: float
    """MB, the largest sum over all processes; memory that they share is counted once."""
    failed: str = ""
    """The end of what a failed command said, or that it went over the limit."""


def measure(
    command: Sequence[str],
    folder: Path,
    limit: float,
    environment: Mapping[str, str] | None = None,
    cores: int | None = None,
) -> Measured:
    """Run *command* in *folder*, for at most *limit* seconds, on *cores* of the cores or on all."""
    if cores:
        available = sorted(os.sched_getaffinity(0))[-cores:]
        command = ["taskset", "--cpu-list", ",".join(map(str, available)), *command]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    with tempfile.TemporaryFile() as log:  # elsewhere: a new file in *folder* would be work
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log,
            stderr=log,
            # Installed tools are compiled already; what is not shall be so after its first build.
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(environment or {})},
            start_new_session=True,
        )
        memory = _Memory(process.pid)
        memory.start()
        # Popen.wait(limit) looks only every 50 ms whether the process has ended.
        end = threading.Timer(limit, os.killpg, (process.pid, 9))
        end.daemon = True  # whoever interrupts the benchmark does not wait for it
        end.start()
        failed = ""
        if process.wait():
            log.seek(0)
            failed = log.read().decode(errors="replace")[-2000:]
        wall = time.monotonic() - start
        end.cancel()
        memory.stop()
        if wall >= limit:
            failed = f"over the limit of {limit:.0f} s"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(wall, cpu, memory.peak, failed)


class _Memory(threading.Thread):
    """Watches the memory of the processes of one session."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.peak = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        pause = period = FIRST_PERIOD
        while not self.over.wait(pause):
            began = time.monotonic()
            total = sum(map(_proportional_kb, _processes(self.session)))
            self.peak = max(self.peak, total / 1024)
            period = min(PERIOD, 1.5 * period)
            # To look at large processes takes a while, of the same processors.
            pause = max(period, 40 * (time.monotonic() - began))

    def stop(self) -> None:
        self.over.set()
        self.join()


def _processes(session: int) -> Iterator[Path]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(process.name)) == session:
                yield process
        except OSError:
            continue  # ended meanwhile


def _proportional_kb(process: Path) -> int:
    """Return the memory of a process; what it shares with *n* others counts one *n*-th."""
    try:
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
