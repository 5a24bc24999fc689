"""Run commands in forks of the test process, which has imported what they need."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryFile
from typing import IO

from sphinx.cmd.build import main


def sphinx_build(
    *arguments: str | Path, cwd: Path, environ: Mapping[str, str]
) -> CompletedProcess[str]:
    """Run ``sphinx-build`` with these arguments."""
    return forked(main, *arguments, cwd=cwd, environ=environ)


def forked(
    program: Callable[[list[str]], int],
    *arguments: str | Path,
    cwd: Path,
    environ: Mapping[str, str],
) -> CompletedProcess[str]:
    """Call the main function of a command; what it changes in memory ends with the fork."""
    command = list(map(str, arguments))
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:
        work = partial(_run, program, command, cwd, environ, out, err)
        process = get_context("fork").Process(target=work)
        process.start()
        process.join()
        out.seek(0)
        err.seek(0)
        return CompletedProcess(command, process.exitcode or 0, out.read(), err.read())


def _run(
    program: Callable[[list[str]], int],
    command: list[str],
    cwd: Path,
    environ: Mapping[str, str],
    out: IO[str],
    err: IO[str],
) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environ)
    os.dup2(out.fileno(), 1)  # for the programs that it runs
    os.dup2(err.fileno(), 2)
    sys.stdout, sys.stderr = out, err
    sys.exit(program(command))
