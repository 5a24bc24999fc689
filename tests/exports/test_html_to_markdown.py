"""Compare the Markdown copy of an article with its page."""

from __future__ import annotations

import shutil
from pathlib import Path

import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml.html import HtmlElement
from lxml.html.builder import E

from sphinx_knowledge_base.exports.article_text.html_to_markdown import to_markdown
from sphinx_knowledge_base.exports.article_text.texts import between_header_and_footer, make_text
from tests.helpers import contents
from tests.helpers.sites import MakeSite, Site
from tests.helpers.stress import stress_files
from tests.helpers.tools import ROOT

KITCHEN_SINK = ROOT / "tests" / "fastbuild" / "kitchen_sink"
URL = "https://kb.example.org/articles/one.html"

#: Letters, and what some dialect of Markdown takes for more than text.
TEXTS = st.text(st.sampled_from("ab1 \n*_`~[](){}<>!#+-=|:.,;$&/\\\"'^%@é中ש"), max_size=12)


def written(html: str) -> str:
    return to_markdown(lxml.html.fragment_fromstring(html, create_parent="div"))


@given(st.text(st.sampled_from("ab \t\r\n"), max_size=12))
def test_spaces_between_words_are_one(text: str) -> None:
    """However many there are and of whatever kind; lines stay lines."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    assert to_markdown(E.div(E.p(text))) == "\n".join(filter(None, lines)) + "\n"


def read(element: HtmlElement) -> HtmlElement:
    """What Markdown's reader makes of an element."""
    body = E.div(element)
    return lxml.html.fragment_fromstring(
        contents.READER.render(to_markdown(body)), create_parent="div"
    )


def shape(element: HtmlElement) -> list[str]:
    return [str(one.tag) for one in element.iterdescendants()]


def words(text: str | None) -> str:
    return "".join((text or "").split())


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>p &lt; 0.05, ~5 mg, R&amp;D.</p>", "p < 0.05, ~5 mg, R&D.\n"),
        ("<p>1. x</p><p># x</p><p>- x</p><p>: x</p>", "1\\. x\n\n\\# x\n\n\\- x\n\n\\: x\n"),
        ("<p>-40 mg and 3.5 mg</p>", "-40 mg and 3.5 mg\n"),
        ("<p>&lt;<span>script&gt;</span></p>", "\\<script>\n"),
        ("<h2>C #</h2>", "## C \\#\n"),
        ("<p>a<br>b<br></p>", "a\\\nb\n"),
        ("<p>10<sup>-3</sup> of H<sub>2</sub>O</p>", "10<sup>-3</sup> of H<sub>2</sub>O\n"),
        ("<p>a<em> b </em>c</p>", "a *b* c\n"),
        ("<p>这是<strong>“重”</strong>的</p>", "这是<strong>“重”</strong>的\n"),
        ("<p>wow!<a href='u'>x</a></p>", "wow\\![x](u)\n"),
        ("<p><a href='https://x.org/a_b'>https://x.org/a_b</a></p>", "<https://x.org/a_b>\n"),
        ("<p><a href='a(b' title='&quot;t&quot;'>x</a></p>", '[x](<a(b> "\\"t\\"")\n'),
        ("<p><a href='a?b=1&amp;copy;'>x</a></p>", "[x](<a?b=1\\&copy;>)\n"),
        ("<p><img src='i.png' alt='a [b]'></p>", "![a \\[b\\]](i.png)\n"),
        ("<p><code>a`b</code> <code>`</code></p>", "``a`b`` `` ` ``\n"),
        ("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````\n"),
        (
            "<div class='highlight-python notranslate'><div class='highlight'><pre>"
            "<span class='linenos'>1</span>x  \n\n"
            "<span class='linenos'>2</span>y\n</pre></div></div>",
            "```python\nx  \n\ny\n```\n",
        ),
        ("<ul><li><p>a</p></li><li><p>b</p><ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c\n"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c\n"),
        ("<ol start='9'><li>a</li><li>b</li></ol>", "9. a\n10. b\n"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b\n"),
        ("<ul><li>a<blockquote><p>b</p></blockquote></li></ul>", "- a\n\n  > b\n"),
        ("<dl><dt>a</dt><dd><p>b</p><p>c</p></dd><dd>d</dd></dl>", "a\n:   b\n\n    c\n:   d\n"),
        (
            "<table><caption>C</caption><thead><tr><th class='text-right'>a|b</th></tr></thead>"
            "<tbody><tr><td><code>x|y</code><p>z</p></td></tr></tbody></table>",
            "C\n\n| a\\|b |\n| ---: |\n| `x\\|y`<br>z |\n",
        ),
        (
            "<table><tr><td rowspan='2'>a</td><td colspan='2'>b</td></tr>"
            "<tr><td>c</td><td>d</td></tr></table>",
            "|  |  |  |\n| --- | --- | --- |\n| a | b |  |\n|  | c | d |\n",
        ),
        (
            "<div class='admonition note'><p class='admonition-title'>Note</p><p>x</p></div>",
            "> **Note**\n>\n> x\n",
        ),
        (
            "<p>a<a class='footnote-reference' role='doc-noteref' href='#n'><span>[</span>1"
            "<span>]</span></a></p><aside class='footnote'><span class='label'><span>[</span>"
            "<a href='#r'>1</a><span>]</span></span><p>b</p><p>c</p></aside>",
            "a[^1]\n\n[^1]: b\n\n    c\n",
        ),
        (
            "<p><math alttext='a_b &lt; c'><mi>a</mi></math></p><div class='math'>"
            "<span class='eqno'>(1)</span><math alttext='x % why\n= y'></math></div>",
            "$a_b < c$\n\n$$x = y \\tag{1}$$\n",
        ),
        ("<div class='math'>\\[a\\]</div><span class='math'>\\(b\\)</span>", "$$a$$\n\n$b$\n"),
        (
            "<ul><li><input type='checkbox' checked>a</li><li><input type='checkbox'>b</li></ul>",
            "- [x] a\n- [ ] b\n",
        ),
        (
            "<div class='line-block'><div class='line'>a</div><div class='line'>b</div></div>",
            "a\\\nb\n",
        ),
        ("<details><summary>a</summary><p>b</p></details><!-- c -->", "**a**\n\nb\n"),
        ("<p dir='rtl'>الكيتامين <strong>دواء</strong></p>", "الكيتامين **دواء**\n"),
        ("<p></p><div> \n</div>", "\n"),
    ],
)  # fmt: skip
def test_notation(html: str, markdown: str) -> None:
    """Each thing has its notation, and only what Markdown would misread is escaped."""
    assert written(html) == markdown


@given(TEXTS, TEXTS, TEXTS)
@example("a", "“b”", "c")
@example("a*", "b", "*c")
@example("", "a", "1. b")
@example("a\n", "b", "\n- c\n===")
@example("", "", ": a")
@example("a\n~ b", "", "")
def test_text_stays_text(before: str, stressed: str, after: str) -> None:
    """No text in a paragraph is taken for notation, and a stress is seen wherever it stands."""
    element = read(E.p(before, E.strong(stressed), after))
    assert words(element.text_content()) == words(before + stressed + after)
    expected = ["p"] if words(before + stressed + after) else []
    assert shape(element) == expected + (["strong"] if words(stressed) else [])


@given(TEXTS)
@example("#")
@example("a #")
@example("|\n|")
def test_text_in_blocks(text: str) -> None:
    """No text is taken for notation in a heading, a list, a quote, a definition or a table."""
    has_words = bool(words(text))
    for element, expected in (
        (E.h2(text), ["h2"]),
        (E.ul(E.li(text), E.li("b")), ["ul", "li", "li"]),
        (E.blockquote(E.p(text)), ["blockquote", "p"]),
        (E.dl(E.dt("a"), E.dd(text)), ["dl", "dt", "dd"]),
        (E.table(E.thead(E.tr(E.th(text))), E.tbody(E.tr(E.td("b")))),
         ["table", "thead", "tr", "th", "tbody", "tr", "td"]),
    ):  # fmt: skip
        found = read(element)
        first_words = words(element.text_content())
        assert words(found.text_content()) == first_words
        if has_words:
            assert [tag for tag in shape(found) if tag != "br"] == expected


@given(TEXTS, TEXTS, TEXTS)
def test_links_and_pictures(text: str, address: str, title: str) -> None:
    """A link leads where it led and is called what it was, and so it is with pictures."""
    link, picture = E.a(text, href=address, title=title), E.img(src=address, alt=text, title=title)
    found = read(E.p("a ", link, " b ", picture))
    if address and words(text) and not address.isspace():
        (there,) = found.iter("a")
        assert words(there.text_content()) == words(text)
        assert there.get("href") == contents.READER.normalizeLink(" ".join(address.split()))
    if address and not address.isspace():
        (shown,) = found.iter("img")
        assert words(shown.get("alt")) == words(text)
        assert words(shown.get("title")) == words(title)


@given(TEXTS)
@example("\n> a")
def test_code(text: str) -> None:
    """Code is kept as it is, in a line and as a block."""
    if not words(text):
        return
    (line,) = read(E.p("a ", E.code(text), " b")).iter("code")
    assert words(line.text_content()) == words(text)
    (block,) = read(E.pre(text)).iter("code")
    assert block.text_content().strip("\n") == text.strip("\n")


def test_stress(make_shared_site: MakeSite) -> None:
    """The article with everything that is hard to print has all of it in its Markdown."""
    build = make_shared_site(stress_files()).build("html")
    rendered = between_header_and_footer(build.path("articles/stress").read_bytes()).decode()
    html, markdown = make_text(rendered, URL, in_markdown=True)
    assert contents.of_markdown(markdown) == contents.of_html(html)
    assert (
        contents.of_html(html).words
        in contents.of_markdown((build.outdir / "articles/stress.md").read_text("utf-8")).words
    )


def test_kitchen_sink(tmp_path: Path) -> None:
    """So has each page of a project with every directive that there is."""
    shutil.copytree(KITCHEN_SINK, tmp_path / "sink")
    build = Site(tmp_path / "sink").build("html")
    for page in sorted(build.outdir.rglob("*.html")):
        (article,) = build.html(page.relative_to(build.outdir).with_suffix("").as_posix()).iter(
            "article"
        )
        inner = "".join(lxml.html.tostring(one, encoding="unicode") for one in article)
        html, markdown = make_text(f"<div></div>{inner}", URL, in_markdown=True)
        assert contents.of_markdown(markdown) == contents.of_html(html), page
