"""The command in this process, as a person has it, and on a terminal where it asks."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

import pytest

from sphinx_knowledge_base.__main__ import main
from tests.helpers.sites import CONF, Site
from tests.helpers.tools import ROOT

#: Runs ``kb`` with these arguments in a folder.
Kb = Callable[..., subprocess.CompletedProcess[str]]

COMMAND = (sys.executable, "-m", "sphinx_knowledge_base")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    return kept | {"PYTHONPATH": str(ROOT / "extensions"), "COLUMNS": "200"} | more


@pytest.fixture
def kb(tmp_path: Path) -> Kb:
    """A function that runs ``kb`` in this process, which has imported what it needs.

    That takes a tenth of the time, and nothing that the command sets is left behind.  Commands that
    run Sphinx, which leaves its roles and directives everywhere, need ``kb_process``.
    """

    def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
        before = Path.cwd()
        status: object = 0
        with (
            patch.dict(os.environ, COLUMNS="200", NO_COLOR="1"),
            patch.multiple(sys, argv=["kb", *arguments], path=[*sys.path], stdin=StringIO()),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            os.chdir(cwd or tmp_path)
            try:
                main()
            except SystemExit as end:
                status = end.code
            finally:
                os.chdir(before)
        assert isinstance(status, int)
        return subprocess.CompletedProcess(["kb", *arguments], status, *map(_text, (out, err)))

    return run


def _text(stream: TextIOWrapper) -> str:
    """What was written; every line end is one character, as for a program that reads a pipe."""
    stream.seek(0)
    return stream.read()


@pytest.fixture
def kb_process(tmp_path: Path) -> Kb:
    """A function that runs ``kb`` in a process of its own, without a terminal."""

    def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=cwd or tmp_path,
            env=environment(NO_COLOR="1"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def on_terminal(arguments: Sequence[str], answers: Sequence[str], cwd: Path) -> tuple[int, str]:
    """Run ``kb`` on a pseudo-terminal, type *answers*, and return its status and what it said."""
    process, terminal = pty.fork()
    if process == 0:  # the command itself
        os.chdir(cwd)
        os.execve(sys.executable, [*COMMAND, *arguments], environment(TERM="xterm"))
    said = b""
    os.write(terminal, "".join(f"{answer}\n" for answer in answers).encode())
    while True:
        try:
            read = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other side is closed
            break
        if not read:
            break
        said += read
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), said.decode()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with a taxonomy and nothing else."""
    return Site(tmp_path).write({"conf.py": CONF, "index.md": "# Home\n"})


def article(title: str, **keys: str) -> str:
    """An article of category NEWS; *keys* are further lines of its front matter."""
    lines = {"title": title, "category": "NEWS", "publishedAt": "2026-01-02", **keys}
    head = "\n".join(f"{key}: {value}" for key, value in lines.items())
    return f"---\n{head}\n---\n\nA text.\n"


def files(folder: Path) -> Mapping[str, bytes]:
    """All files below *folder* by their paths, but for what checks keep for the next time."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.parent.name != ".kb_cache"
    }
