"""What untrusted authors write runs nothing, reads nothing and stays visible as text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import lxml.etree
import lxml.html
import pytest

from sphinx_knowledge_base.core.link_schemes import is_allowed
from tests.helpers.articles import article
from tests.helpers.hostile_bodies import HTML, LINKS, places
from tests.helpers.images import photo
from tests.helpers.sites import CONF, Build, MakeSite

_ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "cite",
    "background",
    "ping",
    "srcset",
}
_RUNNING = {"iframe", "object", "embed", "applet", "frame", "frameset", "base", "form", "style"}


def faults_of(body: lxml.html.HtmlElement) -> list[str]:
    """What in a body runs, loads or leads to what runs."""
    faults = []
    for element in body.iter(lxml.etree.Element):
        tag = str(element.tag)
        if tag in _RUNNING or (tag == "script" and element.get("type") != "application/json"):
            faults.append(tag)
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {"srcdoc", "ping"}:
                faults.append(f"{tag} {name}")
            addresses = value.replace(",", " ").split() if name == "srcset" else [value]
            if name in _ADDRESSES and not all(
                is_allowed(one, ["http", "https", "mailto"]) for one in addresses
            ):
                faults.append(f"{tag} {name}={value}")
            if name == "style" and "url" in value:
                faults.append(f"{tag} {value}")
    return faults


def pages_of(build: Build) -> dict[str, bytes]:
    """The pages of a site or of the books in it, by the last part of their names."""
    files = build.files()
    for name in [name for name in files if name.endswith(".epub")]:
        with zipfile.ZipFile(build.outdir / name) as book:
            files |= {inner: book.read(inner) for inner in book.namelist()}
    pages = {name: data for name, data in files.items() if name.endswith((".html", ".xhtml"))}
    return {Path(name).stem: data for name, data in pages.items()}


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_raw_html(make_site: MakeSite, builder: str) -> None:
    """No element of a page runs what a piece of raw HTML says; what stands around it stays."""
    files = {
        f"articles/h{number}.md": article(places(number, html), slug=f"h{number}")
        for number, html in enumerate(HTML)
    }
    build = make_site(files).build(builder, config={"version": "1"})
    pages = pages_of(build)
    for number, html in enumerate(HTML):
        body = lxml.html.document_fromstring(pages[f"h{number}"]).xpath("//article | //section")[0]
        assert faults_of(body) == [], html
        text = body.text_content()
        assert f"Before {number}." in text
        assert f"After {number}." in text
        assert re.search(rf"articles/h{number}\.md:\d+: WARNING", build.warnings), html


def test_text_of_refused_html_is_visible(make_site: MakeSite) -> None:
    """A reader sees what the author wrote, and the author learns what is not allowed."""
    build = make_site({"articles/a.md": article("One\n\n<script>alert(1)</script>\n")}).build()
    assert "<script>alert(1)</script>" in build.html("articles/a").text_content()
    assert build.warnings == (
        "articles/a.md:9: WARNING: raw HTML may not have <script> in an article of an untrusted "
        "author (kb_authors) [kb.author]\n"
    )


def test_refused_tags_stay_as_they_were_typed(make_site: MakeSite) -> None:
    """Components of other systems keep their capitals, in end tags too."""
    html = "One\n\n<Tabs>\n<TabItem value='x'>Two</TabItem\n></Tabs>\n"
    build = make_site({"articles/a.md": article(html)}).build()
    shown = build.html("articles/a").text_content()
    assert "raw HTML may not have <tabitem>, <tabs> in" in build.warnings
    assert "<Tabs>\n<TabItem value='x'>Two</TabItem></Tabs>" in shown


def test_an_end_without_a_beginning_is_refused(make_site: MakeSite) -> None:
    """It is told of, once for an element."""
    build = make_site({"articles/a.md": article("One </main> and <main>two</main>.\n")}).build()
    assert re.findall("may not have (.*) in", build.warnings) == ["</main>", "<main>"]


REFUSED_LINKS = [
    "[x](javascript:alert(1))",
    "[x](< JavaScript:alert(1)>)",
    "![x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "![x](data:image/svg+xml,x)",
    "<javascript:alert(1)>",
]


@pytest.mark.parametrize("markdown", REFUSED_LINKS)
def test_refused_links_of_markdown(make_site: MakeSite, markdown: str) -> None:
    """They are text, and their author learns why; code that shows one is not told of."""
    text = f"One\n{markdown} and `[x](javascript:y)`\n"
    build = make_site({"articles/a.md": article(text)}).build()
    assert re.fullmatch(
        r"articles/a\.md:\d+: WARNING: a link to '[A-Za-z]+:' is text \[kb\.markdown\]\n",
        build.warnings,
    )
    assert (
        markdown.split(":")[1][:3] in build.html("articles/a").xpath("//article")[0].text_content()
    )


HARMLESS = [
    "H<sub>2</sub>O",
    "<details><summary>More</summary>\n\n*Text*\n\n</details>",
    '<img src="https://example.org/x.png" alt="x" width="3">',
    '<picture><source media="(min-width: 800px)" type="image/webp" sizes="50vw" '
    'srcset="https://example.org/a.webp 1x, https://example.org/b.webp 2x">'
    '<img src="https://example.org/x.png" srcset="https://example.org/y.png 300w" alt="x">'
    "</picture>",
    "<kbd>Ctrl</kbd> and <mark>marked</mark>",
    '<table><tr><td colspan="2">x</td></tr></table>',
    '<p style="text-align:center">x</p>',
    '<a id="here"></a>',
    "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
    "- [x] done\n- [ ] not done",
    "{octicon}`report;1em`",
]


@pytest.mark.parametrize("html", HARMLESS)
def test_harmless_html(make_site: MakeSite, html: str) -> None:
    """HTML that only says how text looks is the same for trusted and untrusted authors."""
    conf = CONF + 'myst_enable_extensions = ["tasklist", "dollarmath"]\n'
    site = make_site({"articles/a.md": article(html + "\n"), "conf.py": conf})
    build = site.build()
    assert build.warnings == ""
    untrusted = lxml.html.tostring(build.html("articles/a").xpath("//article")[0])
    trusted = site.build(config={"kb_authors": "trusted"}).html("articles/a")
    assert untrusted == lxml.html.tostring(trusted.xpath("//article")[0])


@pytest.mark.parametrize("authors", ["untrusted", "trusted"])
def test_schemes_of_links(make_site: MakeSite, authors: str) -> None:
    """No link leads anywhere but to what ``kb_link_schemes`` names, whoever wrote it."""
    files = {
        f"articles/l{number}.md": article(f"Before.\n\n{link}\n", slug=f"l{number}")
        for number, link in enumerate(LINKS)
    }
    build = make_site({**files, "articles/x.png": photo("red", 8)}).build(
        config={"kb_authors": authors}
    )
    for number, link in enumerate(LINKS):
        content = build.html(f"articles/l{number}").xpath("//article")[0]
        assert faults_of(content) == [], link


METADATA = [
    "http-equiv=refresh",
    "http-equiv=Content-Security-Policy",
    "http-equiv=set-cookie name=x",
    "referrer",
    "viewport",
    "google-site-verification",
    "charset=utf-7",
    "name=robots http-equiv=refresh",
    "x onload=alert(1)",
    'a"><script>alert(1)</script>',
    "description'x",
    "property=og:title onload=x",
    "HTTP-EQUIV=refresh",
    "theme-color",
    "msvalidate.01",
    "color-scheme",
    "monetization",
    "application-name",
    "name=description media=x",
    'property="og:title"',
]


def test_metadata(make_site: MakeSite) -> None:
    """``html_meta`` describes the article and orders browsers and search engines nothing."""
    files = {
        f"articles/m{number}.md": article(
            myst={"html_meta": {key: "0;url=javascript:alert(1)"}}
        ).replace('title: "An Article"', f"title: M\nslug: m{number}")
        for number, key in enumerate(METADATA)
    }
    fine = article(slug="fine", myst={"html_meta": {"description": "Fine", "property=og:x": "y"}})
    build = make_site({**files, "articles/fine.md": fine}).build()
    for number, key in enumerate(METADATA):
        head = build.html(f"articles/m{number}").xpath("//head")[0]
        assert b"0;url=" not in lxml.html.tostring(head), key
    assert build.html("articles/fine").xpath("//meta[@name='description'][@content='Fine']")


TEX = [
    r"\input{/etc/passwd}",
    r"\immediate\write18{id}",
    r"\catcode`\%=12",
    r"\openin5=/etc/passwd",
    r"\def\x{y}",
    r"\csname input\endcsname{x}",
    r"\include{x}",
    r"\special{x}",
    r"\let\a\b",
    r"\lstinputlisting{/etc/passwd}",
]
TEX_PLACES = [
    "```{{raw}} latex\n{tex}\n```",
    "```{{eval-rst}}\n.. raw:: latex\n\n   {tex}\n```",
    "```{{eval-rst}}\n.. tabularcolumns:: |{tex}|\n\n=== ===\na   b\n=== ===\n```",
    "```{{eval-rst}}\n.. role:: r(raw)\n   :format: latex\n\n:r:`{tex}`\n```",
    "```{{math}}\n:label: a}}{tex}\nx\n```",
    ":::{{div}} a}}{tex}\nText\n:::",
    '![x](https://example.org/x.png){{width="1{tex}"}}',
]


def test_tex(make_site: MakeSite) -> None:
    """No command of TeX that reads, writes or defines reaches the LaTeX of a book."""
    conf = CONF + 'myst_enable_extensions = ["colon_fence", "attrs_inline", "attrs_block"]\n'
    files: dict[str, str] = {"conf.py": conf}
    for number, (tex, place) in enumerate((tex, place) for tex in TEX for place in TEX_PLACES):
        text = place.format(tex=tex)
        files[f"articles/t{number}.md"] = article(f"Text.\n\n{text}\n", slug=f"t{number}")
    build = make_site(files).build("latex", config={"version": "1"})
    book = build.files()["book.tex"].decode().partition(r"\begin{document}")[2]
    for tex in TEX:
        assert tex not in book, tex


READ = [
    "/etc/hostname",
    "../conf.py",
    "/conf.py",
    "../../outside.txt",
    "/.env",
    "../.git/config",
    ".hidden",
    "out",
    "../taxonomy.yaml",
    "../pages/secret.md",
]
READERS = {
    "include": "```{{include}} {file}\n```",
    "include, literal": "```{{include}} {file}\n:literal:\n```",
    "literalinclude": "```{{literalinclude}} {file}\n```",
    "csv-table": "```{{csv-table}}\n:file: {file}\n```",
    "raw": "```{{raw}} html\n:file: {file}\n```",
    "raw, url": "```{{raw}} html\n:url: file://{root}/{file}\n```",
    "csv-table, url": "```{{csv-table}}\n:url: file://{root}/{file}\n```",
    "rST": "```{{eval-rst}}\n.. include:: {file}\n   :code:\n```",
    "rST, parser": "```{{eval-rst}}\n.. include:: {file}\n   :parser: rst\n```",
    "download": "{{download}}`text <{file}>`",
    "image": "![text]({file})",
    "figure": "```{{figure}} {file}\n```",
    "link": "[text]({file})",
}


def site_with_secrets(make_site: MakeSite, extension: str = "") -> dict[str, str]:
    """The files of a site that hold what no article may show."""
    secret = "QZX-SECRET,x\n"
    return {
        "conf.py": CONF + f"# {secret}{extension}",
        ".env": secret,
        ".git/config": secret,
        "articles/.hidden": secret,
        "pages/secret.md": f"# Page\n\n{secret}",
        "taxonomy.yaml": f"tags: {{}}\n# {secret}",
    }


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_files_of_the_project(make_site: MakeSite, builder: str) -> None:
    """No directive brings a file from outside the article's folder into an output."""
    files = site_with_secrets(make_site)
    number = 0
    for file in READ:
        for reader in READERS.values():
            root = "{root}" if file.startswith("/") else "{root}/articles"
            text = reader.format(file=file, root=root)
            files[f"articles/r{number}.md"] = article(f"Before.\n\n{text}\n", slug=f"r{number}")
            number += 1
    site = make_site({})
    files = {name: text.replace("{root}", str(site.srcdir)) for name, text in files.items()}
    site.write(files)
    (site.srcdir.parent / "outside.txt").write_text("QZX-SECRET,x\n")
    (site.srcdir / "articles/out").symlink_to(site.srcdir.parent / "outside.txt")
    config = {"version": "1", "html_copy_source": False, "exclude_patterns": ["pages"]}
    build = site.build(builder, config=config)
    found = [name for name, data in build.files().items() if b"QZX-SECRET" in data]
    assert found == []
    assert "is left out: an article of an untrusted author" in build.warnings


def test_own_files(make_site: MakeSite) -> None:
    """An article includes what lies beside it and shows what lies in the picture roots."""
    text = (
        "```{include} part.txt\n```\n\n```{literalinclude} code/x.py\n```\n\n"
        "{download}`text <data.csv>`\n\n![x](/_static/x.svg)\n\n"
        "```{csv-table}\n:file: data.csv\n```\n"
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    files = {
        "articles/a.md": article(text),
        "articles/part.txt": "Part of it.\n",
        "articles/code/x.py": "print(1)\n",
        "articles/data.csv": "a,b\n",
        "_static/x.svg": svg,
    }
    build = make_site(files).build()
    assert build.warnings == ""
    page = build.html("articles/a").text_content()
    assert "Part of it." in page
    assert "print" in page


def test_trusted_authors(make_site: MakeSite) -> None:
    """A trusted author may read the project's files and write any HTML, but reads none outside."""
    text = (
        "```{literalinclude} ../pages/x.txt\n```\n\n<iframe src='https://example.org/'></iframe>\n\n"
        "```{literalinclude} ../../outside.txt\n```\n"
    )
    site = make_site({"articles/a.md": article(text), "pages/x.txt": "Of the project.\n"})
    (site.srcdir.parent / "outside.txt").write_text("QZX-SECRET\n")
    build = site.build(config={"kb_authors": "trusted", "html_copy_source": False})
    page = build.html("articles/a")
    assert "Of the project." in page.text_content()
    assert page.xpath("//iframe")
    assert "QZX-SECRET" not in page.text_content()
    assert "file 'outside.txt' is left out: it is outside the project" in build.warnings


EXTENSION = '''
from pathlib import Path
from docutils import nodes
from docutils.parsers.rst import Directive
class Peek(Directive):
    """A directive that nobody knows, and that opens what it is told."""
    required_arguments = 1
    def run(self):
        return [nodes.literal_block("", Path(self.arguments[0]).read_text())]
def setup(app):
    app.add_directive("peek", Peek)
'''


def test_directive_that_nobody_knows(make_site: MakeSite) -> None:
    """The reader of files refuses, not a list of directives."""
    site = make_site({**site_with_secrets(make_site, EXTENSION)})
    text = f"Before.\n\n```{{peek}} {site.srcdir}/.env\n```\n\nAfter.\n"
    site.write({"articles/a.md": article(text)})
    config = {"html_copy_source": False, "exclude_patterns": ["pages"]}
    build = site.build(config=config)
    assert not any(b"QZX-SECRET" in data for data in build.files().values())
    assert "After." in build.html("articles/a").text_content()
