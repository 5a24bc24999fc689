"""An incremental build equals a clean one, whatever was edited in between."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from sphinx_fastbuild.incremental import file_cache
from sphinx_knowledge_base.build import file_status
from tests.helpers.comparison import differences, sorted_warnings
from tests.helpers.edits import EDITS, edit
from tests.helpers.newsroom import Newsroom
from tests.helpers.sites import Site, save_changes

pytestmark = pytest.mark.usefixtures("one_day")

#: The time of files whose times say nothing.
LONG_AGO = 1_000_000_000

BUILDERS = ("html", "html", "html", "dirhtml", "latex", "epub", "text", "xml")


class Editing(RuleBasedStateMachine):
    """Editors edit, one of the builders builds, and a clean build beside it must be the same.

    Then they take the edits back, and it must be the same again.
    """

    folder: Path

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="newsroom-"))
        self.site = Site(self.folder / "site")
        self.site.srcdir.mkdir()
        self.room = Newsroom.opened()
        self.written: dict[str, str | bytes] = {}
        self._save()

    @rule(
        edits=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=4),
        chance=st.integers(0, 2**32 - 1),
        builder=st.sampled_from(BUILDERS),
        jobs=st.sampled_from((1, 1, 2)),
        times_tell=st.booleans(),
        is_kept=st.booleans(),
    )
    def edit_build_and_undo(
        self,
        edits: list[str],
        chance: int,
        builder: str,
        jobs: int,
        times_tell: bool,
        is_kept: bool,
    ) -> None:
        chances = random.Random(chance)
        before = deepcopy(self.room)
        for kind in edits:
            edit(self.room, kind, chances)
        after = self.room
        for self.room in (after, before):
            self._save(times_tell=times_tell)
            self._build_and_compare(builder, jobs)
        if is_kept:
            self.room = after

    def _build_and_compare(self, builder: str, jobs: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            # Editors are quick here: files are known at once, and not two seconds later.
            for module in (file_cache, file_status):
                patch.setattr(module, "_TICK", 0)
            if self.room.is_preview:
                patch.setenv("KB_DRAFTS", "1")
            built = self.site.build(builder, jobs=jobs)
            clean = self.site.build(builder, builddir=self.folder / "clean")
        assert differences(built.files(), clean.files()) == {}
        assert sorted_warnings(built) == sorted_warnings(clean)
        shutil.rmtree(self.folder / "clean")

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _save(self, *, times_tell: bool = True) -> None:
        changed = save_changes(self.site, self.written, files := self.room.files())
        if not times_tell:
            for name in changed:
                os.utime(self.site.srcdir / name, (LONG_AGO, LONG_AGO))
        self.written = files


QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


@pytest.mark.long
@pytest.mark.ci
def test_some_edits() -> None:
    """After each of some sixty builds, of edits and of their undos, the trees are equal.

    The first of the examples is always the simplest one, the same edit again and again.
    """
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=5,
            stateful_step_count=7,
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
    """After thousands of edits and undos, others in every run, the trees are equal."""
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
