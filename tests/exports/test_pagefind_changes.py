"""After an edit, only the edited pages are read for the search index."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import cbor2
import pytest
from sphinx.application import Sphinx

from sphinx_knowledge_base.exports.pagefind import changed_pages, search_index
from sphinx_knowledge_base.exports.pagefind.index_files import (
    Word,
    compressed,
    content_of,
    read_fragment,
    read_index,
)
from tests.helpers.articles import article
from tests.helpers.served import HTML_BUILDERS
from tests.helpers.sites import Build, MakeSite, Site

WORDS = """Café and cafe, naïve Naïve naive, HelloWorld foo_bar wordPress: zwölf Zwölf.

## Überschrift ole

Olé olé. Ca̱fé, `code_like_this`, 3.14 and 日本語の本文.
"""


def written(
    number: int, body: str = WORDS, **front_matter: object
) -> dict[str, str | bytes | None]:
    """An article; each has words of its own and words that others have."""
    text = f"Number{number} is {'many ' * number}times {number}.\n\n{body}"
    facts = {"title": f"Title {number}", "tags": [f"tag{number % 3}"], **front_matter}
    return {f"articles/a{number:02}.md": article(text, **facts)}


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """Twelve articles, one of them with an image, and a page that is no article."""
    site = make_site({"about.md": "# About\n\nPlain words.\n", "articles/a.png": PIXEL})
    for number in range(12):
        site.write(written(number))
    return site.write(written(11, "![Olé](a.png)\n"))


#: A PNG file of one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cf"
    "c0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The docnames that Pagefind reads, a list for each time that it runs."""
    runs: list[list[str]] = []
    index_pages = search_index._index_pages

    def noted(app: Sphinx, docnames: Sequence[str], target: Path) -> int:
        runs.append([*docnames])
        return index_pages(app, docnames, target)

    monkeypatch.setattr(search_index, "_index_pages", noted)
    return runs


def contents(build: Build) -> dict[str, object]:
    """What an index holds, with addresses in place of the numbers of pages.

    Pagefind divides the same words into the same chunks, but neither filters nor the spellings of
    a word have an order.
    """
    index = read_index(build.outdir / "pagefind")
    fragments = [read_fragment(index.fragment(number)) for number in range(len(index.pages))]
    pages = [fragment["url"] for fragment in fragments]

    def places(postings: Sequence[Any]) -> dict[str, Any]:
        numbers = accumulate(distance for distance, *_ in postings)
        return {pages[n]: places for n, (_, *places) in zip(numbers, postings, strict=True)}

    words = {
        text: (places(postings), {spelling: places(found) for spelling, found in spellings})
        for text, postings, spellings, _ in index.words
    }
    filters = {
        key: {value: sorted(pages[n] for n in numbers) for value, numbers in values}
        for file in (build.outdir / "pagefind" / "filter").iterdir()
        for key, values in [cbor2.loads(content_of(file))]
    }
    return {
        "words": words,
        "chunks": [
            len(cbor2.loads(content)[0])
            for name, content in index.written().items()
            if name.startswith("index/")
        ],
        "fragments": {fragment["url"]: fragment for fragment in fragments},
        "files": len([*(build.outdir / "pagefind" / "fragment").iterdir()]),
        "counts": dict(zip(pages, (count for _, count in index.pages), strict=True)),
        "orders": {key: [pages[n] for n in numbers] for key, numbers in index.orders},
        "filters": filters,
        "metadata": index.metadata,
    }


def clean(site: Site, tmp_path: Path, builder: str = "html") -> dict[str, object]:
    """The contents of the index of a clean build, which Pagefind makes of all pages."""
    name = f"clean{len([*tmp_path.iterdir()])}"
    return contents(site.build(builder, builddir=tmp_path / name))


EDITS: list[dict[str, str | bytes | None]] = [
    written(3, "Entirely other words, such as zebra and Café.\n"),
    written(3, "One word.\n") | written(4, "## New heading\n\nZwölf.\n") | written(0),
    written(3) | {"about.md": "# About\n\nOther plain words, and number3.\n"},
    written(11, "![Another text](a.png)\n\nA word.\n"),
    written(7, "many " * 30_000),  # which needs chunks of its own
    written(7, "few"),
    written(3, title="Another title", tags=["tag1", "Another tag"], keywords=["Another keyword"]),
    written(3, tags=["tag0", "tag0"]) | written(6, tags=["tag2"]),
]


@pytest.mark.parametrize("builder", HTML_BUILDERS)
def test_an_edited_page_is_changed_in_the_index(
    site: Site, tmp_path: Path, indexed: list[list[str]], builder: str
) -> None:
    """Pagefind reads the edited pages alone, and the index is that of a clean build."""
    site.build(builder)
    for edit in EDITS:
        site.write(edit)
        indexed.clear()
        build = site.build(builder)
        ((*read,),) = indexed
        assert {f"{name}.md" for name in read} <= edit.keys()
        assert contents(build) == clean(site, tmp_path, builder)


@pytest.mark.parametrize(
    "edit",
    [
        written(3, publishedAt="2001-02-03"),
        written(3, tags=[]),
        written(11),  # the only image is gone
        {"articles/a03.md": article("", title="Title 3", tags=["tag0"])},
        written(4, "Other words.\n")
        | {"articles/a03.md": article("", title="Title 3", tags=["tag0"])},
        written(12),
        {"articles/a03.md": None},
        {k: v for n in range(8) for k, v in written(n, "Other words.\n").items()},
    ],
    ids=["date", "no keywords", "image", "empty", "one empty", "new", "removed", "most"],
)
def test_other_pages_have_another_index(
    site: Site, tmp_path: Path, indexed: list[list[str]], edit: dict[str, str | bytes | None]
) -> None:
    """Numbers of pages, orders or names of metadata may change, so Pagefind reads all pages."""
    site.build()
    indexed.clear()
    build = site.write(edit).build()
    assert len(indexed[-1]) >= 12
    assert contents(build) == clean(site, tmp_path)


def test_pagefind_is_written_as_it_writes(site: Site) -> None:
    """The chunks and the metadata that this version makes are known to the byte."""
    bundle = site.write(written(7, "many " * 30_000)).build().outdir / "pagefind"
    index = read_index(bundle)
    words = [Word.of(*word[:3]) for word in index.words]
    again = replace(index, words=words).written()
    assert again == {name: content_of(bundle / name) for name in again}
    chunks, filters = [*(bundle / "index").iterdir()], [*(bundle / "filter").iterdir()]
    assert len(chunks) > 1
    assert len(again) == len(chunks) + len(filters) + 1


def _without_a_chunk(bundle: Path) -> None:
    next((bundle / "index").iterdir()).unlink()


def _without_a_fragment(bundle: Path) -> None:
    read_index(bundle).fragment(5).unlink()


def _cut_off(bundle: Path) -> None:
    file = next((bundle / "index").iterdir())
    file.write_bytes(file.read_bytes()[:-20])


def _of_another_version(bundle: Path) -> None:
    (file,) = bundle.glob("*.pf_meta")
    file.write_bytes(compressed(cbor2.dumps([*cbor2.loads(content_of(file)), "something new"])))


def _with_another_order(bundle: Path) -> None:
    (file,) = bundle.glob("*.pf_meta")
    version, *rest = cbor2.loads(content_of(file))
    file.write_bytes(compressed(cbor2.dumps([f"{version}.1", *rest])))


@pytest.mark.parametrize(
    "damage",
    [_without_a_chunk, _without_a_fragment, _cut_off, _of_another_version, _with_another_order],
)
def test_an_index_that_is_not_as_expected_is_made_again(
    site: Site, tmp_path: Path, indexed: list[list[str]], damage: Any
) -> None:
    """Whether it is damaged or of another Pagefind: nothing of it is believed."""
    damage(site.build().outdir / "pagefind")
    indexed.clear()
    build = site.write(written(3, "Other words.\n")).build()
    assert [len(names) for names in indexed] == [1, 13]
    assert contents(build) == clean(site, tmp_path)


def test_files_are_copied_where_they_cannot_be_linked(
    site: Site, tmp_path: Path, indexed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every file system has links."""

    def refuse(*_: object) -> None:
        raise OSError

    site.build()
    monkeypatch.setattr(os, "link", refuse)
    build = site.write(written(3, "Other words.\n")).build()
    assert indexed[-1] == ["articles/a03"]
    assert contents(build) == clean(site, tmp_path)


def test_a_killed_change_leaves_the_last_index(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What readers search is as it was, and the next build makes it right."""
    before = contents(first := site.build())
    site.write(written(3, "Other words.\n"))
    with monkeypatch.context() as patch:
        patch.setattr(
            changed_pages,
            "_write_entry",
            lambda *_: (_ for _ in ()).throw(KeyboardInterrupt),
        )
        with pytest.raises(KeyboardInterrupt):
            site.build()
    assert contents(first) == before
    assert contents(site.build()) == clean(site, tmp_path)
