"""Whatever bytes an author sends, readers answer with what they read or with an error of ours."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.tools import ROOT


@pytest.mark.long
@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="Atheris is made for no other"
)
@pytest.mark.parametrize("reader", ["front_matter", "body", "picture", "bibtex"])
def test_reader(tmp_path: Path, reader: str) -> None:
    """A fixed number of inputs, the same in every run, raises nothing else."""
    options = ["-runs=20000", "-seed=17", "-max_len=2000", f"-artifact_prefix={tmp_path}/"]
    run = subprocess.run(
        [sys.executable, "-m", "tests.helpers.fuzzing", reader, *options],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'extensions'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Done 20000 runs" in run.stderr
