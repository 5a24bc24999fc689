"""Hostile and broken input stays in its place, and a broken file costs one article."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.helpers.articles import article
from tests.helpers.sites import CONF, Build, MakeSite, Site

SCRIPT = "</title><script>alert(1)</script>"
QUOTES = '" onload="alert(2)" x=\''
GOOD = {"articles/good.md": article(title="Good", slug="good")}


def built(make_site: MakeSite, files: dict[str, str | bytes], builder: str = "html") -> Build:
    """The build of these articles beside a good one, which is always there."""
    return make_site({**GOOD, **files}).build(builder, config={"version": "1"})


EVIL = {
    "title": f"T {SCRIPT} {QUOTES}",
    "excerpt": f"E {SCRIPT} {QUOTES}",
    "tags": [f"G {SCRIPT}", "a/b", "../../etc", "x\\y{z}$%&#_^~", QUOTES + "q"],
    "author": f"A {SCRIPT} {QUOTES}",
    "audience": f"U {SCRIPT}",
    "series": f"S {SCRIPT}",
    "category": f"C {SCRIPT}",
    "featuredImageAlt": QUOTES,
    "reviewedBy": f"R {SCRIPT}",
    "reviewedAt": "2025-01-01",
    "keywords": [SCRIPT],
}


@pytest.fixture(scope="module")
def evil(make_shared_site: MakeSite) -> Site:
    """One article whose every value tries to be markup, listed everywhere."""
    index = "# Home\n\n" + "\n\n".join(
        f"```{{articles}}\n:layout: {layout}\n```"
        for layout in ("cards", "list", "table", "compact")
    )
    conf = CONF + f"kb_disclaimers = {{'default': {SCRIPT!r}}}\n"
    text = article("## Section\n\nText.\n", slug="evil", **EVIL)
    return make_shared_site({"conf.py": conf, "index.md": index, "articles/x.md": text, **GOOD})


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_values_are_text_in_html(evil: Site, builder: str) -> None:
    """No page has a script or a handler that an author wrote, and the text is read back."""
    build = evil.build(builder, fresh=True)
    assert build.warnings == ""
    pages = [name for name in build.files() if name.endswith(".html")]
    for name in pages:
        page = build.html(name.removesuffix(".html"))
        scripts = page.xpath('//script[not(@type="application/ld+json")]/text()')
        assert not any("alert(" in script for script in scripts), name
        for data in page.xpath('//script[@type="application/ld+json"]/text()'):
            json.loads(data)
        assert page.xpath("//@onload") == [], name
    page = build.html("articles/evil")
    assert page.xpath("//h1")[0].text_content().startswith(f"T {SCRIPT}")
    assert page.find_class("kb-standfirst")[0].text_content() == EVIL["excerpt"]
    assert page.xpath("//title")[0].text.startswith("T </title><script>")


@pytest.mark.parametrize("builder", ["latex", "epub", "text", "xml"])
def test_values_are_text_elsewhere(evil: Site, builder: str) -> None:
    """No builder stumbles, and no TeX command that an author wrote remains one."""
    build = evil.build(builder, fresh=True, config={"version": "1"})
    assert build.warnings == ""
    if builder == "latex":
        assert rb"x\y{z}" not in build.files()["book.tex"]


def test_tag_with_a_slash_is_one_page(evil: Site) -> None:
    """A label makes an address of one segment and nothing outside the tags' folder."""
    build = evil.build(fresh=True)
    pages = {name for name in build.files() if re.match(r"tags/.*\.html", name)}
    assert {"tags/a-b.html", "tags/etc.html", "tags/x-y-z.html"} <= pages
    assert all(name.count("/") == 1 for name in pages)


@pytest.mark.parametrize(
    "slug",
    ["../../etc/passwd", "/etc/passwd", "a/b", "..", ".", "a\0b", "C:\\x", "%2e%2e", "{slug}"],
)
def test_slug_that_leaves_its_folder(make_site: MakeSite, slug: str, tmp_path: Path) -> None:
    """It is an error; nothing is written for it, and above all not outside the output."""
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    build = built(make_site, {"articles/x.md": article(slug=slug, title="Traversal")})
    assert "articles/x.md:5:" in build.warnings
    assert "[kb.slug]" in build.warnings or "[kb.front_matter]" in build.warnings
    assert build.path("articles/good").is_file()
    assert not any(b"Traversal" in data for data in build.files().values())
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    srcdir = build.outdir.parent.parent
    assert all(path.is_relative_to(srcdir) for path in new)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(article(title="Fine").encode("utf-8-sig"), id="BOM"),
        pytest.param(article(title="Fine").replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(article(title="Fine").replace("\n", "\r\n").encode("utf-8-sig"), id="both"),
        pytest.param(article(title="Fine").rstrip().encode(), id="no line end"),
        pytest.param(article("", title="Fine").encode(), id="no body"),
        pytest.param(article("x" * 200_000, title="Fine").encode(), id="long line"),
        pytest.param(article("Text.\n", title="Fine", x_1="y" * 60_000).encode(), id="60 KB"),
    ],
)
def test_unusual_but_fine(make_site: MakeSite, data: bytes) -> None:
    """Such a file is an article like any other."""
    site = make_site({**GOOD, "articles/x.md": data})
    build = site.build(config={"kb_extra_keys": ["x_1"], "nitpicky": True})
    assert build.warnings == ""
    assert [one.text for one in build.html("articles/x").xpath("//h1")] == ["Fine"]


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        pytest.param(b"Just text.\n", "articles/x.md:1:1: ERROR: no front matter", id="none"),
        pytest.param(b"", "articles/x.md:1:1: ERROR: no front matter", id="empty"),
        pytest.param(
            b"---\ntitle: x\n", "articles/x.md:1:1: ERROR: front matter is not closed", id="open"
        ),
        pytest.param(
            article().encode().replace(b"paragraph", b"par\xe4graph"),
            "articles/x.md:7:6: ",
            id="Latin-1",
        ),
        pytest.param(
            article().encode().replace(b"An Art", b"An\0Art"), "articles/x.md:2:", id="NUL"
        ),
        pytest.param(
            article(x="y" * 70_000).encode(), "front matter is larger than 64 KiB", id="64 KiB"
        ),
        pytest.param(b"---\ntitle: [\n---\n", "articles/x.md:", id="YAML"),
        pytest.param(b"---\na: &a [x]\nb: *a\n---\n", "articles/x.md:2:", id="anchor"),
        pytest.param(b"---\ntitle: a\ntitle: b\n---\n", "articles/x.md:3:1:", id="twice"),
        pytest.param(b"---\n\ttitle: a\n---\n", "articles/x.md:2:", id="tab"),
        pytest.param(b"\xff\xfe" + article().encode("utf-16-le"), "articles/x.md:1:", id="UTF-16"),
    ],
)
@pytest.mark.long
@pytest.mark.ci
def test_broken_file(make_site: MakeSite, data: bytes, warning: str) -> None:
    """It is reported where it is broken and left out; the rest of the site is built as without."""
    build = built(make_site, {"articles/x.md": data})
    assert warning in build.warnings
    assert re.search(r"left out, kb\.\w+: articles/x\.md:", build.status)
    alone = make_site(GOOD, "alone").build(config={"version": "1"})
    assert alone.warnings == ""
    assert build.files() == alone.files()


def test_two_articles_with_one_slug(make_site: MakeSite) -> None:
    """One keeps the address; the other is reported and left out."""
    files = {
        f"articles/{name}.md": article(slug="same", title=f"Twin {name.upper()}") for name in "ab"
    }
    build = built(make_site, dict(files))
    assert build.warnings.splitlines() == [
        "articles/b.md:5:7: ERROR: "
        "slug 'same' is taken by articles/a.md; 'same-2' is free [kb.slug]",
    ]
    assert b"Twin A" in build.files()["articles/same.html"]
    assert not any(b"Twin B" in data for data in build.files().values())


def test_article_that_is_a_symbolic_link_to_nowhere(make_site: MakeSite) -> None:
    """A file that cannot be read costs itself and not the build."""
    site = make_site(GOOD)
    (site.srcdir / "articles" / "x.md").symlink_to("nowhere.md")
    assert site.build().path("articles/good").is_file()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("مقالة عن الألم \N{RIGHT-TO-LEFT OVERRIDE}abc", "مقالة"),
        ("\N{FIRE} Pain \N{WOMAN}\N{ZERO WIDTH JOINER}\N{STAFF OF AESCULAPIUS}", "fire"),
        ("慢性疼痛", "慢性疼痛"),
        ("दर्द", "दर्द"),
        ("Ünïcödé & <b>", "ünïcödé"),
    ],
)
@pytest.mark.parametrize("builder", ["html", "latex", "epub"])
def test_any_script(make_site: MakeSite, title: str, slug: str, builder: str) -> None:
    """Titles, tags and slugs of any script work."""
    tags = [title, "普通"]
    build = built(make_site, {"articles/x.md": article(title=title, slug=slug, tags=tags)}, builder)
    assert build.warnings == ""
    if builder == "html":
        page = build.html(f"articles/{slug}")
        assert page.xpath("//h1")[0].text == title
        assert title in build.html("articles/index").text_content()


def test_long_values(make_site: MakeSite) -> None:
    """Values of any length do not end the build: a file's name has its limit in every system."""
    long = "word " * 400
    files = {"articles/x.md": article(title=long, slug="x", excerpt=long, keywords=[long])}
    build = built(make_site, dict(files))
    assert build.warnings == ""


@pytest.mark.parametrize(
    "values", [{"slug": "x" * 300}, {"tags": ["x" * 300]}, {"category": "X" * 300}], ids=str
)
def test_address_longer_than_a_file_name(make_site: MakeSite, values: dict[str, object]) -> None:
    """It is reported at its place, and the rest of the site is built."""
    build = built(make_site, {"articles/a.md": article(**{"slug": "a", **values})})
    assert "articles/a.md:" in build.warnings
    assert "is longer than 200 bytes" in build.warnings
    assert build.path("articles/good").is_file()


def test_json_of_passed_on_keys(make_site: MakeSite) -> None:
    """What is passed on to MyST cannot open front matter of its own."""
    more = {"myst": {"substitutions": {"a": "---\n# Injected\n---\n"}}}
    text = article("Text.\n", title="Outer", **more)
    assert json.dumps(more["myst"]) in text
    build = built(make_site, {"articles/x.md": text})
    assert [one.text for one in build.html("articles/x").xpath("//h1")] == ["Outer"]
