"""Find the programs that tests use beside Python, each from a Debian package."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def packages() -> list[tuple[str, str, str]]:
    """The rows of ``.ci/packages.txt``: what for, how to find it, the Debian package."""
    lines = (ROOT / ".ci" / "packages.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return [(use, probe, package) for use, probe, package in rows]


def require(program: str) -> Path:
    """The path of a program.

    Where it is missing the test is skipped, or fails if ``CI`` is set.
    A program that ``.ci/packages.txt`` does not list raises :exc:`KeyError`.
    """
    package = {probe: package for _, probe, package in packages()}[program]
    # Debian keeps servers where only root looks for them.
    if path := shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin"):
        return Path(path)
    return _without(f"{program} is missing: install the Debian package {package}")


def java() -> list[str | Path]:
    """The command that runs a Java program which ends soon.

    Java compiles it without optimizing, which takes half the time, and makes larger stack frames.
    """
    return [require("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"]


def require_use(use: str) -> None:
    """All that ``.ci/packages.txt`` lists for a use, such as ``pdf``; see :func:`require`."""
    if use not in {row[0] for row in packages()}:
        raise KeyError(use)
    command = [str(ROOT / ".ci" / "packages"), "missing", use]
    missing = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    if missing:
        _without(f"for {use}, install the Debian packages {' '.join(missing)}")


def _without(reason: str) -> Path:
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
