"""A project of a thousand articles builds like one of ten."""

from __future__ import annotations

import pytest

from tests.helpers.articles import numbered
from tests.helpers.sites import MakeSite


@pytest.mark.long
@pytest.mark.parametrize("count", [pytest.param(300, marks=pytest.mark.ci), 1000])
def test_many_articles(make_site: MakeSite, count: int) -> None:
    """Every article is on its page and on exactly one page of the list of all."""
    files: dict[str, str] = {}
    for number in range(count):
        files |= numbered(number, tags=[f"t{number % 20}"], category=f"C{number % 5}")
    build = make_site(files).build(jobs=2, config={"html_copy_source": False})
    assert build.warnings == ""
    written = build.files()
    listed: list[str] = []
    pages = ["articles/index", *(f"articles/page/{n}" for n in range(1, count // 20))]
    for docname in pages:
        titles = build.html(docname).xpath('//p[contains(@class, "kb-title")]')
        listed += [title.text_content() for title in titles]
    assert sorted(listed) == [f"Article {number:04}" for number in range(count)]
    assert all(f"articles/a-{number:04}.html" in written for number in range(count))
