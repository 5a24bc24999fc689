"""Check this site's pages as files: valid, light, and without a broken link."""

from __future__ import annotations

import gzip
import html
import posixpath
import re
import subprocess
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import lxml.html
import pytest
from playwright.sync_api import Response

from tests.helpers import npm
from tests.helpers.browser import Complaints, Reader
from tests.helpers.served import BELOW, LOOKS, BuiltSite
from tests.helpers.tools import java

#: Bytes over the wire of an article's page with all that it loads but pictures.
BUDGET = 60 * 1024

#: Addresses that are written for a host: the publication's own, and what a reader opens elsewhere.
_OTHER_SCHEMES = ("mailto", "tel", "data", "javascript")


@LOOKS
def test_no_page_has_an_error_for_the_nu_checker(site: BuiltSite) -> None:
    """The Nu HTML checker finds no error in any page."""
    jar = npm.package(npm.NU) / "build" / "dist" / "vnu.jar"
    files = [str(site.folder / page) for page in site.pages()]
    command = [*java(), "-jar", jar, "--errors-only", "--exit-zero-always", *files]
    checked = subprocess.run(command, check=True, capture_output=True, text=True)
    assert checked.stderr == ""


@cache
def tree(path: Path) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return lxml.html.document_fromstring(path.read_bytes(), parser=parser)


@cache
def anchors(path: Path) -> frozenset[str]:
    return frozenset({*tree(path).xpath("//@id"), *tree(path).xpath("//a/@name")})


def target(folder: Path, page: str, address: str) -> Path | None:
    """The file that an address on a page leads to; None for one on another host.

    Only the page for missing addresses, which stands at any of them, names the site's root.
    """
    parts = urlsplit(address)
    if parts.scheme in _OTHER_SCHEMES or parts.netloc:
        return None
    path = unquote(parts.path)
    if path.startswith(BELOW) and page in {"404.html", "404/index.html"}:
        path = path.removeprefix(BELOW)
    elif path:
        path = posixpath.join(posixpath.dirname(page), path)
    else:
        path = page
    file = folder / posixpath.normpath(path)
    return file / "index.html" if file.is_dir() else file


def test_every_link_leads_somewhere(site: BuiltSite) -> None:
    """Every internal link, picture, script and style exists, and so does every fragment."""
    broken = []
    seen = 0
    for page in site.pages():
        addresses = tree(site.folder / page).xpath("//@href | //@src | //form/@action")
        for address in dict.fromkeys(addresses):
            file = target(site.folder, page, address)
            if file is None:
                continue
            seen += 1
            fragment = unquote(urldefrag(address).fragment)
            if not file.is_file():
                broken.append(f"{page}: {address} is no file")
            elif fragment and file.suffix == ".html" and fragment not in anchors(file):
                broken.append(f"{page}: {address} has no such anchor")
    assert broken == []
    assert seen > 1000


def test_every_absolute_address_exists(site: BuiltSite) -> None:
    """Whichever output names an address of this site, it is that of a file."""
    base = f"https://kb.example.org{BELOW}"
    named: dict[str, str] = {}
    for path in site.folder.rglob("*"):
        if path.suffix in {".html", ".xml", ".json", ".md", ".txt", ".bib", ".ris"}:
            text = html.unescape(html.unescape(path.read_text("utf-8")))
            for address in re.findall(rf"{re.escape(base)}[^\s\"'<>()\\{{}}\[\]`]*", text):
                named.setdefault(address.rstrip(".,;"), path.name)
    assert len(named) > 300
    missing = {
        address: name
        for address, name in named.items()
        if not target_of_path(site, address.removeprefix(base)).is_file()
    }
    assert missing == {}


def target_of_path(site: BuiltSite, path: str) -> Path:
    """The file that a server shows at a path below the root of the site."""
    file = site.folder / unquote(urlsplit(path).path)
    return file / "index.html" if file.is_dir() else file


def test_pages_have_one_main_heading(site: BuiltSite) -> None:
    """Each page has one ``h1`` and the language of the site."""
    for page in site.pages():
        root = tree(site.folder / page)
        if root.xpath("//meta[@http-equiv='refresh']"):
            continue  # an old address, which readers never see
        assert len(root.xpath("//h1")) == 1, page
        assert root.get("lang") == "en", page


@LOOKS
def test_an_article_is_light(site: BuiltSite, reader: Reader, complaints: Complaints) -> None:
    """An article's page loads at most 60 KB, compressed, beside its pictures; nothing of search."""
    page = reader().new_page()
    loaded: dict[str, int] = {}

    def note(response: Response) -> None:
        if response.request.resource_type != "image":
            loaded[response.url] = len(gzip.compress(response.body(), 6))

    page.on("response", note)
    page.goto(site.page("articles/chronic-pain-ketamine-applications"), wait_until="networkidle")
    assert not [url for url in loaded if "pagefind" in url or "-search" in url]
    assert sum(loaded.values()) <= BUDGET, loaded
    assert complaints.foreign == []


@LOOKS
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_lines_are_of_a_length_that_reads_well(site: BuiltSite, reader: Reader, width: int) -> None:
    """Full lines of text have 65 to 75 characters on average, where there is room for them."""
    page = reader(viewport={"width": width, "height": 900}).new_page()
    page.goto(site.address + "index.html")
    page.goto(page.locator(".kb-entry-points a").first.evaluate("link => link.href"))
    average = page.evaluate(
        """() => {
          const paragraphs = [...document.querySelectorAll("[role=main] section > p")];
          let letters = 0, lines = 0;
          for (const paragraph of paragraphs) {
            const height = parseFloat(getComputedStyle(paragraph).lineHeight);
            const number = Math.round(paragraph.clientHeight / height);
            if (number < 4) continue;
            // The last line is half full on average.
            letters += paragraph.textContent.length;
            lines += number - 0.5;
          }
          return letters / lines;
        }"""
    )
    assert average <= 75
    assert average >= (65 if width > 900 else 35)
