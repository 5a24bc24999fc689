"""A site without a home page gets one, like every other list of articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from sphinx.errors import ConfigError

from tests.helpers.articles import numbered
from tests.helpers.comparison import differences
from tests.helpers.sites import CONF, Site

CONFIG = CONF + 'extensions += ["sphinx_fastbuild"]\nkb_description = "What *we* know."\n'


def homeless(folder: Path, conf: str = CONFIG) -> Site:
    """A site of 12 articles and nothing else."""
    site = Site(folder / "site")
    site.srcdir.mkdir()
    for number in range(12):
        site.write(numbered(number, category=f"C{number % 3}"))
    return site.write({"conf.py": conf})


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub", "latex", "text"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_every_builder(tmp_path: Path, builder: str, jobs: int) -> None:
    """All of them build without a warning."""
    build = homeless(tmp_path).build(builder, jobs=jobs, config={"version": "1"})
    assert build.warnings == ""


def test_what_is_on_it(tmp_path: Path) -> None:
    """The site's name and description, search, the newest articles, and the categories."""
    build = homeless(tmp_path).build()
    page = build.html("index")
    main = page.xpath("//article")[0]
    assert [one.text_content().strip("¶") for one in main.iter("h1")] == ["Test Site"]
    assert "What *we* know." in main.text_content()
    links = [link.get("href") for link in main.iter("a")]
    assert links.index("articles/a-0011.html") < links.index("articles/a-0002.html")
    assert "articles/a-0001.html" not in links
    assert {f"categories/c{n}.html" for n in range(3)} <= set(links)
    assert "articles/index.html" in links
    assert main.xpath(".//form[@role='search']|.//search|.//input[@type='search']")
    assert page.xpath("//div[@class='sidebar-tree']//a")
    assert "_sources" not in build.path("index").read_text("utf-8")


def test_without_articles(tmp_path: Path) -> None:
    """A site that has none yet has a home page nevertheless."""
    site = Site(tmp_path).write({"conf.py": CONFIG})
    build = site.build()
    assert build.warnings == ""
    assert "Test Site" in build.html("index").xpath("//h1")[0].text_content()


@pytest.mark.long
@pytest.mark.ci
def test_a_written_one_takes_its_place(tmp_path: Path) -> None:
    """As soon as there is one, and no longer; each build equals a clean one."""
    site = homeless(tmp_path)
    site.build()
    edits: tuple[dict[str, str | None], ...] = (
        {"index.md": "# Mine\n\nText.\n"},
        {"index.md": None},
        {"conf.py": CONFIG.replace("What *we* know.", "Other.")},
        {**numbered(12, category="C9")},
    )
    for number, edit in enumerate(edits):
        now = site.write(edit).build()
        clean = site.build(fresh=True, builddir=tmp_path / f"clean{number}")
        assert now.warnings == clean.warnings == ""
        assert differences(now.files(), clean.files()) == {}, number


#: What is no address of a site.
NO_ADDRESSES = (
    *("/", "//x", "docs.example.org", "https://", "ftp://x.org/", "https://x.org/a b/"),
    *("https://x.org/?a=b", "https://x.org/#a", "https://x.org:port/", 'https://x.org/"'),
    *(" https://x.org/", "javascript:alert(1)", "https:///x", "http://[1/"),
)


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_a_wrong_address(tmp_path: Path, address: str) -> None:
    """One sentence says so before anything is read."""
    site = homeless(tmp_path, CONFIG + f"html_baseurl = {address!r}\n")
    with pytest.raises(ConfigError, match="html_baseurl must be the address of the site") as caught:
        site.build()
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.rglob("environment.pickle"))


@pytest.mark.parametrize("address", ["https://x.org", "http://x.org:8080/a/b/", "https://ü.org/"])
def test_a_right_address(tmp_path: Path, address: str) -> None:
    """With and without a slash, a port, a path."""
    assert homeless(tmp_path, CONFIG + f"html_baseurl = {address!r}\n").build().warnings == ""
