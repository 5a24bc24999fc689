"""An incremental build equals a clean one, whatever was edited in between."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.build.newsroom import EDITS, Newsroom, edit
from tests.conftest import Site

BUILDERS = ("html", "html", "html", "dirhtml", "latex", "epub", "text", "xml")


class Editing(RuleBasedStateMachine):
    """Editors edit, one of the builders builds, and a clean build beside it must be the same."""

    folder: Path

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-"))
        self.site = Site(self.folder / "site")
        self.site.srcdir.mkdir()
        self.room = Newsroom.opened()
        self.written: dict[str, str] = {}
        self._save()

    @rule(
        edits=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3),
        chance=st.integers(0, 2**32 - 1),
        builder=st.sampled_from(BUILDERS),
        jobs=st.sampled_from((1, 1, 2)),
    )
    def edit_and_build(self, edits: list[str], chance: int, builder: str, jobs: int) -> None:
        for kind in edits:
            edit(self.room, kind, random.Random(chance))
        self._save()
        built = self.site.build(builder, jobs=jobs).files()
        clean = self.site.build(builder, builddir=self.folder / "clean").files()
        shutil.rmtree(self.folder / "clean")
        assert differences(built, clean) == {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _save(self) -> None:
        """Write what changed, as an editor's program would."""
        files = self.room.files()
        changes: dict[str, str | None] = {
            name: text for name, text in files.items() if self.written.get(name) != text
        }
        changes |= {name: None for name in self.written if name not in files}
        self.site.write(changes)
        self.written = files


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> dict[str, Any]:
    """Return the files that differ, each with its first difference."""
    found: dict[str, Any] = {}
    for name in sorted({*one, *other}):
        if name.endswith(".epub"):
            continue  # a ZIP of the other files, with the times at which they were written
        mine, theirs = one.get(name), other.get(name)
        if mine == theirs:
            continue
        if mine is None or theirs is None:
            found[name] = "only in the clean build" if mine is None else "only in the incremental"
            continue
        pairs = enumerate(zip(mine, theirs, strict=False))
        at = next((place for place, (a, b) in pairs if a != b), min(len(mine), len(theirs)))
        found[name] = (mine[max(0, at - 80) : at + 80], theirs[max(0, at - 80) : at + 80])
    return found


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")


QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def test_some_edits() -> None:
    """After each of some sixty builds, and more than a hundred edits, the trees are equal."""
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=4,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            phases=(
                Phase.generate,
            ),  # the edits that failed are shown; a shorter list takes minutes
            database=None,
            suppress_health_check=QUIET,
        ),
    )


@pytest.mark.long
def test_many_edits() -> None:
    """After thousands of edits, others in every run, the trees are equal."""
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=QUIET,
        ),
    )
