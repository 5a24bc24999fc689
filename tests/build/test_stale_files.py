"""Files that no page uses any more leave the output; no others do."""

from __future__ import annotations

import pytest

from tests.helpers.comparison import differences
from tests.helpers.newsroom import Newsroom
from tests.helpers.sites import MakeSite, Site

pytestmark = pytest.mark.usefixtures("one_day")


def assert_clean(site: Site, *builders: str, jobs: int = 1) -> None:
    """Build once more with each builder, and compare that with a clean build."""
    for builder in builders:
        built = site.build(builder, jobs=jobs)
        number = len(list(site.srcdir.parent.glob("clean-*")))
        clean = site.build(builder, builddir=site.srcdir.parent / f"clean-{number}")
        assert differences(built.files(), clean.files()) == {}


@pytest.mark.parametrize(
    "builders", [("html",), ("dirhtml",), ("latex", "html"), ("html", "singlehtml"), ("epub",)]
)
@pytest.mark.long
@pytest.mark.ci
def test_picture_that_is_featured(make_site: MakeSite, builders: tuple[str, ...]) -> None:
    """A picture of a body is kept for as long as a page shows it, be it an article's own or not."""
    room = Newsroom.opened()
    alpha = room.articles["articles/alpha.md"]
    alpha["featuredImage"] = "/one.svg"
    text, alpha["body"] = alpha["body"], alpha["body"] + "\n![One](/_static/one.svg)\n"
    site = make_site(room.files())
    assert_clean(site, *builders)
    alpha["body"] = text
    site.write(room.files())
    assert_clean(site, *builders)
    alpha["featuredImage"] = "/two.svg"
    site.write(room.files())
    assert_clean(site, *builders)


def test_source_of_a_list_that_is_generated_again(make_site: MakeSite) -> None:
    """The page keeps its address, but has no source any more that could be copied."""
    room = Newsroom.opened()
    room.others["articles/index.md"] = "# By hand\n"
    site = make_site(room.files())
    assert "_sources/articles/index.md.txt" in site.build().files()
    site.write({"articles/index.md": None})
    assert_clean(site, "html")
