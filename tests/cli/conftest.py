"""The command as a person has it: a process of its own, on a terminal where it asks."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

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
    """A function that runs ``kb`` without a terminal."""

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
