"""Speed changes no byte: a project with everything, built with the levers and without."""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import sphinx_fastbuild
from sphinx_fastbuild import levers, rules
from sphinx_fastbuild.trust import fingerprint, is_known

KITCHEN_SINK = Path(__file__).parent / "kitchen_sink"
EXTENSIONS = Path(levers.__file__).parent.parent
BUILDERS = ("html", "dirhtml", "latex", "epub", "text", "xml")


class Output(NamedTuple):
    """What one build left and said."""

    files: dict[str, bytes]
    warnings: list[str]


def build(source: Path, folder: Path, builder: str, jobs: int, off: tuple[str, ...]) -> Output:
    """Build with some levers off, in a process of its own as people do."""
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-j", str(jobs), "-q"]
    command += ["-d", str(folder / "doctrees")]
    for lever in off:
        command += ["-D", f"fastbuild_{lever}=0"]
    environment = os.environ | {
        "PYTHONPATH": str(EXTENSIONS),
        "SOURCE_DATE_EPOCH": "1700000000",
        "PYTHONHASHSEED": "random",
    }
    done = subprocess.run(
        [*command, str(source), str(folder / "out")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = {
        path.relative_to(folder / "out").as_posix(): path.read_bytes()
        for path in sorted((folder / "out").rglob("*"))
        if path.is_file()
    }
    for name in [name for name in files if name.endswith(".epub")]:
        # The archive keeps the time at which each member was made.
        with zipfile.ZipFile(io.BytesIO(files.pop(name))) as archive:
            files |= {f"{name}/{member}": archive.read(member) for member in archive.namelist()}
    return Output(files, sorted(done.stderr.splitlines()))


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, since Sphinx compiles its catalogues in place."""
    folder = tmp_path_factory.mktemp("source") / "sink"
    shutil.copytree(KITCHEN_SINK, folder)
    return folder


@pytest.fixture(scope="session", params=BUILDERS)
def stock(
    request: pytest.FixtureRequest, source: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Output]:
    """A builder, and what it makes with all levers off."""
    builder = request.param
    folder = tmp_path_factory.mktemp(f"stock-{builder}")
    return builder, build(source, folder, builder, 1, tuple(levers.LEVERS))


@pytest.mark.parametrize("jobs", [1, 2])
def test_all_levers_together_change_no_byte(
    stock: tuple[str, Output], source: Path, tmp_path: Path, jobs: int
) -> None:
    """With all levers on, every file and every warning is what Sphinx alone makes."""
    builder, expected = stock
    assert_same(build(source, tmp_path, builder, jobs, ()), expected)


@pytest.mark.parametrize("builder", ["changes", "dummy", "gettext", "pseudoxml", "singlehtml"])
def test_levers_are_in_no_builders_way(source: Path, tmp_path: Path, builder: str) -> None:
    """Builders that make no pages, or nothing, work with all levers as they do without."""
    everything = tuple(levers.LEVERS)
    stock = build(source, tmp_path / "stock", builder, 1, everything)
    assert_same(build(source, tmp_path / "fast", builder, 1, ()), stock)


@pytest.mark.long
@pytest.mark.parametrize("lever", levers.LEVERS)
@pytest.mark.parametrize("jobs", [1, 2])
def test_each_lever_alone_changes_no_byte(
    stock: tuple[str, Output], source: Path, tmp_path: Path, lever: str, jobs: int
) -> None:
    """Each lever keeps the promise alone, with all others off."""
    builder, expected = stock
    others = tuple(other for other in levers.LEVERS if other != lever)
    assert_same(build(source, tmp_path, builder, jobs, others), expected)


def assert_same(found: Output, expected: Output) -> None:
    """Compare two builds, naming the files that differ before showing any."""
    assert found.files.keys() == expected.files.keys()
    assert [name for name in found.files if found.files[name] != expected.files[name]] == []
    assert found.warnings == expected.warnings


#: What every module stands on, so that none is forgotten here.
TABLES = [
    *(
        table
        for module in pkgutil.iter_modules(sphinx_fastbuild.__path__, "sphinx_fastbuild.")
        for name, table in vars(importlib.import_module(module.name)).items()
        if name.startswith("KNOWN")
    ),
    *({rule.function: rule.fingerprint, **rule.also} for rule in rules.RULES.values()),
]


@pytest.mark.parametrize("table", TABLES)
def test_levers_know_what_they_stand_on(table: dict[Any, str]) -> None:
    """With the pinned versions no lever is off because a library changed under it."""
    now = {function: fingerprint(function) for function in table}
    assert {f: found for f, found in now.items() if found not in table[f].split()} == {}


def test_a_changed_library_turns_the_lever_off() -> None:
    """A function whose source is not the known one is not built upon."""
    assert not is_known("read", {fingerprint: "000000000000"})
    assert is_known("read", {fingerprint: fingerprint(fingerprint)})


def test_an_unknown_transform_always_runs() -> None:
    """Only transforms that were read by us, in the form in which they were read, are skipped."""
    known = rules.rules()
    assert known
    assert all(transform.__module__.split(".")[0] in LIBRARIES for transform in known)


LIBRARIES = {"docutils", "sphinx", "myst_parser", "furo", "sphinx_design"}
