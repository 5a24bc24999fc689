"""What is known of files and packages is believed only while they are what they were."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sphinx_fastbuild import files, fingerprint
from sphinx_fastbuild.files import KnownFiles
from sphinx_fastbuild.installed import versions


def asked(app: Any, *paths: Path) -> list[str]:
    """Return the fingerprints that a build of its own gives."""
    known = KnownFiles()
    known.on_builder_inited(app)
    found = [known.fingerprint(str(path)) for path in paths]
    known.on_build_finished(app, None)
    return found


@pytest.fixture
def app(tmp_path: Path) -> Any:
    """Return as much of an application as says where state is kept."""
    doctrees = tmp_path / "doctrees"
    return SimpleNamespace(
        outdir=tmp_path / "html", doctreedir=doctrees, builder=SimpleNamespace(name="html")
    )


def test_untouched_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Any) -> None:
    """A file is read by the next build if anything was done to it, and only then."""
    monkeypatch.setattr(files, "_TICK", 0)
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    time.sleep(0.02)  # several ticks of the system's clock
    before = asked(app, one, two)
    read: list[Path] = []
    stock = fingerprint.of_file

    def noting(path: Path) -> str:
        read.append(path)
        return stock(path)

    monkeypatch.setattr(fingerprint, "of_file", noting)
    assert asked(app, one, two) == before
    assert read == []
    # Another content of the same size, made to look as old as the first.
    then = two.stat()
    other = tmp_path / "other"
    other.write_text("3")
    os.utime(other, ns=(then.st_atime_ns, then.st_mtime_ns))
    other.replace(two)
    assert asked(app, one, two) == [before[0], fingerprint.of_bytes(b"3")]
    assert read == [two]


def test_just_written_files(tmp_path: Path, app: Any) -> None:
    """What was written a moment ago may be written again before the clock moves on."""
    file = tmp_path / "file"
    file.write_text("1")
    asked(app, file)
    known = KnownFiles()
    known.on_builder_inited(app)
    assert str(file) not in known._before


def test_missing_files(tmp_path: Path, app: Any) -> None:
    """A file that was removed is missing, whatever was known of it."""
    file = tmp_path / "file"
    file.write_text("1")
    assert asked(app, file) == [fingerprint.of_bytes(b"1")]
    file.unlink()
    assert asked(app, file) == [fingerprint.MISSING]


def test_installed_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions are looked up again as soon as a package was installed, changed or removed."""
    site_packages, kept = tmp_path / "site-packages", tmp_path / "installed.json"
    site_packages.mkdir()
    monkeypatch.setattr(sys, "path", [str(site_packages), *sys.path])

    def install(version: str) -> Path:
        description = site_packages / f"made_up-{version}.dist-info"
        description.mkdir()
        (description / "METADATA").write_text(f"Name: made-up\nVersion: {version}\n")
        (description / "top_level.txt").write_text("made_up_module\n")
        return description

    def found() -> tuple[object, object]:
        packages, modules = versions(kept, ["made-up"], ["made_up_module", "nobodys"])
        return packages, modules

    assert found() == ({"made-up": None}, {})
    first = install("1.0")
    assert found() == found() == ({"made-up": "1.0"}, {"made_up_module": ["1.0"]})
    for file in first.iterdir():
        file.unlink()
    first.rmdir()
    install("2.0")
    assert found() == ({"made-up": "2.0"}, {"made_up_module": ["2.0"]})
    monkeypatch.setattr("importlib.metadata.packages_distributions", lambda: 1 / 0)
    assert found() == ({"made-up": "2.0"}, {"made_up_module": ["2.0"]})
