"""A large index is divided into parts by date, and only the parts that changed are made again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.application import Sphinx

from sphinx_knowledge_base.exports.pagefind import indexed_pages, search_index
from sphinx_knowledge_base.exports.pagefind.parts import PART_SIZE, divided
from tests.helpers.articles import article
from tests.helpers.served import HTML_BUILDERS
from tests.helpers.sites import Build, MakeSite, Site

SIZE = 4


def dated(number: int, body: str = "Some words.\n") -> dict[str, str]:
    """An article of its own day; the higher the number, the newer."""
    day = date(2020, 1, 1) + timedelta(days=number)
    return {
        f"articles/a{number:02}.md": article(
            body, title=f"Title {number}", publishedAt=day.isoformat()
        )
    }


@pytest.fixture
def site(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Ten articles and a plain page, with few pages in a part: two full parts and a third."""
    monkeypatch.setattr(indexed_pages, "PART_SIZE", SIZE)
    site = make_site({"about.md": "# About\n\nPlain words.\n"})
    for number in range(10):
        site.write(dated(number))
    return site


def parts(build: Build) -> list[list[str]]:
    """The names of the files of each part, which are digests of what they hold."""
    bundle = build.outdir / "pagefind"
    entry = json.loads((bundle / "pagefind-entry.json").read_bytes())
    folders = [bundle, *(bundle / str(n) for n in range(2, len(entry.get("parts", [0])) + 1))]
    assert sorted(p.name for p in bundle.iterdir() if p.name.isdecimal()) == sorted(
        folder.name for folder in folders[1:]
    )
    return [sorted(file.name for file in _files(folder)) for folder in folders]


def _files(part: Path) -> Iterator[Path]:
    for path in part.iterdir():
        if not path.name.isdecimal():
            yield from path.iterdir() if path.is_dir() else [path]


def indexed(build: Build) -> int:
    """How many pages this build indexed."""
    found = re.search(r"search index: (\d+) pages", build.status)
    return int(found[1]) if found else 0


def counts(build: Build) -> list[int]:
    """How many pages each part has, as the browser is told."""
    entry = json.loads((build.outdir / "pagefind" / "pagefind-entry.json").read_bytes())
    return [part["pages"] for part in entry["parts"]]


def test_the_index_of_a_small_site_is_as_pagefind_makes_it(make_site: MakeSite) -> None:
    """One part up to two thousand pages: no list of parts, and no folder but Pagefind's."""
    assert PART_SIZE >= 2_000
    bundle = make_site(dated(1)).build().outdir / "pagefind"
    entry = json.loads((bundle / "pagefind-entry.json").read_bytes())
    assert set(entry) == {"version", "languages", "include_characters"}
    assert {path.name for path in bundle.iterdir() if path.is_dir()} == set(
        search_index._NEEDED_FOLDERS
    )


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 5))
def test_a_full_part_stays_as_it_is(dates: int, plain: int, size: int) -> None:
    """A newer page changes the last part that has pages with dates, or begins another."""
    before = divided(range(dates), range(1000, 1000 + plain), size)
    after = divided(range(dates + 1), range(1000, 1000 + plain), size)
    assert sorted(chain(*after)) == [*range(dates + 1), *range(1000, 1000 + plain)]
    if len(before) > 1:
        changed = [number for number, part in enumerate(after) if part not in before]
        assert changed == [dates // size]
    assert all(len(part) <= 2 * size for part in after)
    firsts = [part[-1] for part in after if part and part[-1] < 1000]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("builder", HTML_BUILDERS)
def test_an_edit_indexes_one_part(
    site: Site, monkeypatch: pytest.MonkeyPatch, builder: str, jobs: int
) -> None:
    """No other page of the part is read, and the files of other parts stay as they are."""
    first = site.build(builder, jobs=jobs)
    assert (indexed(first), counts(first)) == (11, [5, 4, 2])
    before = parts(first)
    names = ["about", *(f"articles/a{number:02}" for number in range(10))]
    texts = {name: first.path(name).read_bytes() for name in names}
    read: list[str] = []
    copy_of = indexed_pages.copy_of

    def noted(app: Sphinx, docname: str) -> tuple[str, str] | None:
        read.append(docname)
        return copy_of(app, docname)

    if jobs == 1:  # in another process, nothing of this would be seen here
        monkeypatch.setattr(search_index, "copy_of", noted)
    site.write(dated(5, "Other words.\n"))
    build = site.build(builder, jobs=jobs)
    assert indexed(build) == SIZE
    same = [old == new for old, new in zip(before, parts(build), strict=True)]
    assert same == [True, False, True]
    # Beside its text, another page may show the article; such a page is read, but not indexed.
    written = {name for name in texts if build.path(name).read_bytes() != texts[name]}
    assert set(read) == (written if jobs == 1 else set())
    assert "about" not in written
    assert indexed(site.build(builder, jobs=jobs)) == 0


def test_a_new_article_indexes_the_last_part(site: Site) -> None:
    """Its neighbours may be in the part before; their texts stay, and so does that part."""
    site.build()
    assert indexed(site.write(dated(10)).build()) == 3
    assert indexed(site.write(dated(11)).build()) == 4
    build = site.write(dated(12)).build()
    assert (indexed(build), counts(build)) == (1, [5, 4, 4, 1])


def test_a_plain_page_moves_no_article(site: Site) -> None:
    """Pages without a date are in the first parts, beside articles."""
    site.build()
    build = site.write({"more.md": "# More\n\nWords.\n"}).build()
    assert (indexed(build), counts(build)) == (6, [6, 4, 2])


def test_incremental_parts_are_those_of_a_clean_build(site: Site, tmp_path: Path) -> None:
    """What the browser is told of parts does not depend on earlier builds."""
    site.build()
    site.write({"articles/a01.md": None, **dated(3, "Four words are here.\n"), **dated(20)})
    clean = site.build(builddir=tmp_path / "clean").outdir / "pagefind" / "pagefind-entry.json"
    entry = site.build().outdir / "pagefind" / "pagefind-entry.json"
    assert json.loads(entry.read_bytes())["parts"] == json.loads(clean.read_bytes())["parts"]


def test_parts_that_are_gone_are_removed(site: Site) -> None:
    """With fewer pages there are fewer parts; with few there is one, without a list of parts."""
    site.build()
    site.write({"articles/a09.md": None, "articles/a08.md": None})
    assert counts(site.build()) == [5, 4]
    site.write({f"articles/a{number:02}.md": None for number in range(2, 8)})
    (_,) = parts(build := site.build())
    assert "parts" not in json.loads((build.outdir / "pagefind/pagefind-entry.json").read_bytes())
    assert indexed(build) == 3


def test_a_part_that_is_lost_is_made_again(site: Site) -> None:
    """An index that lacks a part is not believed in."""
    build = site.build()
    shutil.rmtree(build.outdir / "pagefind" / "2")
    assert indexed(site.build()) == 11
    assert len(parts(build)) == 3


def test_a_part_without_a_word(site: Site) -> None:
    """Texts may still be missing; the index begins with the first part that has some."""
    site.write({"about.md": None} | {k: v for n in range(4) for k, v in dated(n, "").items()})
    build = site.build()
    assert build.warnings == ""
    assert counts(build) == [4, 2]
    assert (build.outdir / "pagefind" / "pagefind.js").is_file()
    build = site.write(dated(2)).build()
    assert (indexed(build), counts(build)) == (4, [4, 4, 2])


def test_a_build_that_is_killed_while_parts_are_put_in_place(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is believed of what it left, and the next build makes a whole index."""
    site.build()
    site.write(dated(5, "Other words.\n"))
    with monkeypatch.context() as patch:
        patch.setattr(
            search_index, "_list_parts", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            site.build()
    build = site.build()
    assert (indexed(build), counts(build)) == (11, [5, 4, 2])
    assert not (build.outdir / ".pagefind").exists()
    assert len(parts(build)) == 3
