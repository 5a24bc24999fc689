"""Builds that need no time for imports: each is forked from a process that has done them.

``python -m sphinx_knowledge_base.cli.warm_builds DESCRIPTOR ARGUMENTS`` is that process.  For
each request on the socket DESCRIPTOR, it runs sphinx-build with ARGUMENTS in a fork.  Then it
imports what the fork has imported, so that the next fork need not.  It runs no ``conf.py`` and
keeps nothing else, so that every build reads the site as the first one did.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform != "win32":
    from multiprocessing.connection import Connection, wait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class WarmBuilds:
    """Runs sphinx-build repeatedly with the same arguments.

    On Windows, where processes cannot be forked, each build does its own imports.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        """Arguments are those of sphinx-build."""
        self._arguments = list(arguments)
        self._warm: _WarmProcess | None = None
        self._closed = False

    def build(self) -> int:
        """Build the site and return the exit status of sphinx-build."""
        if sys.platform == "win32":
            command = [sys.executable, "-m", "sphinx", *self._arguments]
            return subprocess.run(command, check=False).returncode  # noqa: S603 -- Python itself
        while not self._closed:
            if self._warm is None:
                self._warm = _start(self._arguments)
            status = self._warm.build()
            if status is not None:
                return status
            self._warm.end()
            self._warm = None
        return 1

    def close(self) -> None:
        """End all processes, even if another thread waits for a build."""
        self._closed = True
        if self._warm is not None:
            self._warm.end()


@dataclass(frozen=True, slots=True)
class _WarmProcess:
    """The server's handle on the process that is forked for each build."""

    process: subprocess.Popen[bytes]
    connection: Connection[str, int | None]

    def build(self) -> int | None:
        """Build; return the exit status, or None if another process has to build."""
        with suppress(OSError, EOFError):  # the process was killed
            self.connection.send("build")
            return self.connection.recv()
        return None

    def end(self) -> None:
        with suppress(OSError):
            self.connection.send("end")
        self.process.wait()


def _start(arguments: Sequence[str]) -> _WarmProcess:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603 -- Python itself
            [sys.executable, "-m", __name__, str(theirs.fileno()), *arguments],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            process_group=0,  # main() ends this group as a whole
        )
    return _WarmProcess(process, Connection(ours.detach()))


@dataclass(frozen=True, slots=True)
class _Imported:
    """What a build has imported."""

    modules: tuple[str, ...]
    """In the order in which their imports began."""
    path: tuple[str, ...]
    """``sys.path``, to which ``conf.py`` may have added folders."""
    files: Mapping[str, tuple[int, int] | None]
    """The code of the modules: time of change in nanoseconds, and size in bytes."""


def _state(file: str) -> tuple[int, int] | None:
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _imported() -> _Imported:
    files = (getattr(module, "__file__", None) for module in tuple(sys.modules.values()))
    return _Imported(
        tuple(sys.modules), tuple(sys.path), {file: _state(file) for file in files if file}
    )


def _import(found: _Imported) -> None:
    """Import the modules that a build has imported, if they can be imported without a build."""
    sys.path[:0] = [folder for folder in found.path if folder not in sys.path]
    for name in found.modules:
        if name not in sys.modules:
            with suppress(Exception, SystemExit):
                import_module(name)
    gc.collect()
    gc.freeze()  # so that forks neither search these objects for garbage nor copy them


def _run_sphinx(arguments: Sequence[str], warm: Connection[_Imported, None]) -> None:
    from sphinx.cmd.build import main as sphinx_build  # noqa: PLC0415 -- only if it has to

    try:
        status = sphinx_build(arguments)
    finally:
        warm.send(_imported())
    sys.exit(status)


def _serve(server: Connection[int | None, str], arguments: Sequence[str]) -> None:
    """Build on request, until the server ends or a module's code has changed."""
    fork = get_context("fork")
    files: Mapping[str, tuple[int, int] | None] = {}
    while server.recv() == "build":
        if any(_state(file) != known for file, known in files.items()):
            server.send(None)
            return
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_run_sphinx, args=(arguments, theirs))
        process.start()
        theirs.close()
        if server in wait([ours, server]):
            return
        found = None
        with suppress(EOFError):  # the build was killed
            found = ours.recv()
        process.join()
        server.send(process.exitcode)
        if found is not None:
            # Its file states predate our imports, so changes made in between are noticed.
            files = found.files
            _import(found)


def main() -> None:
    """Build until the server ends; then end all builds too."""
    descriptor, *arguments = sys.argv[1:]
    try:
        with suppress(EOFError, OSError):
            _serve(Connection(int(descriptor)), arguments)
    finally:
        os.killpg(os.getpgrp(), signal.SIGTERM)


if __name__ == "__main__":
    main()
