"""Nothing that an author nests or names ends a build."""

from __future__ import annotations

import os

import pytest

from sphinx_knowledge_base.core.reading.nesting import MAX_LEVELS, as_written, too_deep
from tests.helpers.articles import article
from tests.helpers.sites import CONF, MakeSite

COLONS = CONF + 'myst_enable_extensions = ["colon_fence"]\n'


def fences(levels: int, sign: str = ":", name: str = "note", inside: str = "Innermost") -> str:
    """Directives within each other."""
    opening = [f"{sign * (levels + 3 - level)}{{{name}}}" for level in range(levels)]
    closing = [sign * (level + 4) for level in range(levels)]
    return "\n".join([*opening, inside, *closing])


def rst(levels: int) -> str:
    """The same in reStructuredText."""
    notes = "".join(f"{'   ' * level}.. note::\n\n" for level in range(levels))
    return f"```{{eval-rst}}\n{notes}{'   ' * levels}Innermost\n```"


DEEP = {
    **{f"{n} colons": fences(n) for n in (MAX_LEVELS + 1, 90, 300, 2_000)},
    **{f"{n} backticks": fences(n, "`") for n in (MAX_LEVELS + 1, 90, 300)},
    **{f"{n} in rST": rst(n) for n in (MAX_LEVELS + 1, 90, 300)},
    **{f"300 {name}s": fences(300, name=name) for name in ("tip", "div", "dropdown", "figure")},
    "tildes": fences(300, "~"),
    "unclosed": "\n".join(":" * (303 - n) + "{note}" for n in range(300)),
    "mixed": fences(60, inside=fences(60, "`")),
    "quoted": "\n".join(f"> {line}" for line in fences(300).split("\n")),
}
#: The parser drops the innermost text of these.
CUT = {
    "quotes": "> " * 300 + "Innermost",
    "lists": "".join(f"{'  ' * n}- x\n" for n in range(300)),
}
FLAT = {
    "brackets": "[" * 2_000 + "Innermost" + "]" * 2_000,
    "stars": "*" * 2_000 + "Innermost",
    "braces": "$" + "{" * 500 + "x" + "}" * 500 + "$",
}


@pytest.mark.parametrize("builder", ["html", "latex", "epub"])
def test_depth(make_site: MakeSite, builder: str) -> None:
    """What goes too deep is named at its line, and shown as written; the rest is built."""
    texts = [*DEEP.values(), *CUT.values(), *FLAT.values()]
    files = {
        f"articles/d{n}.md": article(f"Before.\n\n{text}\n\nAfter.\n", slug=f"d{n}")
        for n, text in enumerate(texts)
    }
    build = make_site({**files, "conf.py": COLONS}).build(builder, config={"version": "1"})
    for number in range(len(DEEP)):
        assert f"articles/d{number}.md:" in build.warnings
        if builder == "html":
            text = build.html(f"articles/d{number}").text_content()
            assert "Before." in text
            if list(DEEP)[number] != "figure":
                assert "Innermost" in text or "note" in text
    assert build.warnings.count("[kb.nesting]") == len(DEEP) + len(CUT)


def test_lists_and_quotes_in_each_other_lose_no_word(make_site: MakeSite) -> None:
    """Twenty levels of a list are as visible as the first, and so is what follows."""
    items = "".join(f"{'  ' * level}- item{level}x\n" for level in range(20))
    body = f"{items}\nafter the list\n\n{'> ' * 40}quoted\n\nthe end\n"
    build = make_site({"articles/a.md": article(body)}).build("html")
    shown = build.html("articles/a").text_content()
    words = [*(f"item{level}x" for level in range(20)), "after the list", "quoted", "the end"]
    assert [word for word in words if word not in shown] == []
    assert build.warnings == ""


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_what_is_nested_too_deeply_is_told(make_site: MakeSite, mark: str) -> None:
    """The page is built, and its line is named."""
    build = make_site({"articles/a.md": article(f"Before.\n\n{mark * 150}x\n")}).build("html")
    line = article("Before.\n\n@").split("\n").index("@") + 1
    assert f"a.md:{line}: WARNING: nested deeper than 100 levels" in build.warnings
    assert build.warnings.count("WARNING") == 1
    assert "Before." in build.html("articles/a").text_content()


@pytest.mark.parametrize("levels", [1, 5, MAX_LEVELS])
def test_usual_depth(levels: int) -> None:
    """Directives that people write are left alone."""
    for text in (fences(levels), fences(levels, "`"), rst(levels - 1)):
        assert list(too_deep(text.split("\n"))) == []


@pytest.mark.parametrize("name", DEEP)
def test_lines_keep_their_numbers(name: str) -> None:
    """A block that is shown as code has as many lines as before."""
    lines = ["Before.", "", *DEEP[name].split("\n"), "", "After."]
    (block,) = too_deep(lines)
    shown = as_written(lines, block)
    assert len(shown) == len(lines)
    assert list(too_deep(shown)) == []


def test_links_to_and_fro(make_site: MakeSite) -> None:
    """Folders that all link to each other are read once, in a short time."""
    site = make_site({f"articles/f{one}/a{one}.md": article(slug=f"a{one}") for one in range(12)})
    for one in range(12):
        for other in range(12):
            (site.srcdir / f"articles/f{one}/to[{other}]").symlink_to(
                site.srcdir / f"articles/f{other}"
            )
    build = site.build(config={"exclude_patterns": ["articles/*/to*/to*"]})
    assert "articles/f0/to[0]:1:1: WARNING: this folder is left out: " in build.warnings
    assert {"articles/a0.html", "articles/a11.html"} <= build.files().keys()


def test_links_in_what_is_never_a_source(make_site: MakeSite) -> None:
    """Packages that are linked to each other, as pnpm installs them, are not walked through."""
    site = make_site({"articles/a.md": article(slug="a")})
    for one in range(8):
        folder = site.srcdir / f"node_modules/p{one}"
        folder.mkdir(parents=True)
        for other in range(8):
            (folder / f"to{other}").symlink_to(site.srcdir / f"node_modules/p{other}")
    build = site.build()
    assert build.warnings == ""
    assert "articles/a.html" in build.files()


def test_odd_files(make_site: MakeSite) -> None:
    """Loops of links, pipes, dangling links and odd names are named and left out."""
    site = make_site({"articles/a.md": article(slug="a"), "articles/sub/b.md": article(slug="b")})
    folder = site.srcdir / "articles"
    (folder / "sub/up").symlink_to(folder)
    (folder / "self").symlink_to(folder)
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    (folder / "round.md").symlink_to(folder / "round.md")
    os.mkfifo(folder / "pipe.md")
    site.write({"articles/cafe\u0301.md": article(slug="c")})
    build = site.build()
    for name in ("pipe.md", "cafe\u0301.md"):
        assert f"articles/{name}:1:1: WARNING: this file is left out: " in build.warnings
    for name in ("self", "sub/up"):
        assert f"articles/{name}:1:1: WARNING: this folder is left out: " in build.warnings
    pages = {name for name in build.files() if name.startswith("articles/") and "html" in name}
    assert {"articles/a.html", "articles/b.html"} <= pages
    assert "articles/c.html" not in pages
