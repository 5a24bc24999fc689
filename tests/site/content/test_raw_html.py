"""Raw HTML belongs to the article: its tags end there, and its addresses lead where others do."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sphinx_knowledge_base.site.content.html.balance import balanced
from tests.helpers.articles import article
from tests.helpers.sites import CONF, Build, MakeSite, Site


def picture(size: int) -> bytes:
    data = BytesIO()
    Image.new("RGB", (size, size)).save(data, "PNG")
    return data.getvalue()


TAGS = ["div", "b", "span", "p", "section", "ul", "li", "table", "tr", "td", "a", "details", "pre"]
TAGS += ["summary", "svg", "math", "select", "option", "form", "button", "h2", "dl", "dt", "i"]
TAGS += ["script", "style", "textarea", "title", "iframe", "noscript", "template", "plaintext"]
TAGS += ["html", "head", "body", "frameset", "base", "article", "main", "center", "nobr", "img"]
PIECES = st.one_of(
    st.sampled_from(TAGS).map(lambda name: f"<{name}>"),
    st.sampled_from(TAGS).map(lambda name: f"</{name}>"),
    st.sampled_from(
        ["<div class='a", '<a href="', "<!--", "-->", "<![CDATA[", "]]>", "<?x", "<br/>"]
    ),
    st.sampled_from(["text", "&amp;", "<", ">", " ", "\n"]),
)


@settings(deadline=None, max_examples=400)
@given(st.lists(st.one_of(st.none(), st.lists(PIECES, max_size=5).map("".join)), max_size=6))
def test_pieces_never_reach_out(pieces: list[str | None]) -> None:
    """Whatever stands before, between and after the pieces keeps its place."""
    made = balanced(tuple(pieces))
    if made is None:
        return
    assert [piece for piece in made if piece is None] == [one for one in pieces if one is None]
    inside = "".join("<kb-node></kb-node>" if piece is None else piece for piece in made)
    page = f"<main><section id=a>{inside}<footer id=b></footer></section><nav id=c></nav></main>"
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    (main,) = tree.findall(".//main[section]")
    assert main[0].get("id") == "a"
    assert main[-1].get("id") == "c"
    assert main[0][-1].get("id") == "b"
    assert len(tree.findall(".//kb-node")) == pieces.count(None)


@pytest.mark.parametrize(
    "html",
    [
        *("<b>bold</b>", "<p>one<br>two</p>", "<!-- comment -->", "<img src=a alt=''>"),
        *("<details open><summary>a</summary>b</details>", "<ul><li>a<li>b</ul>"),
        '<table><tr><td colspan="2">a</td></tr></table>',
    ],
)
def test_what_is_in_balance_stays_as_it_is(html: str) -> None:
    """Nothing is written anew without need."""
    assert balanced((html,)) == (html,)


BODIES = {
    "closed too often": "</div><div>Beta</div>\n\nText.\n",
    "page": "</section></article></main></body></html>\n\nText.\n",
    "open division": "<div>\n\nText.\n",
    "open in text": "Some <b>bold <i>text\n\nText.\n",
    "open details": "<details><summary>Sum</summary>\n\nText.\n",
    "across sections": "<details>\n\n## One\n\nText.\n\n## Two\n\n</details>\n",
    "table": "<table><tr><td>\n\nText.\n",
    "list": "- one </li></ul>\n- two <li>\n\nText.\n",
    "crossing": "<b><i>one</b></i>\n\n<a href='x'>two\n\nText.\n",
    "script": "Some <script>\n\nText.\n",
    "style": "<style>\n\nText.\n",
    "textarea": "Some <textarea> words\n\nText.\n",
    "title": "<title>\n\nText.\n",
    "plaintext": "Some <plaintext> words\n\nText.\n",
    "comment": "<!-- open\n\nText.\n",
    "cut tag": '<div class="a\n\nText.\n',
    "body": "<body class='own'><html lang='xx'>\n\nText.\n",
    "heading": "## Head </section>\n\nText.\n",
    "quote": "> quote </blockquote></div>\n\nText.\n",
    "base": '<base href="https://example.org/">\n\nText.\n',
    "select": "<select><option>\n\nText.\n",
    "form": "<form><form></form>\n\nText.\n",
    "foreign": "<svg><g>\n\nText.\n",
}


@pytest.fixture(scope="module", params=["trusted", "untrusted"])
def bodies(make_shared_site: MakeSite, request: pytest.FixtureRequest) -> Build:
    files = {
        f"articles/b{number:02}.md": article(body, slug=f"b{number:02}", excerpt="E", tags=["T"])
        for number, body in enumerate(BODIES.values())
    }
    plain = {"articles/plain.md": article("Text.\n", slug="plain", excerpt="E", tags=["T"])}
    return make_shared_site({**files, **plain}).build(config={"kb_authors": request.param})


def frame(build: Build, slug: str) -> list[str]:
    """The elements around the body of an article, as a browser has them."""
    tree = html5lib.parse(build.path(f"articles/{slug}").read_text("utf-8"))
    tag = "{http://www.w3.org/1999/xhtml}"
    (main,) = tree.findall(f".//{tag}article[@id='furo-main-content']")
    (section,) = main.findall(f"{tag}section")
    kinds = [one.get("class", "").split()[:1] for one in section]
    end = kinds.index(["kb-footer"])
    del section[2:end]
    del section[2][:]  # it names the neighbours of the article
    return [
        f"{name.removeprefix(tag)} {sorted(one.attrib.items())}"
        for one in tree.iter()
        # The "tag" of a comment is a function.
        if (name := str(one.tag)).startswith(tag)
        and name not in {f"{tag}a", f"{tag}title", f"{tag}meta"}
    ]


@pytest.mark.parametrize("name", BODIES)
def test_the_frame_of_the_page_stays(bodies: Build, name: str) -> None:
    """Around the body, the page of any article is that of a plain one; and no word is lost."""
    slug = f"b{list(BODIES).index(name):02}"

    def normal(lines: list[str]) -> list[str]:
        # Addresses, labels and the contents of the sidebars differ between articles anyway.
        kept = [
            line
            for line in lines
            if not re.match("(link|script|li|ul|input|label|div|aside|span)", line)
        ]
        return [line.replace(slug, "plain") for line in kept]

    assert normal(frame(bodies, slug)) == normal(frame(bodies, "plain"))
    (section,) = bodies.html(f"articles/{slug}").xpath("//article/section")
    assert "Text." in section.text_content()


ADDRESSES = """\
<img src="a.png" alt="A picture" width="30" class="own"> <img src="/images/b.png">

<video src="v.mp4" poster="a.png" controls></video>

<figure>
<img src="a.png">
<figcaption>Caption words</figcaption>
</figure>

<a href="/articles/other#part">one</a> <a href="other.md">two</a> <a href="doc.pdf">three</a>
<a href="https://example.org/x">four</a> <a href="#top">five</a>

<picture><source srcset="a.png 1x, /images/b.png 2x"><img src="a.png" srcset="b2.png 2x"></picture>
"""
FILES = {
    "articles/a.md": article(ADDRESSES, slug="a", excerpt="E"),
    "articles/other.md": article("## Part\n\nText.\n", slug="other", excerpt="E"),
    "articles/a.png": picture(3),
    "articles/b2.png": picture(5),
    "articles/v.mp4": b"video",
    "articles/doc.pdf": b"%PDF-",
    "images/b.png": picture(4),
}


@pytest.fixture(scope="module")
def site(make_shared_site: MakeSite) -> Site:
    return make_shared_site(FILES)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_addresses_are_resolved(site: Site, builder: str) -> None:
    """Pictures, videos and files are copied and found; links lead to pages and headings."""
    build = site.build(builder, config={"kb_authors": "trusted"})
    assert build.warnings == ""
    page = build.html("articles/a")
    (section,) = page.xpath("//article/section")
    folder = build.path("articles/a").parent
    body = [one for one in section if not one.get("class", "").startswith("kb-")]
    files = []
    for one in body:
        files += one.xpath(".//@src|.//@poster")
        files += [word.split()[0] for value in one.xpath(".//@srcset") for word in value.split(",")]
    assert len(files) == 9
    for address in files:
        assert (folder / address).is_file(), address
    first = section.xpath(".//img[@alt='A picture']")[0]
    assert (first.get("width"), first.get("class")) == ("30", "own")
    one, two, three, four, five = section.xpath(".//p/a[not(contains(@class, 'kb'))]/@href")[:5]
    suffix = "other/" if builder == "dirhtml" else "other.html"
    assert one.endswith(f"{suffix}#part")
    assert two.endswith(suffix)
    assert (folder / three).read_bytes() == b"%PDF-"
    assert (four, five) == ("https://example.org/x", "#top")


def test_addresses_are_absolute_in_feeds(site: Site) -> None:
    """No relative address is left, in any attribute."""
    build = site.build(config={"kb_authors": "trusted"})
    feed = json.loads((build.outdir / "feed.json").read_text("utf-8"))
    (item,) = [item for item in feed["items"] if item["url"].endswith("/a.html")]
    found = re.findall(r'(?:src|href|poster)="([^"]*)"', item["content_html"])
    found += [
        word.split()[0]
        for value in re.findall(r'srcset="([^"]*)"', item["content_html"])
        for word in value.split(",")
    ]
    assert len(found) == 14
    assert all(address.startswith("https://") for address in found)
    copy = (build.outdir / "articles/a.md").read_text("utf-8")
    assert copy.count("![") == 4
    assert not re.search(r"\]\((?!https://)", copy)


@pytest.mark.parametrize("builder", ["latex", "epub"])
def test_pictures_are_in_books(site: Site, builder: str) -> None:
    """Books show the pictures of ``<img>`` as they show those of Markdown."""
    build = site.build(builder, config={"version": "1", "kb_authors": "trusted"})
    assert build.warnings == ""
    if builder == "latex":
        tex = (build.outdir / "book.tex").read_text("utf-8")
        assert len(re.findall(r"\\sphinxincludegraphics.*\{\{a\}", tex)) == 2
        assert "Caption words" in tex
    else:
        with zipfile.ZipFile(build.outdir / "book.epub") as book:
            names = book.namelist()
            (page,) = [name for name in names if name.endswith("articles/a.xhtml")]
            assert book.read(page).decode().count("<img") >= 3
            assert sum(name.endswith("a.png") for name in names) == 1


@pytest.mark.parametrize(
    ("body", "warning"),
    [
        ('One.\n\n<img src="gone.png">\n', ":10:11: WARNING: image file not readable"),
        (
            '<div>\n\n  <img src="gone.png" width="3"/>\n',
            ":10:13: WARNING: image file not readable",
        ),
        ('<img src="/gone.png">\n', "image file not readable"),
        ('<video src="gone.mp4"></video>\n', "file 'gone.mp4' of an HTML tag does not exist"),
        ('One.\n\n<a href="gone.md">x</a>\n', "10:10: WARNING: link 'gone.md' leads nowhere"),
        ('<a href="/articles/othe">x</a>\n', "(did you mean '/articles/other'?)"),
        ('<a href="draft.md">x</a>\n', "draft"),
        ('<video src="draft.md"></video>\n', "draft"),
        ('<img src="../conf.py">\n', "conf.py"),
        ('<video src="../conf.py"></video>\n', "conf.py"),
        ('<video src="../../outside.txt"></video>\n', "outside.txt"),
    ],
)
def test_addresses_that_lead_nowhere(make_site: MakeSite, body: str, warning: str) -> None:
    """They are reported as those of Markdown are, and nothing is published that must not be."""
    files = {
        "articles/a.md": article(body, slug="a"),
        "articles/other.md": FILES["articles/other.md"],
        "articles/draft.md": article("Secret text.\n", slug="draft-slug", draft=True),
        "../outside.txt": "Outside text",
    }
    build = make_site(files).build()
    assert warning in build.warnings
    whole = b"".join(build.files().values())
    assert not any(text in whole for text in (b"Secret text", b"draft-slug", b"Outside text"))
    assert b"html_baseurl" not in whole


@pytest.mark.usefixtures("one_day")
@pytest.mark.long
@pytest.mark.ci
def test_edits_of_what_html_leads_to(make_site: MakeSite, tmp_path: Path) -> None:
    """A moved article, a lost picture and a new file are right in the next build."""
    conf = CONF.replace('"sphinx_knowledge_base"', '"sphinx_knowledge_base", "sphinx_fastbuild"')
    site = make_site({"conf.py": f"{conf}kb_authors = 'trusted'\n", **FILES})
    site.build()
    moved = article("## Part\n\nText.\n", slug="moved", title="New")
    edits: list[dict[str, str | bytes | None]] = [
        {"articles/other.md": moved},
        {"articles/b2.png": None},
        {"articles/b2.png": picture(6), "articles/doc.pdf": b"%PDF-2"},
    ]
    for number, edit in enumerate(edits):
        files = site.write(edit).build().files()
        assert files == site.build(builddir=tmp_path / str(number), fresh=True).files()
