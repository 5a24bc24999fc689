"""Paths in links, however they are written, lead to pages and files of the site.

Other systems, and Markdown's own readers, understand each of these notations.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.helpers.articles import article
from tests.helpers.comparison import differences, sorted_warnings, unpacked
from tests.helpers.images import photo
from tests.helpers.sites import CONF, Build, MakeSite, Site

#: The article that most links lead to; its file and its slug have different names.
LAMP = article(
    "Intro.\n\n## Part\n\nA.\n\n## The Lamp's Head\n\nB.\n\n(spot)=\n\n### Named\n\nC.\n\n"
    '<a id="raw"></a>\n\nD.\n',
    title="Lamp",
    slug="lamp",
    tags=["Oil"],
)
FILES = {
    "articles/2020/1-lamp file.md": LAMP,
    "about.md": "---\norphan: true\n---\n# About\n\n## Us & Them\n",
    "_static/images/plain.png": photo("teal", 30),
    "_static/images/two boats.png": photo("teal", 40),
    "articles/two boats.png": photo("teal", 50),
    "references.bib": "",
}

#: What a link can say, and the page and place, or file, that it leads to.
PATHS = {
    # An article by its slug, its address and its file, with and without suffixes.
    **dict.fromkeys(
        ("lamp#part", "./lamp#part", "lamp.html#part", "lamp.md#part", "lamp/#part"),
        "articles/lamp#part",
    ),
    **dict.fromkeys(
        ("/articles/lamp#part", "/articles/lamp.html#part", "/articles/lamp/index.html#part"),
        "articles/lamp#part",
    ),
    **dict.fromkeys(
        ("2020/1-lamp%20file#part", "2020/1-lamp%20file.md#part", "./2020/1-lamp%20file.md#part"),
        "articles/lamp#part",
    ),
    "/articles/2020/1-lamp%20file.md#part": "articles/lamp#part",
    "/2020/1-lamp%20file.md": "articles/lamp",
    "/lamp.md": "articles/lamp",
    "/lamp": "articles/lamp",
    "/blog/lamp.html": "articles/lamp",
    "../lamp/": "articles/lamp",
    "@/2020/1-lamp%20file.md#part": "articles/lamp#part",
    "../articles/lamp": "articles/lamp",
    "lamp?from=feed#part": "articles/lamp#part",
    # Places: as GitHub names them, by id, by label, by an id in HTML.
    "lamp#the-lamps-head": "articles/lamp#the-lamp-s-head",
    "lamp#the-lamp-s-head": "articles/lamp#the-lamp-s-head",
    "lamp#spot": "articles/lamp#spot",
    "/articles/lamp#raw": "articles/lamp#raw",
    # Other pages.
    "../about": "about",
    "../about.html#us-them": "about#us-them",
    "../about#us--them": "about#us-them",
    "../about.md#us--them": "about#us-them",
    "/about.html": "about",
    "/": "index",
    "/index.html": "index",
    "/tags/": "tags/index",
    "/tags": "tags/index",
    "/tags/oil/": "tags/oil",
    "/categories/index.html": "categories/index",
    "/archive": "archive/index",
    "/archive/2024.html": "archive/2024",
    "/articles/": "articles/index",
    "/search": "search",
    "/search/": "search",
    # Files that the build makes.
    **{f"/{name}": name for name in ("feed.xml", "rss.xml", "feed.json", "sitemap.xml")},
    **{f"/{name}": name for name in ("llms.txt", "llms-full.txt", "robots.txt", "objects.inv")},
    "/api/articles.json": "api/articles.json",
    "/api/articles/lamp.json": "api/articles/lamp.json",
    "/tags/oil/feed.xml": "tags/oil/feed.xml",
    "/articles/lamp.bib": "articles/lamp.bib",
}
#: Files of authors, which Sphinx publishes in a folder of its own.
DOWNLOADS = {
    "/images/plain.png": "plain.png",
    "/images/two%20boats.png": "two boats.png",
    "two%20boats.png": "two boats.png",
    "../_static/images/plain.png": "plain.png",
}


def linking(make_site: MakeSite, paths: list[str], conf: str = "") -> Site:
    """A site whose article ``one`` has a paragraph with a link for each path."""
    body = "\n\n".join(f"[words](<{path}>)" for path in paths)
    files = {"articles/one.md": article(body, slug="one"), **FILES}
    return make_site({"conf.py": CONF + conf, **files})


def hrefs(build: Build) -> list[str]:
    """The targets of the links of article ``one``, absolute."""
    page = build.path("articles/one").relative_to(build.outdir).as_posix()
    found = build.html("articles/one").xpath("//section/p[not(@class)]//a/@href")
    return [
        unquote(urljoin(f"https://kb/{page}", href)).removeprefix("https://kb/") for href in found
    ]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_arrives(make_site: MakeSite, builder: str) -> None:
    """Every path leads where its author meant, without a warning, to a file that is there."""
    build = linking(make_site, [*PATHS, *DOWNLOADS]).build(builder, config={"nitpicky": True})
    assert build.warnings == ""
    found = dict(zip((*PATHS, *DOWNLOADS), hrefs(build), strict=True))
    expected = {}
    for path, target in PATHS.items():
        name, mark, place = target.partition("#")
        is_file = "." in name or name == "objects.inv"
        page = name if is_file else build.path(name).relative_to(build.outdir).as_posix()
        shown = page if builder == "html" else page.removesuffix("index.html")
        expected[path] = f"{shown}{mark}{place}"
    assert {path: found[path] for path in PATHS} == expected
    for href in found.values():
        name, _, place = href.partition("#")
        file = build.outdir / name
        file = file / "index.html" if file.is_dir() else file
        assert file.is_file(), href
        assert not place or f'"{place}"' in file.read_text("utf-8"), href
    for path, name in DOWNLOADS.items():
        assert found[path].endswith(f"/{name}")


def test_every_file_of_the_site_can_be_linked(make_site: MakeSite) -> None:
    """What the build makes beside the pages, an author can link to by its address."""
    site = linking(make_site, [])
    made = site.build().files()
    own = re.compile(r"_|\.|pagefind/|api/schema/|redirects/|.*\.html$|search|og/")
    names = [name for name in made if not own.match(name)]
    assert len(names) > 20
    site.write({"articles/one.md": article(" ".join(f"[w](</{n}>)" for n in names), slug="one")})
    assert site.build().warnings == ""


@pytest.mark.parametrize("builder", ["epub", "latex"])
def test_books_lead_to_the_site(make_site: MakeSite, builder: str) -> None:
    """A book has chapters for articles; whatever else the site has, it links to on the web."""
    site = linking(make_site, list(PATHS))
    build = site.build(builder, config={"nitpicky": True, "version": "1"})
    assert build.warnings == ""
    text = b"".join(unpacked(build.files()).values())
    for address in ("feed.xml", "llms.txt", "api/articles.json", "search.html"):
        assert f"https://kb.example.org/{address}".encode() in text.replace(rb"\_", b"_"), address


def test_copies_for_programs(make_site: MakeSite) -> None:
    """In Markdown copies and feeds the links are whole addresses."""
    build = linking(make_site, list(PATHS)).build()
    copy = (build.outdir / "articles/one.md").read_text("utf-8")
    links = re.findall(r"\[words\]\(<?([^)>]*)>?\)", copy)
    assert len(links) == len(PATHS)
    for address, target in zip(links, PATHS.values(), strict=True):
        assert urlsplit(address).netloc == "kb.example.org"
        assert urlsplit(address).path.removesuffix(".html").strip("/") == target.partition("#")[0]
    assert b"https://kb.example.org/llms.txt" in (build.outdir / "feed.xml").read_bytes()


#: What leads nowhere, and what is proposed: an address that exists.
MISSES = {
    "/docs/lamp": "link '/docs/lamp' leads nowhere (did you mean '/articles/lamp'?)",
    "/blog/lamb": "link '/blog/lamb' leads nowhere (did you mean '/blog/lamp'?)",
    "lamb#part": "link 'lamb#part' leads nowhere (did you mean '/articles/lamp'?)",
    "./lamb.md": "link './lamb.md' leads nowhere (did you mean '/articles/lamp'?)",
    "/categorys/": "link '/categorys/' leads nowhere (did you mean '/categories'?)",
    "/pricing": "link '/pricing' leads nowhere",
    "/images/none.png": "link '/images/none.png' leads nowhere",
    "/../../etc/passwd": "link '/../../etc/passwd' leads nowhere",
    "lamp#nowhere": "link 'lamp#nowhere' leads to no heading there",
    "/articles/lamp#nowhere": "link '/articles/lamp#nowhere' leads to no heading there",
}


def test_misses(make_site: MakeSite) -> None:
    """Each is one warning at its place, in every build; what is proposed leads somewhere."""
    site = linking(make_site, list(MISSES))
    said = [line.partition(": WARNING: ")[2] for line in site.build().warnings.splitlines()]
    assert said == [f"{message} [kb.link]" for message in MISSES.values()]
    again = site.build()
    assert [line.partition(": WARNING: ")[2] for line in again.warnings.splitlines()] == said
    proposed = re.findall(r"did you mean '([^']*)'", again.warnings)
    site.write(
        {"articles/one.md": article(" ".join(f"[w]({one})" for one in proposed), slug="one")}
    )
    assert site.build().warnings == ""


def test_without_an_address_the_site_has_no_feed(make_site: MakeSite) -> None:
    """A file that the build does not make is no target."""
    conf = 'html_baseurl = ""\n'
    warnings = linking(make_site, ["/feed.xml"], conf).build().warnings
    assert "link '/feed.xml' leads nowhere" in warnings


#: Notations of pictures whose names have blanks.
PICTURES = (
    "![x](<two boats.png>)",
    "![x](two%20boats.png)",
    "![x](two boats.png)",
    '![x](/images/two boats.png "Two boats")',
    "![x](</images/two boats.png>)",
    "![x](/images/two%20boats.png)",
    "![x][one]\n\n[one]: <two boats.png>",
    "![x][two]\n\n[two]: /images/two%20boats.png",
    "```{image} two boats.png\n```",
    "```{image} two%20boats.png\n```",
    "```{image} /images/two boats.png\n```",
    "```{figure} two boats.png\n\nCaption.\n```",
    ":::{figure} /images/two boats.png\n:::",
)


@pytest.mark.parametrize("builder", ["html", "epub", "latex"])
def test_blanks_in_names_of_pictures(make_site: MakeSite, builder: str) -> None:
    """The picture is shown, whatever the notation."""
    body = "\n\n".join(PICTURES)
    conf = CONF + 'myst_enable_extensions = ["colon_fence"]\n'
    site = make_site({"conf.py": conf, "articles/one.md": article(body, slug="one"), **FILES})
    build = site.build(builder, config={"version": "1"})
    assert build.warnings == ""
    if builder == "html":
        shown = build.html("articles/one").xpath("//section//img/@src")
        assert len(shown) == len(PICTURES)
        for source in shown:
            assert (build.outdir / "articles" / unquote(source)).is_file()


@pytest.mark.parametrize("what", ["[w](/images/later.png)", "![w](/images/later.png)"])
def test_a_file_that_comes_later(make_site: MakeSite, what: str) -> None:
    """When the file is there, the next build equals a clean one."""
    site = make_site({"articles/one.md": article(what, slug="one")})
    assert "later.png" in site.build().warnings
    site.write({"_static/images/later.png": photo("teal", 30)})
    now, clean = site.build(), site.build(fresh=True, builddir=site.srcdir / "_clean")
    assert now.warnings == ""
    assert differences(now.files(), clean.files()) == {}


@pytest.mark.long
@pytest.mark.ci
def test_a_target_that_changes(make_site: MakeSite) -> None:
    """A link by path follows its target when that is renamed, and says so when it is gone."""
    paths = ["lamp#part", "2020/1-lamp%20file#part", "/feed.xml"]
    site = linking(make_site, paths, 'extensions += ["sphinx_fastbuild"]\n')
    site.build()
    edits: tuple[dict[str, str | None], ...] = (
        {"articles/2020/1-lamp file.md": LAMP.replace('slug: "lamp"', 'slug: "light"')},
        {"articles/2020/1-lamp file.md": LAMP.replace("## Part", "## Piece")},
        {"articles/2020/1-lamp file.md": None},
    )
    for number, edit in enumerate(edits):
        now = site.write(edit).build()
        clean = site.build(fresh=True, builddir=site.srcdir / f"_clean{number}")
        assert sorted_warnings(now) == sorted_warnings(clean)
        assert differences(now.files(), clean.files()) == {}
