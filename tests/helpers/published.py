"""A site in which every export has something to do, and functions that look at its output."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin

import lxml.html

from tests.helpers.articles import article
from tests.helpers.images import photograph
from tests.helpers.sites import CONF, Build

BASE = "https://kb.example.org/en/latest/"

#: Files that name no address, by the ends of their names.
BINARY = {".css", ".inv", ".jpg", ".js", ".png", ".webp", ".woff", ".woff2", ".ttf", ".eot"}

#: Everything that some notation takes for more than text.
HOSTILE = "</script><b>\"Q\" & 'A' ]]> \u2028 \u202eright\u202c {x} %s $1 \\end @ <!-- #"

EXCERPT = 'An "excerpt" </description> & <i>more</i> \u2029 ]]> ${x}'

CONFIG = f"""
html_baseurl = "{BASE}"
kb_description = "All about tests."
kb_organization = "Test House"
kb_medical = True
kb_twitter_site = "@tests"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
"""

FAQ = """\
Text with a [link](/articles/plain), a [deep one](/articles/plain#more),
[one](#frequently-asked-questions) in the page, a formula $a_b$ and `code`.

## Frequently Asked Questions

### Is this a \\</script> question?

It is & an answer.
"""


FILES: dict[str, str | bytes] = {
    "conf.py": CONF.replace('"sphinx_sitemap"', '"sphinx_sitemap", "notfound.extension"') + CONFIG,
    "taxonomy.yaml": "tags:\n  CRPS: {synonyms: [RSD]}\n",
    "about.md": (
        "---\nmyst: {html_meta: {description: By hand, robots: noindex}}\n---\n# About\n\nText.\n"
    ),
    "index.md": "# Home\n\nWelcome.\n\n```{toctree}\nabout\n```\n",
    "_static/photo.jpg": photograph(1000, 500),
    "articles/hostile.md": article(
        FAQ,
        title=HOSTILE,
        excerpt=EXCERPT,
        tags=["CRPS", "R & D"],
        author=["Jane Doe", "Test House Editors", "Ann and Bob, Jr"],
        publishedAt="2024-03-01",
        updatedAt="2024-04-01T10:00:00+02:00",
        reviewedBy=["Ann & Bob"],
        reviewedAt="2024-05-01",
        aliases=["/old/ä b", "/blog/hostile.html"],
        audience="patients",
    ),
    "articles/plain.md": article(
        "Text.\n\n## More\n\nText.\n", title="Plain", tags=["CRPS"], featuredImage="/photo.jpg"
    ),
    "articles/missing.md": article(title="Missing", featuredImage="/none.jpg", series="A Run"),
    "articles/elsewhere.md": article(
        title="Elsewhere",
        canonicalUrl="https://other.example/original",
        schema={"type": "NewsArticle", "dateline": "Bern"},
        metaTitle="For engines",
        ogTitle="For networks",
    ),
    "articles/draft.md": article(title="Unfinished", draft=True),
}


def text(build: Build, path: str) -> str:
    return (build.outdir / path).read_text("utf-8")


def load(build: Build, path: str) -> Any:
    return json.loads(text(build, path))


def pages(build: Build) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    """Every page that is no redirect."""
    for file in sorted(build.outdir.rglob("*.html")):
        if "http-equiv" not in (source := file.read_text("utf-8")):
            yield file.relative_to(build.outdir).as_posix(), lxml.html.document_fromstring(source)


def leads_to_a_file(build: Build, address: str) -> bool:
    """Whether a server that shows the output folder has something at an address below BASE."""
    path = unquote(address.removeprefix(BASE).partition("#")[0].partition("?")[0])
    file = build.outdir / path
    return (file / "index.html").is_file() if path.endswith("/") or not path else file.is_file()


def addresses(build: Build) -> Iterator[tuple[str, str]]:
    """Every address of the site, each behind the file that names it.

    Absolute ones stand anywhere, relative ones in pages, and paths in what servers are told.
    """
    for path, data in build.files().items():
        if PurePosixPath(path).suffix in BINARY:
            continue
        source = html.unescape(data.decode())
        for found in re.findall(re.escape(BASE) + r"[^\s\"'<>)\\}{]*", source):
            yield path, html.unescape(found).rstrip("`.,;")
    for path, page in pages(build):
        for found in page.xpath("//@href|//img/@src|//script/@src"):
            if (address := urljoin(BASE + path, found)).startswith(BASE):
                yield path, address
    for line in text(build, "_headers").splitlines():
        if line.startswith("/") and "*" not in line:
            yield "_headers", urljoin(BASE, line)


def broken(build: Build) -> set[tuple[str, str]]:
    """Every address that is no file's, with the output that names it."""
    return {one for one in addresses(build) if not leads_to_a_file(build, one[1])}


def graph(page: lxml.html.HtmlElement) -> dict[str, dict[str, Any]]:
    """The nodes of a page's JSON-LD by their types."""
    (script,) = page.xpath("//script[@type='application/ld+json']")
    nodes = json.loads(script.text_content())["@graph"]
    return {node["@type"]: node for node in nodes}
