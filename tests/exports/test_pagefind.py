"""The search index is made again when a page changed, and at no other time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError, SphinxParallelError

from sphinx_knowledge_base.exports.pagefind.schedule import Indexing
from tests.helpers.articles import article
from tests.helpers.served import HTML_BUILDERS
from tests.helpers.sites import CONF, Build, MakeSite, Site


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """A site with one article whose pages are indexed."""
    return make_site({"articles/a.md": article("A first sentence.")})


def is_indexed(build: Build) -> bool:
    """Whether this build made the index, which is there in any case."""
    assert (build.outdir / "pagefind" / "pagefind-entry.json").is_file()
    return "search index: " in build.status


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_index_is_made_when_a_page_changed(site: Site, jobs: int) -> None:
    """Indexing takes long, and so it is done when it has to be."""
    assert is_indexed(site.build(jobs=jobs))
    assert not is_indexed(site.build(jobs=jobs))
    site.write({"articles/a.md": article("Another sentence.")})
    assert is_indexed(site.build(jobs=jobs))


def test_an_index_that_is_lost_is_made_again(site: Site) -> None:
    """A bundle that someone deleted, or a killed build left behind, is not believed in."""
    shutil.rmtree(site.build().outdir / "pagefind")
    assert is_indexed(site.build())


def test_pages_that_only_look_new_are_not_indexed_again(site: Site) -> None:
    """Where a build was restored from a cache, all files are new and none is different."""
    page = site.build().path("articles/a")
    page.touch()
    assert not is_indexed(site.build())


def test_nothing_stays_of_an_index_that_was_not_finished(site: Site) -> None:
    """What a killed build left is gone after the next, also where the last index is right."""
    build = site.build()
    unfinished = build.outdir / ".pagefind"
    unfinished.mkdir()
    build.path("articles/a").touch()
    assert not is_indexed(site.build())
    assert not unfinished.exists()


def test_a_quick_build_keeps_the_index(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """While an author writes, the index waits; the next whole build makes it."""
    monkeypatch.setenv("KB_QUICK", "1")
    assert is_indexed(site.build())
    site.write({"articles/a.md": article("Another sentence.")})
    assert not is_indexed(site.build())
    monkeypatch.delenv("KB_QUICK")
    assert is_indexed(site.build())


def test_no_index_stays_without_search(site: Site) -> None:
    """Another kind of search takes the index away."""
    site.build()
    build = site.build(config={"kb_search": "none"})
    assert not (build.outdir / "pagefind").exists()


@pytest.mark.parametrize(("jobs", "program"), [(1, "broken"), (2, "broken"), (1, "none")])
def test_an_index_that_cannot_be_made_ends_the_build(
    site: Site, monkeypatch: pytest.MonkeyPatch, jobs: int, program: str
) -> None:
    """What Pagefind says is passed on, the last index stays, and the next build makes another."""
    before = site.build(jobs=jobs)
    index = contents(before)
    site.write({"articles/a.md": article("Another sentence."), "broken": "#!/bin/sh\nfalse\n"})
    (site.srcdir / "broken").chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setenv("PAGEFIND_BINARY_PATH", str(site.srcdir / program))
        with pytest.raises((ExtensionError, SphinxParallelError), match="Pagefind"):
            site.build(jobs=jobs)
    assert contents(before) == index
    assert is_indexed(site.build(jobs=jobs))
    assert contents(before) != index


def contents(build: Build) -> list[str]:
    """The files of the index, whose names are digests of what they hold."""
    return sorted(file.name for file in (build.outdir / "pagefind").rglob("*"))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("builder", HTML_BUILDERS)
def test_search_index_is_whole(make_site: MakeSite, builder: str, jobs: int) -> None:
    """All that Pagefind writes is on the disk when a build ends; of nothing there is no index."""
    site = make_site({"articles/a.md": article(title="A"), "articles/b.md": article(title="B")})
    bundle = site.build(builder, jobs=jobs).outdir / "pagefind"
    entry = json.loads((bundle / "pagefind-entry.json").read_bytes())
    assert entry["languages"]["en"]["page_count"] == 2
    assert [path for path in bundle.rglob("*") if path.is_file() and not path.stat().st_size] == []
    site.write({"articles/a.md": None, "articles/b.md": None})
    assert site.build(builder, jobs=jobs).warnings == ""
    assert not bundle.exists()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_pages_without_a_word_have_no_index(make_site: MakeSite, builder: str) -> None:
    """An article that has no text yet does not end the build."""
    build = make_site({"articles/a.md": article("")}).build(builder)
    assert build.warnings == ""
    assert build.path("articles/a").is_file()
    assert not (build.outdir / "pagefind").exists()


#: With what tells of documents that have been written.
FAST = CONF.replace('_knowledge_base"', '_knowledge_base", "sphinx_fastbuild"')

#: Enough that they are written in batches; the lists of tags come last, and are many too.
MANY = {"conf.py": FAST} | {
    f"articles/{number:02}.md": article(title=f"Title {number}") for number in range(40)
}
MANY["articles/z.md"] = article("Horses.", tags=[f"t{number:02}" for number in range(50)])

CHANGES_PAGES = """
def change(app, exception):
    page = app.builder.get_output_path("articles/z")
    page.write_text(page.read_text("utf-8").replace("Horses", "Zebras"), "utf-8")

def setup(app):
    app.connect("build-finished", change, priority=100)
"""


def pages_read(build: Build) -> str:
    """What stands for the contents of the pages that the index was made of."""
    (state,) = (build.outdir.parent / "doctrees").glob("knowledge-base-search-index-*")
    (part,) = json.loads(state.read_bytes())["value"]["index"]["parts"]
    return str(part["content"])


def test_indexing_begins_before_the_lists_are_written(
    make_site: MakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It starts when the pages that it reads are there, and finds in them what it always did."""
    begun: list[tuple[list[str], bool]] = []
    on_written, begin = Indexing.on_written, Indexing._start

    def told(self: Indexing, app: Sphinx, left: Sequence[str]) -> None:
        def noting(self: Indexing, app: Sphinx) -> None:
            page = app.builder.get_output_path  # type: ignore[attr-defined]
            begun.append(
                (list(left), all(page(name[:-3]).is_file() for name in MANY if name != "conf.py"))
            )
            begin(self, app)

        monkeypatch.setattr(Indexing, "_start", noting)
        on_written(self, app, left)

    monkeypatch.setattr(Indexing, "on_written", told)
    site = make_site(MANY)
    early = site.build(jobs=2)
    assert is_indexed(early)
    ((left, are_there),) = begun
    assert "tags/t49" in left
    assert are_there
    late = site.build(jobs=1, builddir=tmp_path / "late")
    assert len(begun) == 1
    assert pages_read(early) == pages_read(late)


@pytest.mark.parametrize(("jobs", "begins_early"), [(1, False), (2, True)])
def test_indexing_begins_before_an_edit_is_exported(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, jobs: int, begins_early: bool
) -> None:
    """A few pages are written one after the other; then a second process may change the index."""
    began: list[bool] = []
    beside = Indexing.beside

    def noted(self: Indexing, app: Sphinx, pages: str) -> AbstractContextManager[None]:
        began.append(self._has_started)
        return beside(self, app, pages)

    site = make_site({"conf.py": FAST, "articles/a.md": article("A first sentence.")})
    site.build(jobs=jobs)
    monkeypatch.setattr(Indexing, "beside", noted)
    site.write({"articles/a.md": article("Another sentence.")})
    assert is_indexed(site.build(jobs=jobs))
    assert began == [begins_early]


@pytest.mark.long
@pytest.mark.ci
def test_pages_that_change_after_they_were_read(make_site: MakeSite, tmp_path: Path) -> None:
    """An extension may change pages until a build is over: readers find what is there then."""
    site = make_site({**MANY, "conf.py": FAST + CHANGES_PAGES})
    early, late = site.build(jobs=2), site.build(jobs=1, builddir=tmp_path / "late")
    assert pages_read(early) == pages_read(late)
    assert pages_read(early) != pages_read(make_site(MANY, "never").build())


@pytest.mark.long
@pytest.mark.ci
def test_a_build_that_fails_after_indexing_began(make_site: MakeSite) -> None:
    """Nothing of that index takes the place of another, and the next build makes it."""
    fails = "def setup(app):\n    app.connect('html-collect-pages', lambda app: 1 / 0)\n"
    site = make_site({**MANY, "conf.py": f"{FAST}\n{fails}"})
    with pytest.raises(ExtensionError, match="division"):
        site.build(jobs=2)
    site.write({"conf.py": FAST})
    assert is_indexed(site.build(jobs=2))
