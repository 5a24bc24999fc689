"""Compare the output and the warnings of two builds."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from tests.helpers.sites import Build


def sorted_warnings(build: Build) -> list[str]:
    """Return the warnings of a build, sorted."""
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
    """Replace each EPUB by the files in it, because its archive also holds the time of building."""
    found: dict[str, bytes] = {}
    for name, data in files.items():
        if not name.endswith(".epub"):
            found[name] = data
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            found |= {f"{name}/{member}": book.read(member) for member in book.namelist()}
    return found
