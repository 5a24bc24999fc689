"""What an import does to a target: all or nothing, nothing twice, never over an editor's work."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from pathlib import Path

import pytest

from sphinx_knowledge_base.importers import TargetError, import_source
from sphinx_knowledge_base.importers.target_folder import STATE, Target
from tests.importers.conftest import contents, write

Source = Callable[[Mapping[str, bytes | str]], Path]


def post(title: str, body: str = "Text.\n") -> str:
    return f"---\ntitle: {title}\ndate: 2021-03-04\n---\n\n{body}"


@pytest.fixture
def two(source: Source) -> Path:
    """A source of two notes."""
    return source(
        {"notes/one.md": post("One"), "notes/two.md": post("Two", "See [one](one.md).\n")}
    )


def test_what_an_editor_changed_is_kept_and_told(two: Path, tmp_path: Path) -> None:
    """An edited file stays as the editor left it, even when the source changed too."""
    target = tmp_path / "target"
    import_source(two, target)
    edited = target / "articles/2021/one.md"
    edited.write_text(edited.read_text() + "\nAn editor's sentence.\n")
    write(two, {"notes/one.md": post("One", "Changed at the source.\n").encode()})
    write(two, {"notes/two.md": post("Two", "Changed as well.\n").encode()})
    account = import_source(two, target)
    assert "An editor's sentence." in edited.read_text()
    assert account.changes["kept"] == ["articles/2021/one.md"]
    assert account.changes["updated"] == ["articles/2021/two.md"]
    assert "Changed as well." in (target / "articles/2021/two.md").read_text()
    assert any("an editor changed it" in note.message for note in account.notes)


def test_what_an_editor_deleted_stays_deleted(two: Path, tmp_path: Path) -> None:
    """A deleted article does not come back."""
    target = tmp_path / "target"
    import_source(two, target)
    (target / "articles/2021/one.md").unlink()
    account = import_source(two, target)
    assert not (target / "articles/2021/one.md").exists()
    assert account.changes["deleted"] == ["articles/2021/one.md"]


def test_what_an_editor_moved_does_not_come_back(two: Path, tmp_path: Path) -> None:
    """A file is free to get another name and folder; there is no second article of it."""
    target = tmp_path / "target"
    import_source(two, target)
    moved = target / "articles/sea/uno.md"
    moved.parent.mkdir()
    (target / "articles/2021/one.md").rename(moved)
    before = contents(target)
    account = import_source(two, target)
    assert contents(target) == before
    assert account.changes["deleted"] == ["articles/2021/one.md"]
    assert any("moved it" in note.message for note in account.notes)
    assert "/articles/one" in (target / "articles/2021/two.md").read_text()


def test_what_the_source_deleted_is_told_and_left(two: Path, tmp_path: Path) -> None:
    """Nothing is ever deleted from a target."""
    target = tmp_path / "target"
    import_source(two, target)
    (two / "notes/two.md").unlink()
    account = import_source(two, target)
    assert account.changes["gone"] == ["articles/2021/two.md"]
    assert (target / "articles/2021/two.md").is_file()


def test_files_that_were_there_are_left_alone(two: Path, tmp_path: Path) -> None:
    """A target's own files stay, and its articles keep their slugs."""
    own = {
        "conf.py": b"project = 'Own'\n",
        "index.md": b"# Own\n",
        "articles/mine.md": b"---\ntitle: Mine\nslug: one\ncategory: X\n"
        b"publishedAt: '2020-01-01'\n---\n\nOwn.\n",
    }
    target = write(tmp_path / "target", own)
    account = import_source(two, target)
    for name, data in own.items():
        assert (target / name).read_bytes() == data
    assert {"conf.py", "index.md"}.isdisjoint(account.changes["written"])
    assert not (target / "articles/2021/one.md").exists()
    assert 'slug: "notes-one"' in (target / "articles/2021/notes-one.md").read_text()
    assert any(note.type == "settings" for note in account.notes)


def test_two_sources_share_a_target(two: Path, source: Source, tmp_path: Path) -> None:
    """A second source adds its articles and leaves those of the first alone."""
    target = tmp_path / "target"
    import_source(two, target)
    before = contents(target)
    other = source({"three.md": post("Three")}, "other")  # type: ignore[call-arg]
    import_source(other, target)
    after = contents(target)
    assert {name: after[name] for name in before if name != STATE} == {
        name: data for name, data in before.items() if name != STATE
    }
    assert "articles/2021/three.md" in after


def test_a_target_inside_of_the_source_is_refused(two: Path) -> None:
    """What is read is not written to."""
    with pytest.raises(TargetError):
        import_source(two, two / "target")


def test_a_target_that_is_a_file_is_refused(two: Path, tmp_path: Path) -> None:
    """A file is not a knowledge base."""
    (tmp_path / "target").write_text("")
    with pytest.raises(TargetError):
        import_source(two, tmp_path / "target")


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"version": 99}', b'{"version": 1, "imports": {"source": 5}}']
)
def test_a_damaged_state_is_not_believed(two: Path, tmp_path: Path, damage: bytes) -> None:
    """Without a state nothing is known to be ours, so nothing that differs is written over."""
    target = tmp_path / "target"
    import_source(two, target)
    edited = target / "articles/2021/one.md"
    edited.write_text("An editor's own.\n")
    (target / STATE).write_bytes(damage)
    import_source(two, target)
    assert edited.read_text() == "An editor's own.\n"


def test_nothing_is_written_through_links_out_of_the_target(two: Path, tmp_path: Path) -> None:
    """A folder of the target that is a link elsewhere is not a place for articles."""
    target, outside = tmp_path / "target", tmp_path / "outside"
    (target / "articles").mkdir(parents=True)
    outside.mkdir()
    (target / "articles/2021").symlink_to(outside)
    account = import_source(two, target)
    assert list(outside.iterdir()) == []
    assert "articles/2021/one.md" in account.changes["foreign"]


def test_an_interrupted_import_is_finished(two: Path, tmp_path: Path) -> None:
    """What a journal says is completed before anything else, whatever had its name already."""
    target, whole = tmp_path / "target", tmp_path / "whole"
    import_source(two, target)
    import_source(two, whole)
    stage = target / ".kb-import.new"
    write(stage, {"articles/2021/late.md": b"late"})
    (target / ".kb-import.journal").write_text(
        '["articles/2021/late.md", "articles/2021/gone.md", "../evil.md"]'
    )
    Target(target, "source")
    assert (target / "articles/2021/late.md").read_bytes() == b"late"
    assert not stage.exists()
    assert not (target / ".kb-import.journal").exists()
    assert not (tmp_path / "evil.md").exists()


@pytest.mark.long
@pytest.mark.ci
@pytest.mark.parametrize("is_new", [True, False])
def test_a_killed_import_leaves_all_or_nothing(
    source: Source, tmp_path: Path, *, is_new: bool
) -> None:
    """Killed at any moment, a target is as it was or complete, or the next import completes it."""
    notes = {f"notes/n{number:03}.md": post(f"Note {number}") for number in range(150)}
    folder = source(notes)
    whole = tmp_path / "whole"
    own: Mapping[str, bytes] = {} if is_new else {"keep.txt": b"kept"}
    write(whole, own)
    import_source(folder, whole)
    complete = contents(whole)
    fork = get_context("fork")
    for attempt in range(6):
        target = tmp_path / f"target{attempt}"
        write(target, own)
        process = fork.Process(target=import_source, args=(folder, target))
        process.start()
        deadline = time.monotonic() + 60
        seen = Path(f"{target}.kb-import.new") if is_new else target / ".kb-import.new"
        while process.is_alive() and not seen.exists() and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(0.004 * attempt)
        process.kill()
        process.join()
        found = contents(target) if target.exists() else {}
        found = {
            name: data
            for name, data in found.items()
            if not name.startswith((".kb-import.new", ".kb-import.part"))
        }
        if not (target / ".kb-import.journal").exists():
            assert found in (dict(own), complete)
        import_source(folder, target)
        assert contents(target) == complete
