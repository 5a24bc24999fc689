"""Make the links of a text absolute, as lxml does."""

from __future__ import annotations

import lxml.html
import pytest
from lxml.html.defs import link_attrs

from sphinx_knowledge_base.exports.article_text.absolute_links import make_links_absolute

URL = "https://example.org/kb/articles/a.html"

FRAGMENTS = (
    '<a href="b.html">b</a>',
    '<a href="../tags/t.html#x?y">t</a> <a href="#here">here</a>',
    '<a href="">empty</a> <a href>no value</a>',
    '<a href=" b.html\n">spaces</a> <a href="//other.example/a/../b">other</a>',
    '<a href="mailto:a@example.org">mail</a> <a href="javascript:void(0)">script</a>',
    '<a href="https://example.org/%C3%BC?a=1&amp;b=2#c">whole</a> <a href="ü b">letters</a>',
    '<a HREF="B.html">upper case</a> <a data-href="b.html" title="href">others</a>',
    '<img src="../_images/a.png" srcset="a.png 1x, b.png 2x" usemap="#map" longdesc="d.html">',
    '<blockquote cite="b.html"><q cite="c.html">q</q></blockquote>',
    '<form action="send"><input formaction="other" src="a.png"></form>',
    '<svg><use xlink:href="a.svg#b"></use><image href="c.png"/></svg>',
    '<video src="a.mp4" poster="a.png"><source src="b.mp4"><track src="c.vtt"></video>',
    '<table background="a.png"><tr><td style="width: 50%">cell</td></tr></table>',
    '<p style="background: url(a.png), URL(\'b.png\')">styled <a href="c">c</a></p>',
    '<p style="width: calc(1px + 2px)">styled <a href="c">c</a></p>',
    '<style>@import "a.css"; p {background: url("b.png")}</style><a href="c">c</a>',
    '<object codebase="x/" data="a.swf" classid="b" archive="c d"><param name="n" valuetype="ref"'
    ' value="e"></object><a href="c">c</a>',
    '<applet archive="a b" codebase="c"></applet>',
    '<meta http-equiv="refresh" content="5; url=a.html"><a href="c">c</a>',
    '<base href="https://elsewhere.example/x/"><a href="c">c</a> <img src="d">',
    "<!-- <a href='b.html'> --><a href='c.html'>c</a>",
    *(f'<i {name}="b/c.html">{name}</i>' for name in sorted(link_attrs)),
)


@pytest.mark.parametrize("fragment", [*FRAGMENTS, "<div>".join(FRAGMENTS)])
def test_links_are_those_of_lxml(fragment: str) -> None:
    """Whatever has a link, and wherever: what is made of it is what lxml's own method makes."""
    ours = lxml.html.fragment_fromstring(fragment, create_parent="div")
    theirs = lxml.html.fragment_fromstring(fragment, create_parent="div")
    make_links_absolute(ours, URL)
    theirs.make_links_absolute(URL)
    for element in (*ours.iter(), *theirs.iter()):
        for name in ("poster", "srcset"):  # which lxml does not know
            element.attrib.pop(name, None)
    assert lxml.html.tostring(ours) == lxml.html.tostring(theirs)


def test_more_links_than_lxml_knows() -> None:
    """Each source of a ``srcset``, and the ``poster`` of a video, also beside unusual links."""
    html = (
        '<img srcset="a.png 1x, ../b.png 2x"><video poster="c.png"></video>'
        '<p style="background: url(d.png)"></p>'
    )
    body = lxml.html.fragment_fromstring(html, create_parent="div")
    make_links_absolute(body, URL)
    base = "https://example.org/kb"
    assert body.xpath("//@srcset") == [f"{base}/articles/a.png 1x, {base}/b.png 2x"]
    assert body.xpath("//@poster") == [f"{base}/articles/c.png"]
    assert body.xpath("//@style") == [f"background: url({base}/articles/d.png)"]
