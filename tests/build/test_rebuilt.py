"""Only what changed is read and written again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.build.newsroom import Newsroom
from tests.conftest import Build, Site


@dataclass
class Publication:
    """A publication that has been built once."""

    site: Site
    room: Newsroom

    def rebuild(self) -> tuple[set[str], set[str]]:
        """Save and build; return the documents that were read and those that were written."""
        self.site.write(self.room.files())
        return read(build := self.site.build()), written(build)


def _progress(build: Build, of: str) -> set[str]:
    return set(re.findall(rf"{of}\.\.\. \[ *\d+%\] ([^\s\x1b]+)", build.status))


def read(build: Build) -> set[str]:
    """Return the documents that a build read."""
    return _progress(build, "reading sources")


def written(build: Build) -> set[str]:
    """Return the documents whose pages a build wrote."""
    return _progress(build, "writing output")


@pytest.fixture
def publication(make_site: Callable[..., Site]) -> Publication:
    room = Newsroom.opened()
    room.settings["kb_page_size"] = 20
    site = make_site(room.files())
    site.build()
    return Publication(site, room)


def test_nothing(publication: Publication) -> None:
    """When nothing changed, nothing is read and nothing written."""
    assert publication.rebuild() == (set(), set())


def test_times_of_files(publication: Publication) -> None:
    """A fresh clone, where every file is new, is no change."""
    for file in publication.site.srcdir.rglob("*.*"):
        if "_build" not in file.parts and file.is_file():
            file.touch()
    assert publication.rebuild() == (set(), set())


def test_body(publication: Publication) -> None:
    """A word in a body is read once, and written on the article's page.

    The category's page is written too: Sphinx writes each parent of what it has read.
    """
    publication.room.articles["articles/alpha.md"]["body"] += "\nWord.\n"
    assert publication.rebuild() == (
        {"articles/alpha"},
        {"articles/alpha", "categories/research"},
    )


def test_tag(publication: Publication) -> None:
    """A tag more is read once, and written where the article is shown."""
    article = publication.room.articles["articles/alpha.md"]
    article["tags"] = [*article["tags"], "evidence"]
    was_read, was_written = publication.rebuild()
    assert was_read == {"articles/alpha"}
    assert {"articles/alpha", "tags/evidence", "tags/index", "index"} <= was_written
    assert "tags/clinic" not in was_written
    assert "authors/second-team" not in was_written


def test_new_article_among_many(make_site: Callable[..., Site]) -> None:
    """One article more among a hundred writes itself, a few others and a few lists."""
    room = Newsroom.opened()
    room.settings["kb_page_size"] = 5
    for number in range(100):
        room.articles[f"articles/many-{number:03}.md"] = {
            "title": f"Number {number}",
            "category": "RESEARCH",
            "publishedAt": f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}",
            "tags": ["pain", f"rare {number % 40}"],
            "body": f"# Number {number}\n\nText.\n",
        }
    publication = Publication(make_site(room.files()), room)
    publication.site.build()
    room.articles["articles/newest.md"] = {
        "title": "The Newest",
        "category": "RESEARCH",
        "publishedAt": "2026-05-30",
        "tags": ["pain", "rare 3"],
        "body": "# The Newest\n\nText.\n",
    }
    was_read, was_written = publication.rebuild()
    assert was_read == {"articles/newest", "categories/research"}
    assert {"articles/newest", "articles/index", "tags/pain", "tags/rare-3"} <= was_written
    articles = {name for name in was_written if name.startswith("articles/many")}
    assert len(articles) <= 24
    assert len(was_written) <= 40
    assert not {name for name in was_written if "/page/1" in name}


def test_old_warnings(make_site: Callable[..., Site]) -> None:
    """What was wrong with a document that is not read again is still said."""
    room = Newsroom.opened()
    room.articles["articles/alpha.md"]["category"] = "RESERCH"
    room.articles["articles/beta.md"]["body"] += "\nSee [that](/blog/nowhere).\n"
    files = room.files()
    files["conf.py"] = files["conf.py"].replace('"kb", ', "")
    site = make_site(files)
    first, second = site.build(), site.build()
    assert read(second) == set()
    assert "[kb.category]" in second.warnings
    assert "[kb.link]" in second.warnings
    assert sorted(first.warnings.splitlines()) == sorted(second.warnings.splitlines())


@pytest.mark.parametrize("jobs", [1, 2])
def test_old_warnings_of_sphinx(make_site: Callable[..., Site], jobs: int) -> None:
    """What MyST and Sphinx found while reading and writing is said again, once, in each build."""
    room = Newsroom.opened()
    room.articles["articles/alpha.md"]["body"] += "\n```{nonsense}\n```\n"
    room.articles["articles/beta.md"]["body"] += "\nSee {doc}`nowhere` and [x](#no-such).\n"
    files = room.files()
    files["conf.py"] = files["conf.py"].replace("suppress_warnings", "ignored")
    site = make_site(files)
    first = site.build(jobs=jobs)
    second, third = site.build(), site.build(jobs=jobs)
    assert read(second) == set()
    assert "nonsense" in first.warnings
    assert "nowhere" in first.warnings
    assert sorted(first.warnings.splitlines()) == sorted(second.warnings.splitlines())
    assert sorted(first.warnings.splitlines()) == sorted(third.warnings.splitlines())
    room.articles["articles/alpha.md"]["body"] = "# Right\n"
    site.write({"articles/alpha.md": room.files()["articles/alpha.md"]})
    assert "nonsense" not in site.build().warnings
