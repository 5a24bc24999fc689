"""An incremental build equals a clean one, whatever was edited in between."""

from __future__ import annotations

import io
import os
import random
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
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

from sphinx_fastbuild import files
from sphinx_knowledge_base.build import file_status
from tests.builds.edits import EDITS, edit
from tests.builds.newsroom import Newsroom
from tests.conftest import Build, Site

pytestmark = pytest.mark.usefixtures("one_day")

#: The time of files whose times say nothing.
LONG_AGO = 1_000_000_000

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
        self.written: dict[str, str | bytes] = {}
        self._save()

    @rule(
        edits=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=4),
        chance=st.integers(0, 2**32 - 1),
        builder=st.sampled_from(BUILDERS),
        jobs=st.sampled_from((1, 1, 2)),
        times_tell=st.booleans(),
    )
    def edit_and_build(
        self, edits: list[str], chance: int, builder: str, jobs: int, times_tell: bool
    ) -> None:
        chances = random.Random(chance)
        for kind in edits:
            edit(self.room, kind, chances)
        self._save(times_tell=times_tell)
        with pytest.MonkeyPatch.context() as patch:
            # Editors are quick here: files are known at once, and not two seconds later.
            for module in (files, file_status):
                patch.setattr(module, "_TICK", 0)
            if self.room.is_preview:
                patch.setenv("KB_DRAFTS", "1")
            built = self.site.build(builder, jobs=jobs)
            clean = self.site.build(builder, builddir=self.folder / "clean")
        assert differences(built.files(), clean.files()) == {}
        assert said(built) == said(clean)
        shutil.rmtree(self.folder / "clean")

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _save(self, *, times_tell: bool = True) -> None:
        changed = save_changes(self.site, self.written, files := self.room.files())
        if not times_tell:
            for name in changed:
                os.utime(self.site.srcdir / name, (LONG_AGO, LONG_AGO))
        self.written = files


def save_changes(
    site: Site, before: Mapping[str, str | bytes], now: Mapping[str, str | bytes]
) -> set[str]:
    """Write what changed, as an editor's program would; return what was written."""
    for name in before.keys() - now.keys():
        (site.srcdir / name).unlink()
        with suppress(OSError):
            (site.srcdir / name).parent.rmdir()  # if it is empty: git leaves none
    changed = {name: text for name, text in now.items() if before.get(name) != text}
    site.write(changed)
    return set(changed)


def said(build: Build) -> list[str]:
    """Return the warnings of a build, in an order of their own."""
    return sorted(build.warnings.splitlines())


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> dict[str, Any]:
    """Return the files that differ, each with its first difference."""
    found: dict[str, Any] = {}
    one, other = unpacked(one), unpacked(other)
    for name in sorted({*one, *other}):
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


def unpacked(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return *files* with what is in each e-book, whose archive also holds times, in its place."""
    found: dict[str, bytes] = {}
    for name, data in files.items():
        if not name.endswith(".epub"):
            found[name] = data
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            found |= {f"{name}/{member}": book.read(member) for member in book.namelist()}
    return found


QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def test_some_edits() -> None:
    """After each of some sixty builds, and more than a hundred edits, the trees are equal.

    The first of the examples is always the simplest one, the same edit again and again.
    """
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=5,
            stateful_step_count=13,
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
