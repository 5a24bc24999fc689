"""Every link of every output has one of the allowed schemes, and a book holds what is known."""

from __future__ import annotations

import zipfile

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sphinx_knowledge_base.book.epub.xhtml import clean
from sphinx_knowledge_base.cli.app import app as kb
from sphinx_knowledge_base.core.link_schemes import is_allowed
from sphinx_knowledge_base.site import refused_link_schemes
from tests.helpers.articles import article
from tests.helpers.sites import MakeSite

SCHEMES = ("http", "https", "mailto", "tel")
BIBLIOGRAPHY = "\n".join(
    f"@misc{{k{number}, title = {{T}}, author = {{A, B}}, year = 2020, url = {{{url}}}}}"
    for number, url in enumerate(
        [
            *("javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x"),
            *("file:///etc/passwd", " javascript:alert(1)", "java\tscript:alert(1)"),
        ]
    )
)


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub", "latex"])
def test_links_of_a_bibliography_and_of_trusted_html(make_site: MakeSite, builder: str) -> None:
    """The address of a work, and raw HTML of trusted authors, lead to no script either."""
    text = "Says {cite}`k0,k1,k2,k3,k4,k5,k6`.\n\n<a href='javascript:alert(1)'>x</a>\n\n"
    text += (
        "`href=javascript:shown` <a href=java&#10;script:alert(2) title='a>b'>kept &amp; x</a>\n"
    )
    site = make_site({"articles/a.md": article(text), "references.bib": BIBLIOGRAPHY})
    build = site.build(builder, config={"kb_authors": "trusted", "version": "1"})
    files = build.files()
    for name in [name for name in files if name.endswith(".epub")]:
        with zipfile.ZipFile(build.outdir / name) as book:
            files |= {inner: book.read(inner) for inner in book.namelist()}
    pages = {name: data for name, data in files.items() if name.endswith(("html", ".xml"))}
    for name, data in pages.items():
        for _, _, link, _ in lxml.html.document_fromstring(data).iterlinks():
            assert is_allowed(link, SCHEMES) or link.startswith("data:image/"), name
    if builder == "html":
        page = build.html("articles/a").text_content()
        assert "href=javascript:shown" in page
        assert "kept & x" in page
    if builder == "latex":
        assert rb"\href{javascript" not in files["book.tex"]


TARGETS = [
    *("javascript:x", " javascript:x", "JAVASCRIPT:x", "java\nscript:x", "\x01javascript:x"),
    *("java\tscript:x", "\u00a0javascript:x", "vbscript:x", "data:text/html,x", "file:///x"),
    *("blob:x", "filesystem:x", "view-source:x", "feed:javascript:x", "jar:x", "ms-its:x"),
    *("x-apple:y", "about:blank", "ws://x", "livescript:x", "mocha:x", "intent:x"),
]


@pytest.mark.parametrize("target", TARGETS)
def test_refused(target: str) -> None:
    """Browsers would read each of these as another scheme than those of links."""
    assert not is_allowed(target, SCHEMES)


@pytest.mark.parametrize(
    "target",
    [*("#a", "a/b.html", "../x", "/x", "//host/x", "?a:b", "https://x", "HTTP://x", "mailto:a@b")],
)
def test_allowed(target: str) -> None:
    """Addresses of pages, mail and telephones are links."""
    assert is_allowed(target, SCHEMES)


PIECES = (
    *("<a ", "<IMG ", "<svg ", " ", "\n", "\t" * 400, ">", "=", " = ", "'", '"'),
    *("title", "href", "HREF", "xlink:href", "SrC", "formaction", "data-src"),
    *("javascript:x", "/fine"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_the_quick_look_misses_nothing(html: str) -> None:
    """A body that is written as it stands has no address that the parser would refuse."""
    rewriter = refused_link_schemes.Rewriter(SCHEMES)
    rewriter.feed(html)
    rewriter.close()
    quick = all(
        refused_link_schemes.is_fine(html, start, SCHEMES)
        for start in refused_link_schemes.addresses(html)
    )
    assert not (rewriter.refused and quick)


UNKNOWN = [
    "<script>x</script>",
    "<svg><set attributeName='href' to='javascript:x'/></svg>",
    "<svg><script>x</script><rect onload='x'/></svg>",
    "<svg><foreignObject><p>x</p></foreignObject></svg>",
    "<svg><a href='javascript:x'><text>x</text></a></svg>",
    "<svg><use href='https://evil.example/x#y'/></svg>",
    "<button formaction='javascript:x'>x</button>",
    "<img src='a.png' srcset='https://evil.example/x.png 2x' alt=''/>",
    "<img src='https://evil.example/x.png' alt='x'/>",
    "<img src='//evil.example/x.png' alt='x'/>",
    "<p style='background: url(https://evil.example/x.png)'>x</p>",
    "<p style='background: \\75rl(https://evil.example/x.png)'>x</p>",
    "<table background='https://evil.example/x.png'><tr><td>x</td></tr></table>",
    "<a href='x.html' ping='https://evil.example/'>x</a>",
    "<frame src='https://evil.example/'/>",
    "<frameset><frame src='https://evil.example/'/></frameset>",
    "<video><track src='https://evil.example/x.vtt'/></video>",
    "<applet code='https://evil.example/x'>x</applet>",
    "<object data='https://evil.example/x'>x</object>",
    "<math href='javascript:x'><mi>x</mi></math>",
    "<math><maction actiontype='x' href='javascript:x'><mi>x</mi></maction></math>",
    "<q cite='javascript:x'>x</q>",
    "<p onclick='x' contenteditable='' is='x'>x</p>",
    "<portal src='https://evil.example/'></portal>",
    "<x-y src='https://evil.example/'>x</x-y>",
    "<menuitem onclick='x'>x</menuitem>",
    "<isindex action='javascript:x'/>",
    "<base href='https://evil.example/'/>",
]


@pytest.mark.parametrize("html", UNKNOWN)
def test_book_holds_what_is_known(html: str) -> None:
    """What is not on the list is not in a book; text beside it stays."""

    def repair(href: str) -> str | None:
        return href if is_allowed(href, SCHEMES) else None

    found = str(clean(f"<p>Before</p>{html}<p>After</p>", repair).markup)
    for word in ("script", "evil", "onclick", "onload", "formaction", "portal", "x-y", "frame"):
        assert word not in found, found
    assert "Before" in found
    assert "After" in found


LONG = "a" * 300
#: Addresses with NUL, with names longer than any, and of folders.
IMPOSSIBLE = (
    *("[words](%00)", "[words](a%00.md)", f"[words]({LONG}.md)", f"[words](/{LONG})"),
    *("![words](%00.png)", f"![words]({LONG}.png)", f"![words](/images/{LONG}.png)"),
    *("[words][r]\n\n[r]: %00", "[words](path:%00)", f"[words](project:{LONG}.md)"),
    *('<a href="%00">words</a>', f'<a href="{LONG}">words</a>'),
    *('<img src="%00.png" alt="words">', f'<video src="{LONG}">words</video>'),
    *(f"```{{image}} {LONG}.png\n:alt: words\n```", "![words](.)", "![words](..)"),
)


def test_an_address_that_no_file_can_have_costs_no_page(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of the article is built, ``kb check`` goes on, and each warning names the place."""
    bodies = {f"articles/a-{number}": body for number, body in enumerate(IMPOSSIBLE)}
    site = make_site(
        {f"{name}.md": article(f"Before.\n\n{body}\n\nAfter.\n") for name, body in bodies.items()}
    )
    build = site.build("html")
    monkeypatch.chdir(site.srcdir)
    checked = CliRunner().invoke(kb, ["check"]).output
    for name, body in bodies.items():
        page = build.html(name)
        assert "After." in page.text_content(), body
        assert "words" in lxml.html.tostring(page, encoding="unicode"), body
    assert f"{len(IMPOSSIBLE) + 1} files checked: " in checked
    for warning in build.warnings.splitlines():
        assert warning.startswith("articles/a-"), warning
        assert "failed" not in warning


def test_escaped_brackets_are_no_refused_link(make_site: MakeSite) -> None:
    """A term may be called like a link; nobody is warned of what was not typed."""
    label = "[x](javascript:alert(1)) (a-b) <javascript:y>"
    site = make_site({"articles/a.md": article("Text.\n", title=label, tags=[label])})
    assert site.build("html").warnings == ""
