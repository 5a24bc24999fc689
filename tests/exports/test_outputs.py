"""Check ``kb_outputs``: an output that is left out is gone, and no link leads to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any

import pytest

from sphinx_knowledge_base.build.settings import OUTPUTS
from sphinx_knowledge_base.exports.article_text import texts
from tests.helpers.articles import article
from tests.helpers.comparison import differences
from tests.helpers.newsroom import Newsroom
from tests.helpers.published import BASE, FILES, broken, graph, load
from tests.helpers.served import HTML_BUILDERS
from tests.helpers.sites import Build, MakeSite, Site

#: Builds the site with some of the outputs, each such site once.
BuildWith = Callable[[Sequence[str]], Build]

CHOICES = [[one for one in OUTPUTS if one != left_out] for left_out in OUTPUTS] + [[]]

#: The ends of the files of each output, but for those that are known by their folder.
ENDS = {
    "feeds": ("feed.xml", "rss.xml", "feed.json"),
    "texts": (".md", "llms.txt", "llms-full.txt"),
    "citations": (".bib", ".ris", ".csl.json"),
}


def output_of(path: str) -> str | None:
    """The output that a file belongs to; None for what every site has."""
    if path.startswith("api/"):
        return "data"
    if path.startswith("_images/card"):
        return "cards"
    return next((output for output, ends in ENDS.items() if path.endswith(ends)), None)


def chosen(choice: Sequence[str]) -> str:
    """The name of a test's choice."""
    return ", ".join(choice) or "nothing"


@pytest.fixture(scope="module", params=HTML_BUILDERS)
def build_with(request: pytest.FixtureRequest, make_shared_site: MakeSite) -> BuildWith:
    """A function that builds the site of :mod:`tests.helpers.published` with some outputs."""
    site = make_shared_site(FILES)
    builds: dict[str, Build] = {}

    def build(outputs: Sequence[str]) -> Build:
        name = "-".join(["with", *outputs])
        if name not in builds:
            folder = site.srcdir.parent / name
            config = {"kb_outputs": list(outputs)}
            builds[name] = site.build(request.param, config=config, builddir=folder)
        return builds[name]

    return build


@pytest.mark.parametrize("choice", CHOICES, ids=chosen)
def test_files_that_are_left_out(build_with: BuildWith, choice: Sequence[str]) -> None:
    """The tree is that of a site with everything, less exactly the files of what is left out."""
    everything = {path: output_of(path) for path in build_with(OUTPUTS).files()}
    assert set(everything.values()) == {None, *OUTPUTS}
    expected = {path for path, output in everything.items() if output in {None, *choice}}
    assert build_with(choice).files().keys() == expected


@pytest.mark.parametrize("choice", [*CHOICES, *([one] for one in OUTPUTS)], ids=chosen)
def test_nothing_leads_to_what_is_left_out(build_with: BuildWith, choice: Sequence[str]) -> None:
    """Whatever a page or a file names is there."""
    build = build_with(choice)
    assert build.warnings == build_with(OUTPUTS).warnings
    assert broken(build) == set()


def test_a_preview_leads_to_nothing_that_it_does_not_publish(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts are in no output, and a feed has at least one article: pages lead to neither."""
    monkeypatch.setenv("KB_DRAFTS", "1")
    site = make_site({"conf.py": FILES["conf.py"]})
    config: dict[str, object] = {"kb_search": "none"}
    for files in (
        {"articles/a.md": article(title="A", tags=["One", "Two"], draft=True)},
        {"articles/b.md": article(title="B", tags=["Two"])},
        {"articles/a.md": article(title="A", tags=["One", "Two"])},
        {"articles/b.md": article(title="B", tags=["Two"], draft=True)},
        {"articles/a.md": article(title="A", tags=["One", "Two"], draft=True)},
    ):
        assert broken(site.build(config=config)) == set()
        assert against_clean(site.write(files), config) == {}
    assert broken(site.build(config=config)) == set()


@pytest.mark.parametrize("output", ["feeds", "citations", "cards"])
def test_one_output_does_not_need_the_others(build_with: BuildWith, output: str) -> None:
    """What is alone is as it is beside all others."""
    everything, alone = build_with([*OUTPUTS]).files(), build_with([output]).files()
    made = {path for path in everything if output_of(path) == output}
    # In JSON a feed names the card of an article.
    same = {path for path in made if PurePosixPath(path).name != "feed.json"}
    assert (
        differences({path: alone[path] for path in same}, {path: everything[path] for path in same})
        == {}
    )


def test_feeds_data_and_texts_share_texts(build_with: BuildWith) -> None:
    """Each has the whole text of an article, whichever of the others there are."""
    whole = load(build_with(OUTPUTS), "api/articles/hostile.json")
    (item,) = [
        one
        for one in load(build_with(["feeds"]), "feed.json")["items"]
        if one["title"] == whole["title"]
    ]
    assert item["content_html"] == whole["content_html"]
    data = load(build_with(["data"]), "api/articles/hostile.json")
    assert data == {**whole, "markdown_url": None, "image_url": None}
    markdown = (build_with(["texts"]).outdir / "articles/hostile.md").read_text("utf-8")
    assert whole["content_markdown"] in markdown


def test_a_site_without_cards_shows_the_pictures_that_it_has(build_with: BuildWith) -> None:
    """An article's own picture stays; where there is none, networks are not told of one."""
    build = build_with([one for one in OUTPUTS if one != "cards"])

    def said(docname: str, name: str) -> list[str]:
        page = build.html(docname)
        return [
            str(one) for one in page.xpath(f"//meta[@property='{name}' or @name='{name}']/@content")
        ]

    photo = f"{BASE}_images/featured/_static/photo.jpg"
    assert said("articles/plain", "og:image") == said("articles/plain", "twitter:image") == [photo]
    assert said("articles/plain", "twitter:card") == ["summary_large_image"]
    assert graph(build.html("articles/plain"))["Article"]["image"]["url"] == photo
    for docname in ("index", "articles/hostile", "articles/missing", "tags/crps"):
        page = build.html(docname)
        assert not page.xpath("//meta[contains(@property, 'image') or contains(@name, 'image:')]")
        assert said(docname, "twitter:card") == ["summary"]
    assert "image" not in graph(build.html("articles/hostile"))["Article"]
    images = {one["title"]: one.get("image") for one in load(build, "feed.json")["items"]}
    assert images["Plain"] == photo
    assert images["Missing"] is None


def against_clean(site: Site, config: dict[str, object]) -> dict[str, Any]:
    """What a build on top of earlier ones has and a clean one has not, or otherwise."""
    built = site.build(config=config).files()
    # Sphinx's own, which sphinx_fastbuild removes.
    built.pop(".buildinfo.bak", None)
    clean = site.srcdir.parent / "clean"
    found = differences(built, site.build(config=config, builddir=clean).files())
    shutil.rmtree(clean)
    return found


@pytest.mark.parametrize("is_fast", [True, False])
@pytest.mark.long
@pytest.mark.ci
def test_switching_equals_clean_builds(make_site: MakeSite, is_fast: bool) -> None:
    """What is switched off vanishes and what is switched on is there, on every page at once."""
    room = Newsroom.opened()
    room.articles["articles/alpha.md"]["featuredImage"] = "/photo.png"
    site = make_site(room.files())
    extensions = ["myst_parser", "sphinx_sitemap", "sphinx_knowledge_base"]
    extensions += ["sphinx_fastbuild"] if is_fast else []
    for outputs in ([*OUTPUTS], *CHOICES, ["feeds"], ["data"], [*OUTPUTS]):
        config = {"kb_outputs": outputs, "extensions": extensions, "kb_search": "none"}
        assert against_clean(site, config) == {}, outputs


@pytest.mark.parametrize(
    ("config", "kept"),
    [
        ({"kb_outputs": ["cards", "citations"]}, False),
        ({"kb_outputs": ["feeds"], "kb_feed_content": "excerpt"}, False),
        ({"kb_outputs": ["feeds"]}, True),
    ],
)
def test_texts_are_made_as_far_as_asked_for(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, config: dict[str, object], kept: bool
) -> None:
    """No text is taken from a page for nobody, and no Markdown made for feeds."""
    monkeypatch.delattr(texts, "to_markdown")
    site = make_site(FILES)
    site.build(config=config)
    found = list(site.srcdir.glob("_build/doctrees/knowledge-base-texts-html/*.kept"))
    assert bool(found) is kept


@pytest.mark.long
@pytest.mark.ci
def test_texts_of_articles_that_come_and_go(make_site: MakeSite) -> None:
    """Feeds have the texts of what they show made, which are right whenever they show it again."""
    files = {
        f"articles/{name}.md": article(name, publishedAt=day, category="basics")
        for name, day in (("old", "2024-01-01"), ("new", "2025-01-01"))
    }
    extensions = ["myst_parser", "sphinx_knowledge_base", "sphinx_fastbuild"]
    config: dict[str, object] = {"kb_outputs": ["feeds"], "kb_feed_limit": 1}
    config |= {"extensions": extensions, "kb_search": "none"}
    site = make_site({"index.md": "# Home\n"} | files)
    kept = site.srcdir / "_build/doctrees/knowledge-base-texts-html"
    site.build(config=config)
    assert [file.stem for file in kept.glob("*.kept")] == ["new"]
    for draft, word in ((True, "One."), (False, "Two."), (True, "Three."), (True, "Four.")):
        new = article("new", publishedAt="2025-01-01", category="basics", draft=draft)
        old = files["articles/old.md"] + f"\n{word}\n"
        site.write({"articles/new.md": new + f"\n{word}\n", "articles/old.md": old})
        assert against_clean(site, config) == {}, (draft, word)


def test_an_edit_opens_one_page(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an edit of an article, texts are taken from its page, and from no other."""
    files = {
        f"articles/{name}.md": article(name, publishedAt=day, category="basics") + "\nText.\n"
        for name, day in (("old", "2024-01-01"), ("new", "2025-01-01"))
    }
    site = make_site({"index.md": "# Home\n"} | files)
    # The feeds ask for the newest article first, and other outputs for all.
    config: dict[str, object] = {"kb_feed_limit": 1, "kb_search": "none"}
    site.build(config=config)
    opened: list[bytes] = []
    read = texts.between_header_and_footer

    def between(page: bytes) -> bytes:
        opened.append(page)
        return read(page)

    monkeypatch.setattr(texts, "between_header_and_footer", between)
    for word in ("Pear", "Plum"):
        site.write({"articles/new.md": files["articles/new.md"] + f"\n{word}.\n"})
        opened.clear()
        site.build(config=config)
        assert [word.encode() in page for page in opened] == [True], word


@pytest.mark.long
@pytest.mark.ci
def test_texts_that_changed_while_nobody_asked(make_site: MakeSite) -> None:
    """Kept texts are not believed to be those of today, nor those of feeds to have Markdown."""
    site = make_site(FILES)
    for outputs, word in (
        ([*OUTPUTS], "One."),
        ([], "Two."),
        (["feeds"], "Two."),
        ([*OUTPUTS], "Two."),
        (["cards"], "Three."),
        ([*OUTPUTS], "One."),
    ):
        site.write({"articles/plain.md": str(FILES["articles/plain.md"]).replace("Text.", word)})
        assert against_clean(site, {"kb_outputs": outputs}) == {}, (outputs, word)
