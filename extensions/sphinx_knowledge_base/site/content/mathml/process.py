"""A converter process that is started when needed, and restarted if it dies or hangs."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

_WORKER = Path(__file__).with_name("worker.py")

#: Seconds until a formula counts as not convertible.  Normal ones take less than 0.001.
_PATIENCE = 5.0


class ConverterProcess:
    """Ask :mod:`.worker`; one process serves all formulas of one process of the build."""

    def __init__(self) -> None:
        self._process: Popen[str] | None = None
        self._answers: SimpleQueue[str] = SimpleQueue()
        self._owner = 0
        atexit.register(self.stop)

    def convert(self, tex: str, *, is_display: bool) -> tuple[str, str]:
        """Return the MathML of *tex* and an empty text, or an empty text and the error."""
        process = self._running()
        try:
            assert process.stdin is not None  # noqa: S101 -- Popen was given PIPE
            process.stdin.write(json.dumps([tex, is_display]) + "\n")
            process.stdin.flush()
            answer = self._answers.get(timeout=_PATIENCE)
        except (OSError, Empty):
            answer = ""
        if not answer:
            self.stop()
            return "", "the formula is nested too deeply"
        mathml, error = json.loads(answer)
        return mathml, error

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()

    def _running(self) -> Popen[str]:
        if self._owner != os.getpid():
            # A forked process must not talk to the converter of its parent.
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._answers = SimpleQueue()
            self._process = subprocess.Popen(  # noqa: S603 -- our own file
                [sys.executable, "-I", str(_WORKER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
            )
            reader = Thread(target=_forward, args=(self._process, self._answers), daemon=True)
            reader.start()
        return self._process


def _forward(process: Popen[str], answers: SimpleQueue[str]) -> None:
    """Put every line from *process* into *answers*, and an empty one when it ends."""
    assert process.stdout is not None  # noqa: S101 -- Popen was given PIPE
    with suppress(ValueError, OSError):
        for line in process.stdout:
            answers.put(line)
    answers.put("")
