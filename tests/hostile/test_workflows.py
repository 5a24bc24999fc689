"""The jobs that read articles have no rights, and everything that they run is pinned."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_actions_are_pinned(file: Path) -> None:
    """Every action is named by a whole commit, with its release beside it for people."""
    used = re.findall(r"uses: *(.*)", file.read_text("utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_who_reads_articles_has_no_rights(file: Path) -> None:
    """A job that checks the repository out may read it, and no other right of it is named."""
    workflow: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    assert "permissions" in workflow
    for job in workflow["jobs"].values():
        rights = job.get("permissions", workflow["permissions"])
        checkouts = [one for one in job["steps"] if "checkout" in one.get("uses", "")]
        if checkouts:
            assert rights == {"contents": "read"}
            assert all(one["with"] == {"persist-credentials": False} for one in checkouts)
        else:
            assert not any("run" in one for one in job["steps"])


def test_uv_is_pinned() -> None:
    """The program that writes the requirements is itself installed by its hash."""
    assert "--require-hashes" in (ROOT / ".ci/requirements").read_text("utf-8")
    (name, *hashes) = (ROOT / ".ci/uv.txt").read_text("utf-8").split("uv==")[1].split()
    assert re.fullmatch(r"[\d.]+", name)
    assert all(one == "\\" or one.startswith("--hash=sha256:") for one in hashes)
