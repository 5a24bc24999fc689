"""Digests of files and versions of packages are used only while these are the same."""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sphinx_fastbuild import digest
from sphinx_fastbuild.incremental import file_cache
from sphinx_fastbuild.incremental.file_cache import FileCache
from sphinx_fastbuild.incremental.installed_packages import versions


def asked(app: Any, *paths: Path) -> list[str]:
    """The digests of files in a build of their own."""
    cache = FileCache()
    cache.on_builder_inited(app)
    found = [cache.digest(str(path)) for path in paths]
    cache.on_build_finished(app, None)
    return found


def test_untouched_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Any) -> None:
    """The next build reads a file if it may have changed, and only then."""
    monkeypatch.setattr(file_cache, "_TICK", 0)
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    time.sleep(0.02)  # several ticks of the system's clock
    before = asked(app, one, two)
    read: list[Path] = []
    stock = digest.of_file

    def noting(path: Path) -> str:
        read.append(path)
        return stock(path)

    monkeypatch.setattr(digest, "of_file", noting)
    assert asked(app, one, two) == before
    assert read == []
    # Another content of the same size, made to look as old as the first.
    then = two.stat()
    other = tmp_path / "other"
    other.write_text("3")
    os.utime(other, ns=(then.st_atime_ns, then.st_mtime_ns))
    other.replace(two)
    assert asked(app, one, two) == [before[0], digest.of_bytes(b"3")]
    assert read == [two]


def test_just_written_files(tmp_path: Path, app: Any) -> None:
    """A file that was just written may be written again within the same tick of the clock."""
    file = tmp_path / "file"
    file.write_text("1")
    asked(app, file)
    cache = FileCache()
    cache.on_builder_inited(app)
    assert str(file) not in cache._before


def test_missing_files(tmp_path: Path, app: Any) -> None:
    """A file that was removed is missing, even if its digest is known."""
    file = tmp_path / "file"
    file.write_text("1")
    assert asked(app, file) == [digest.of_bytes(b"1")]
    file.unlink()
    assert asked(app, file) == [digest.MISSING]


def test_installed_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Any) -> None:
    """Versions are looked up again as soon as a package was installed, changed or removed."""
    site_packages = tmp_path / "site-packages"
    site_packages.mkdir()
    monkeypatch.setattr(sys, "path", [str(site_packages), *sys.path])
    (site_packages / "made_up_module.py").write_text("")
    importlib.invalidate_caches()
    module = importlib.import_module("made_up_module")
    monkeypatch.delitem(sys.modules, "made_up_module")
    monkeypatch.setitem(sys.modules, "made_up_module", module)

    def install(version: str) -> Path:
        description = site_packages / f"made_up-{version}.dist-info"
        description.mkdir()
        (description / "METADATA").write_text(f"Name: made-up\nVersion: {version}\n")
        (description / "top_level.txt").write_text("made_up_module\n")
        return description

    def found() -> tuple[object, object]:
        packages, modules = versions(app, ["made-up"], ["made_up_module", "nobodys"])
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
