"""A build reads and writes again only what changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from tests.helpers.newsroom import Newsroom
from tests.helpers.sites import Build, MakeSite, Site


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
def publication(make_site: MakeSite) -> Publication:
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
    """A word in a body is read once, and written on the article's page alone."""
    publication.room.articles["articles/alpha.md"]["body"] += "\nWord.\n"
    assert publication.rebuild() == ({"articles/alpha"}, {"articles/alpha"})


def test_body_of_what_is_shown_elsewhere(publication: Publication) -> None:
    """The beginning of a body is the excerpt, which lists show: they are written too."""
    alpha = publication.room.articles["articles/alpha.md"]
    alpha["body"] = alpha["body"].replace("Text of alpha.", "Another beginning.")
    was_read, was_written = publication.rebuild()
    assert was_read == {"articles/alpha"}
    assert {"articles/alpha", "categories/research", "tags/pain"} <= was_written
    assert "categories/practice" not in was_written


def test_tag(publication: Publication) -> None:
    """A tag more is read once, and written where the article is shown, and nowhere else."""
    article = publication.room.articles["articles/alpha.md"]
    article["tags"] = [*article["tags"], "evidence"]
    assert publication.rebuild() == (
        {"articles/alpha"},
        {
            "articles/alpha",
            # Its tags, and the lists and clouds of them.
            *("tags/pain", "tags/relief", "tags/evidence", "tags/index", "index"),
            # Other lists with its card.
            *("articles/index", "categories/research", "authors/first-team", "archive/2026"),
            # Articles that it is related to.
            *(f"articles/{slug}" for slug in ("beta", "gamma", "delta", "epsilon", "zeta")),
        },
    )


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.long)])
@pytest.mark.long
@pytest.mark.ci
def test_new_article_among_many(make_site: MakeSite, count: int) -> None:
    """One article more writes itself, a few others and a few lists, however many there are."""
    room = Newsroom.opened()
    room.settings["kb_page_size"] = 5
    for number in range(count):
        room.articles[f"articles/many-{number:04}.md"] = {
            "title": f"Number {number}",
            "category": "RESEARCH",
            "publishedAt": str(date(2025, 12, 31) - timedelta(days=number)),
            "tags": ["pain", f"rare {number // 3}"],
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
    # Those of its rare tag, and its neighbour.
    assert len({name for name in was_written if name.startswith("articles/many")}) <= 4
    assert len(was_written) <= 24
    # The newest full page of each list gets a neighbour; all that are older stay as they are.
    older = {name.rpartition("/page/")[0] for name in was_written if "/page/" in name}
    assert len([name for name in was_written if "/page/" in name]) == len(older)


@pytest.mark.parametrize("theme", ["furo", "alabaster"])
def test_without_the_knowledge_base(make_site: MakeSite, theme: str) -> None:
    """A body costs one page in any project; a title all those that show it in their sidebar."""
    site = make_site(
        {
            "conf.py": 'extensions = ["myst_parser", "sphinx_fastbuild"]\n'
            f"html_theme = {theme!r}\n",
            "index.md": "# Home\n\n```{toctree}\none\ntwo\n```\n",
            "one.md": "# One\n\nText.\n",
            "two.md": "# Two\n\nText.\n",
        }
    )
    site.build()
    site.write({"one.md": "# One\n\nOther text.\n"})
    build = site.build()
    assert (read(build), written(build)) == ({"one"}, {"one"})
    site.write({"one.md": "# First\n\nOther text.\n"})
    build = site.build()
    assert (read(build), written(build)) == ({"one"}, {"index", "one", "two"})


def test_without_fastbuild(make_site: MakeSite) -> None:
    """The knowledge base alone knows what its pages show; Sphinx adds the parent's page."""
    room = Newsroom.opened()
    room.settings["kb_page_size"] = 20
    room.settings["extensions"] = ["myst_parser", "sphinx_design", "sphinx_knowledge_base"]
    site = make_site(room.files())
    site.build()
    build = site.build()
    assert (read(build), written(build)) == (set(), set())
    alpha = room.articles["articles/alpha.md"]
    alpha["body"] += "\nWord.\n"
    site.write({"articles/alpha.md": room.files()["articles/alpha.md"]})
    build = site.build()
    assert read(build) == {"articles/alpha"}
    assert written(build) == {"articles/alpha", "categories/research"}


def test_old_warnings(make_site: MakeSite) -> None:
    """What was wrong with a document that is not read again is still said."""
    room = Newsroom.opened()
    room.articles["articles/alpha.md"]["category"] = "RESERCH"
    room.articles["articles/beta.md"]["body"] += "\nSee [that](/blog/nowhere).\n"
    site = make_site(room.files())
    first, second = site.build(), site.build()
    assert read(second) == set()
    assert "[kb.category]" in second.warnings
    assert "[kb.link]" in second.warnings
    assert sorted(first.warnings.splitlines()) == sorted(second.warnings.splitlines())


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.long
@pytest.mark.ci
def test_old_warnings_of_sphinx(make_site: MakeSite, jobs: int) -> None:
    """What MyST and Sphinx found while reading and writing is said again, once, in each build."""
    room = Newsroom.opened()
    room.articles["articles/alpha.md"]["body"] += "\n```{nonsense}\n```\n"
    room.articles["articles/beta.md"]["body"] += "\nSee {doc}`nowhere` and [x](#no-such).\n"
    site = make_site(room.files())
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


@pytest.mark.long
@pytest.mark.ci
def test_old_warnings_of_all_documents(make_site: MakeSite) -> None:
    """What is wrong with the documents as a whole is said in each build, by each builder."""
    site = make_site({**Newsroom.opened().files(), "lost.md": "# Lost\n"})
    builds = [site.build(builder) for builder in ("html", "latex", "html", "latex", "text")]
    counts = [build.warnings.count("isn't included in any toctree") for build in builds]
    assert counts == [1, 1, 1, 1, 1]


def _by_names_of_files(build: Build) -> list[str]:
    return sorted(re.sub(r"^\S*/", "", line) for line in build.warnings.splitlines())


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("start", ["/", "..", "../else/where", "."])
def test_old_warnings_of_included_files(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, start: str, jobs: int
) -> None:
    """What is wrong with a file that is no document is said for the documents that include it.

    Docutils names such a file from where the build was started, if that is not too far away.
    """
    site = make_site(
        {
            "conf.py": 'extensions = ["myst_parser", "sphinx_fastbuild"]\n'
            'exclude_patterns = ["part.md"]\n',
            "index.rst": "Home\n====\n\n.. include:: part.txt\n\n"
            ".. include:: ../site-parts/part.txt\n\n.. toctree::\n   :glob:\n\n   *\n",
            "../site-parts/part.txt": ":doc:`nowhere-at-all`\n",
            "other.md": "# Other\n\n```{include} part.md\n```\n",
            "part.txt": ":nonsense:`x` :doc:`nowhere`\n",
            "part.md": "{doc}`nowhere-else`\n",
            **{f"page-{number}.md": "# Page\n" for number in range(20)},
        }
    )
    (site.srcdir / "index.md").unlink()
    (site.srcdir.parent / "else" / "where").mkdir(parents=True)
    monkeypatch.chdir(site.srcdir / start)
    first, second, third = site.build(jobs=jobs), site.build(jobs=jobs), site.build()
    assert "part.txt:1: ERROR" in first.warnings
    assert "part.md:1: WARNING" in first.warnings
    assert read(second) == set()
    assert _by_names_of_files(first) == _by_names_of_files(second) == _by_names_of_files(third)
    assert "nowhere-at-all" in first.warnings
    right = ("part.txt", "part.md", "../site-parts/part.txt")
    site.write(dict.fromkeys(right, "Right.\n"))
    assert site.build().warnings == ""
