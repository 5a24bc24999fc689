"""Write exported files only when they have to be; lose nothing and leave nothing stale."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest

from sphinx_knowledge_base.build.store import Store
from sphinx_knowledge_base.exports.output_file import OutputFile
from sphinx_knowledge_base.exports.writer import FILES, Record, all_files_exist, write_files

Publish = Callable[..., list[str]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def publish_made_of(out: Path, tmp_path: Path) -> Publish:
    """Publish files by what they are made of, and tell which had to be made."""

    def publish_made_of(made_of: dict[str, str], made_by: str = "this") -> list[str]:
        made: list[str] = []

        def make(path: str) -> bytes:
            made.append(path)
            return made_of[path].encode()

        files = [OutputFile(path, partial(make, path), of) for path, of in made_of.items()]
        assert write_files(out, files, frozenset(), Record(Store(tmp_path), made_by))
        assert {path: (out / path).read_text() for path in made_of} == made_of
        return made

    return publish_made_of


def test_only_what_changed_is_made(publish_made_of: Publish) -> None:
    """An edit costs the files that it changes."""
    assert publish_made_of({"a": "1", "b/c": "1"}) == ["a", "b/c"]
    assert publish_made_of({"a": "1", "b/c": "1"}) == []
    assert publish_made_of({"a": "1", "b/c": "2"}) == ["b/c"]
    assert publish_made_of({"a": "1", "b/c": "2", "d": "1"}) == ["d"]


def test_what_has_no_description_is_made_always(out: Path, tmp_path: Path) -> None:
    """A file that does not say what it is made of is never taken for the one of before."""
    record = Record(Store(tmp_path), "")
    for text in (b"1", b"2"):
        write_files(out, [OutputFile("a", partial(bytes, text))], frozenset(), record)
        assert (out / "a").read_bytes() == text


@pytest.mark.parametrize("harm", ["file", "record", "manifest", "code"])
def test_what_is_lost_is_made_again(
    publish_made_of: Publish, out: Path, tmp_path: Path, harm: str
) -> None:
    """A file that is gone, a damaged record and other code are noticed."""
    publish_made_of({"a": "1"})
    assert all_files_exist(out)
    match harm:
        case "file":
            (out / "a").unlink()
            assert not all_files_exist(out)
        case "record":
            Store(tmp_path).file(FILES).write_text("[1")
        case "manifest":
            (out / ".published").write_bytes(b"\xff")
    assert publish_made_of({"a": "1"}, "other" if harm == "code" else "this") == ["a"]


def test_what_is_gone_is_deleted(publish_made_of: Publish, out: Path) -> None:
    """A file that is published no more vanishes, and the folder with it; others' files stay."""
    (out / "page.html").touch()
    publish_made_of({"a": "1", "b/c": "1"})
    publish_made_of({"a": "1"})
    assert sorted(path.name for path in out.iterdir()) == [".published", "a", "page.html"]


def test_others_files_are_left_alone(out: Path, tmp_path: Path) -> None:
    """What the site brings along itself is neither written nor deleted."""
    (out / "a").write_text("mine")
    record = Record(Store(tmp_path), "")
    write_files(out, [OutputFile("a", lambda: b"ours", "1")], frozenset({"a"}), record)
    write_files(out, [], frozenset({"a"}), record)
    assert (out / "a").read_text() == "mine"


def test_the_first_of_two_files_of_one_path_is_published(out: Path, tmp_path: Path) -> None:
    """An old address never takes the place of a file that is there."""
    files = [OutputFile("a", lambda: b"first"), OutputFile("a", lambda: b"second")]
    write_files(out, files, frozenset(), Record(Store(tmp_path), ""))
    assert (out / "a").read_bytes() == b"first"


def killed() -> bytes:
    """What is made when a build is killed."""
    raise KeyboardInterrupt


def test_killed_build_leaves_nothing_stale(out: Path, tmp_path: Path) -> None:
    """What a build wrote before it was killed is known to the next one, and not believed."""
    record = Record(Store(tmp_path), "")
    write_files(out, [OutputFile("b", lambda: b"old", "old")], frozenset(), record)
    files = [
        OutputFile("b", lambda: b"new", "new"),
        OutputFile("a/one", lambda: b"1"),
        OutputFile("c", killed),
    ]
    with pytest.raises(KeyboardInterrupt):
        write_files(out, files, frozenset(), record)
    write_files(out, [OutputFile("b", lambda: b"old", "old")], frozenset(), record)
    assert {path.name for path in out.iterdir()} == {".published", "b"}
    assert (out / "b").read_bytes() == b"old"


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside"])
def test_a_manifest_deletes_nothing_outside(out: Path, tmp_path: Path, path: str) -> None:
    """Whatever stands in a manifest, only files below the output folder are deleted."""
    (tmp_path / "outside").touch()
    (out / ".published").write_text(f"{path}\n{tmp_path}/outside\n", "utf-8")
    write_files(out, [], frozenset(), Record(Store(tmp_path), ""))
    assert (tmp_path / "outside").exists()


def published_by(out: Path, tmp_path: Path, jobs: int) -> tuple[bool, dict[str, bytes]]:
    """Publish many files, one of them below another, and return what is there."""
    numbered = [OutputFile(f"{n % 7}/{n}", f"{n}".encode) for n in range(200)]
    files: Iterable[OutputFile] = [*numbered, OutputFile("0/0/below", lambda: b"", "1")]
    fine = write_files(out, files, frozenset(), Record(Store(tmp_path), ""), jobs)
    found = (path for path in sorted(out.rglob("*")) if path.is_file())
    return fine, {str(path.relative_to(out)): path.read_bytes() for path in found}


def test_many_processes_publish_what_one_does(tmp_path: Path) -> None:
    """Files that processes share out are those that one process makes, and so are refusals."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one / "out", two / "out"):
        folder.mkdir(parents=True)
    alone = published_by(one / "out", one, 1)
    assert published_by(two / "out", two, 2) == alone
    assert not alone[0]
    assert len(alone[1]) == 201
