"""Build projects with and without levers, and compare what comes out."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import sphinx_fastbuild
from sphinx_fastbuild.guard import patch
from sphinx_fastbuild.levers.pull import pull
from sphinx_fastbuild.levers.registry import LEVERS
from tests.helpers.sites import Build

EXTENSIONS = Path(sphinx_fastbuild.__file__).parent.parent

ALL_LEVERS = tuple(LEVERS)


class Output(NamedTuple):
    """The files that a build has written, and its sorted warnings."""

    files: dict[str, bytes]
    warnings: list[str]


def build(source: Path, folder: Path, builder: str, jobs: int, off: Iterable[str]) -> Output:
    """Build with some levers off, in a process of its own.

    Builds in one *folder* share its doctrees.
    """
    outdir = folder / builder
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
        [*command, str(source), str(outdir)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = {
        path.relative_to(outdir).as_posix(): path.read_bytes()
        for path in sorted(outdir.rglob("*"))
        if path.is_file()
    }
    return Output(unpacked(files), sorted(done.stderr.splitlines()))


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a project, and return its folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def assert_same(found: Output, expected: Output) -> None:
    """Compare two builds, naming the files that differ before showing any."""
    assert found.files.keys() == expected.files.keys()
    assert [name for name in found.files if found.files[name] != expected.files[name]] == []
    assert found.warnings == expected.warnings


def assert_equals_clean(built: Build, clean: Build, when: object = None) -> None:
    """Compare an incremental build with a clean one: all files and all warnings."""
    one, other = (
        Output(unpacked(build.files()), sorted(build.warnings.splitlines()))
        for build in (built, clean)
    )
    differing = {
        name: "differs" if name in one.files and name in other.files else "is in one build only"
        for name in one.files.keys() | other.files.keys()
        if one.files.get(name) != other.files.get(name)
    }
    assert differing == {}, when
    assert one.warnings == other.warnings, when


def unpacked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return *files* with the members of EPUBs in their place: archives hold times as well."""
    found: dict[str, bytes] = {}
    for name, data in files.items():
        if not name.endswith(".epub"):
            found[name] = data
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found |= {f"{name}/{member}": archive.read(member) for member in archive.namelist()}
    return found


def app_with(*levers: str, **settings: object) -> Any:
    """Return as much of an application as the patches of these levers look at."""
    switches = {f"fastbuild_{name}": name in levers for name in LEVERS}
    config = SimpleNamespace(**switches, **{"suppress_warnings": [], "verbosity": 0, **settings})
    return SimpleNamespace(config=config)


@contextmanager
def pulled(*levers: str) -> Iterator[None]:
    """Pull levers, and put everything back at the end."""
    try:
        assert pull(app_with(*levers), [LEVERS[name] for name in levers]) == {}
        yield
    finally:
        patch.put_back()


def app_in(folder: Path) -> Any:
    """Return as much of an application as says where state is stored."""
    return SimpleNamespace(
        outdir=folder / "html",
        doctreedir=folder / "doctrees",
        builder=SimpleNamespace(name="html"),
    )
