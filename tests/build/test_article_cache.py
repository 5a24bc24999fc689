"""The article cache avoids reading files again, and is used only while it is right."""

from __future__ import annotations

import os
import time
from datetime import UTC
from pathlib import Path

import pytest

from sphinx_knowledge_base.build import article_cache as module
from sphinx_knowledge_base.build import file_status
from sphinx_knowledge_base.build.article_cache import ArticleCache, articles_state
from sphinx_knowledge_base.build.store import Store
from sphinx_knowledge_base.core.reading.rules import ReadingRules
from sphinx_knowledge_base.core.reading.source import read_source

ARTICLE = '---\ntitle: {}\ncategory: NEWS\npublishedAt: "2026-01-08"\n---\n\nText.\n'
RULES = ReadingRules(timezone=UTC)


def state_file(store: Store) -> Path:
    return store.file(articles_state(UTC))


def titles(scan: ArticleCache, *paths: str) -> list[str]:
    return [source.front_matter.title for source in scan.sources(paths) if source.front_matter]


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the path of every article that is really read."""
    read: list[str] = []
    stock = read_source

    def noting(path: str, data: bytes, rules: ReadingRules) -> object:
        read.append(path)
        return stock(path, data, rules)

    monkeypatch.setattr(module, "read_source", noting)
    return read


def test_only_changed_articles_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next build reads the one article whose content changed, and nothing else."""
    read = count_reads(monkeypatch)
    for name in "abc":
        (tmp_path / f"{name}.md").write_text(ARTICLE.format(name))
    store = Store(tmp_path / "state")
    assert titles(ArticleCache(store, tmp_path, RULES), "a.md", "b.md", "c.md") == ["a", "b", "c"]
    read.clear()
    (tmp_path / "b.md").write_text(ARTICLE.format("B"))
    (tmp_path / "a.md").touch()
    assert titles(ArticleCache(store, tmp_path, RULES), "a.md", "b.md", "c.md") == ["a", "B", "c"]
    assert read == ["b.md"]


def test_other_rules_read_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read by other rules, by other code, or is damaged, is not believed."""
    read = count_reads(monkeypatch)
    (tmp_path / "a.md").write_text(ARTICLE.format("a"))
    store = Store(tmp_path)
    ArticleCache(store, tmp_path, RULES).sources(["a.md"])
    ArticleCache(store, tmp_path, ReadingRules(key_names={"x": "title"})).sources(["a.md"])
    assert read == ["a.md", "a.md"]
    kept = state_file(store)
    kept.write_bytes(kept.read_bytes()[:-7])
    assert titles(ArticleCache(store, tmp_path, RULES), "a.md") == ["a"]
    assert read == ["a.md", "a.md", "a.md"]


def test_a_deleted_article_is_forgotten(tmp_path: Path) -> None:
    """Nothing of an article that is gone stays in the file."""
    (tmp_path / "secret.md").write_text(ARTICLE.format("Secret"))
    store = Store(tmp_path)
    ArticleCache(store, tmp_path, RULES).sources(["secret.md"])
    assert b"Secret" in state_file(store).read_bytes()
    ArticleCache(store, tmp_path, RULES).sources([])
    assert b"Secret" not in state_file(store).read_bytes()


def same_size_and_time(file: Path, text: str) -> None:
    """Write another text of the same length, and give the file the time that it had."""
    before = file.stat()
    time.sleep(0.02)  # several ticks of the system's clock
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size


def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the name of every file that is read."""
    names: list[str] = []
    stock = Path.read_bytes

    def noting(file: Path) -> bytes:
        names.append(file.name)
        return stock(file)

    monkeypatch.setattr(Path, "read_bytes", noting)
    return names


def test_untouched_articles_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article is opened by the next build if anything was written to it, and only then."""
    monkeypatch.setattr(file_status, "_TICK", 0)
    for name in "ab":
        (tmp_path / f"{name}.md").write_text(ARTICLE.format(name))
    time.sleep(0.02)
    store = Store(tmp_path)
    ArticleCache(store, tmp_path, RULES).sources(["a.md", "b.md"])
    names = opened(monkeypatch)
    assert titles(ArticleCache(store, tmp_path, RULES), "a.md", "b.md") == ["a", "b"]
    assert {"a.md", "b.md"}.isdisjoint(names)
    same_size_and_time(tmp_path / "b.md", ARTICLE.format("B"))
    assert titles(ArticleCache(store, tmp_path, RULES), "a.md", "b.md") == ["a", "B"]
    assert "b.md" in names
    assert "a.md" not in names


def test_just_written_articles_are_opened(tmp_path: Path) -> None:
    """What was written a moment ago may be written again before the clock moves on."""
    article, store = tmp_path / "a.md", Store(tmp_path)
    article.write_text(ARTICLE.format("a"))
    scan = ArticleCache(store, tmp_path, RULES)
    assert titles(scan, "a.md") == ["a"]
    time_of_all = article.stat()
    article.write_text(ARTICLE.format("A"))
    with pytest.MonkeyPatch.context() as patch:
        # As if the clock had not moved on.
        found = (time_of_all.st_mtime_ns, time_of_all.st_ctime_ns, time_of_all.st_size)
        patch.setattr(module, "status", lambda _: found)
        assert titles(scan, "a.md") == ["A"]
        assert titles(ArticleCache(store, tmp_path, RULES), "a.md") == ["A"]


def test_several_processes_read_what_one_does(tmp_path: Path) -> None:
    """Articles come in the order asked for, whoever has read them, and are kept alike."""
    names = [f"{number % 7}-{number}.md" for number in range(90)]
    for name in names:
        (tmp_path / name).write_text(ARTICLE.format(name))
    alone, shared = Store(tmp_path / "alone"), Store(tmp_path / "shared")
    sources = ArticleCache(alone, tmp_path, RULES, jobs=1).sources(names)
    assert [source.path for source in sources] == names
    assert ArticleCache(shared, tmp_path, RULES, jobs=4).sources(names) == sources
    assert ArticleCache(shared, tmp_path, RULES, jobs=1).sources(names) == sources
