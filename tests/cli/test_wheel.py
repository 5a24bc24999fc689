"""The package as people get it: a wheel in an environment that knows nothing of this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.helpers.tools import ROOT


@pytest.mark.long
def test_a_wheel_makes_a_site_that_builds(tmp_path: Path) -> None:
    """`kb` is there, finds the files of a new site, and builds it for every builder."""
    pip = [sys.executable, "-m", "pip"]
    # A copy: tools leave what they made beside the sources, and take it up again later.
    source, wheels = tmp_path / "source", tmp_path / "wheels"
    shutil.copytree(ROOT / "extensions", source / "extensions")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    subprocess.run([*pip, "wheel", "-q", "--no-deps", "-w", wheels, source], check=True)
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    # What the package needs is taken from the environment of the tests, and the package is not.
    installed = environment / sysconfig.get_path("purelib", vars={"base": str(environment)})
    (installed / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    (wheel,) = wheels.glob("*.whl")
    install = [*pip, "--python", str(scripts / "python"), "install", "-q", "--no-deps", str(wheel)]
    subprocess.run(install, check=True)

    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def kb(*arguments: str, cwd: Path = tmp_path) -> None:
        subprocess.run([scripts / "kb", *arguments], cwd=cwd, env=clean, check=True)

    kb("init", "mine", "--yes")
    for builder in ("html", "dirhtml", "latex", "epub"):
        kb("build", "--builder", builder, "--strict", "-D", "nitpicky=1", cwd=tmp_path / "mine")
    kb("check", "--strict", cwd=tmp_path / "mine")
