"""Importing thousands of articles takes no longer than making coffee."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinx_knowledge_base.importers import import_source

_PARAGRAPH = (
    'Words and [links]({{< ref "p%05d.md" >}}) of a paragraph that goes on for a while. ' * 6
)
_BODY = "\n\n".join(f"## Section {number}\n\n{_PARAGRAPH}\n\n{_PARAGRAPH}" for number in range(6))


@pytest.mark.long
def test_five_thousand_articles_take_under_a_minute(
    source: Callable[..., Path], tmp_path: Path
) -> None:
    """A minute of one core, with every link resolved; the progress is told all along."""
    count = 5000
    files = {"hugo.toml": 'baseURL = "https://old.example.org/"\n'}
    for number in range(count):
        text = _BODY.replace("%05d", f"{(number * 7) % count:05}")
        files[f"content/posts/p{number:05}.md"] = (
            f"---\ntitle: P {number}\ndate: 2021-03-04\ntags: [t{number % 40}]\n---\n\n{text}\n"
        )
    folder = source(files)
    told: list[tuple[str, int]] = []
    before = os.times()
    account = import_source(
        folder, tmp_path / "target", progress=lambda doing, done, _: told.append((doing, done))
    )
    after = os.times()
    assert sum(fate.role == "article" for fate in account.files.values()) == count
    assert not any(note.type == "link" for note in account.notes)
    assert (after.user - before.user) + (after.system - before.system) < 60
    assert len(told) > 2 * count
