"""Sources and targets of imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sphinx_knowledge_base.importers import trial_build

#: Modules whose tests are about what a build says of an import.
_WITH_BUILD = frozenset({"test_command", "test_complaints", "test_systems"})


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(autouse=True)
def no_trial_build(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the trial build to the tests that are about it: it takes most of an import's time."""
    if request.module.__name__.rpartition(".")[2] not in _WITH_BUILD:
        monkeypatch.setattr(trial_build, "_of_sphinx", lambda *_: iter(()))


@pytest.fixture
def source(tmp_path: Path) -> Callable[[Mapping[str, bytes | str]], Path]:
    """A function that writes a source."""

    def make(files: Mapping[str, bytes | str], name: str = "source") -> Path:
        data = {path: one.encode() if isinstance(one, str) else one for path, one in files.items()}
        return write(tmp_path / name, data)

    return make
