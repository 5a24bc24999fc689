"""The search index: made again when a page changed, and at no other time."""

from __future__ import annotations

import shutil

import pytest

from tests.articles import article
from tests.build.conftest import MakeSite
from tests.conftest import Build, Site


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """A site with one article whose pages are indexed."""
    return make_site({"articles/a.md": article("A first sentence.")})


def is_indexed(build: Build) -> bool:
    """Whether this build made the index, which is there in any case."""
    assert (build.outdir / "pagefind" / "pagefind-entry.json").is_file()
    return "search index: " in build.status


def test_an_index_is_made_when_a_page_changed(site: Site) -> None:
    """Indexing takes long, and so it is done when it has to be."""
    assert is_indexed(site.build())
    assert not is_indexed(site.build())
    site.write({"articles/a.md": article("Another sentence.")})
    assert is_indexed(site.build())


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
