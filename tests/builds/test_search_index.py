"""The search index: made again when a page changed, and at no other time."""

from __future__ import annotations

import json
import shutil

import pytest
from sphinx.errors import ExtensionError, SphinxParallelError

from tests.articles import article
from tests.builds.conftest import MakeSite
from tests.conftest import Build, Site


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


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_index_that_cannot_be_made_ends_the_build(
    site: Site, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """What Pagefind says is passed on, the last index stays, and the next build makes another."""
    before = site.build(jobs=jobs)
    index = contents(before)
    site.write({"articles/a.md": article("Another sentence."), "broken": "#!/bin/sh\nfalse\n"})
    (site.srcdir / "broken").chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setenv("PAGEFIND_BINARY_PATH", str(site.srcdir / "broken"))
        with pytest.raises((ExtensionError, SphinxParallelError), match="Pagefind"):
            site.build(jobs=jobs)
    assert contents(before) == index
    assert is_indexed(site.build(jobs=jobs))
    assert contents(before) != index


def contents(build: Build) -> list[str]:
    """The files of the index, whose names are digests of what they hold."""
    return sorted(file.name for file in (build.outdir / "pagefind").rglob("*"))


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
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
