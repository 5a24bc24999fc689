"""Serve this site with nginx, set up exactly as the guide says."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.articles import article
from tests.helpers.browser import Complaints
from tests.helpers.own_site import OwnSite
from tests.helpers.sites import MakeSite
from tests.helpers.tools import ROOT, require

AROUND = """\
daemon off;
master_process off;
pid nginx.pid;
error_log stderr;
events {{}}
http {{
access_log off;
include /etc/nginx/mime.types;
client_body_temp_path temp;
proxy_temp_path temp;
fastcgi_temp_path temp;
uwsgi_temp_path temp;
scgi_temp_path temp;
{}
}}
"""

HOSTILE = ["/old/ä b", '/"; return 200; "', "/$uri{x}", "/(a|b)*.+[c]"]


def blocks(language: str) -> list[str]:
    """The blocks of code in the guide's page on publishing."""
    guide = (ROOT / "guide" / "publishing.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)


@contextmanager
def served(folder: Path, scratch: Path) -> Iterator[int]:
    """Serve the output of a build as the guide says, at a port of this machine."""
    program = require("nginx")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (command,) = [block for block in blocks("shell") if "_headers" in block]
    command = command.replace("_build/dirhtml", str(folder))
    subprocess.run(command, shell=True, check=True, cwd=scratch)
    (settings,) = blocks("nginx")
    settings = settings.replace("/srv/kb-headers", f"{scratch}/kb-headers")
    settings = settings.replace("/srv/kb", str(folder))
    settings = settings.replace("server_name", f"listen 127.0.0.1:{port};\n    server_name")
    (scratch / "nginx.conf").write_text(AROUND.format(settings), "utf-8")
    (scratch / "temp").mkdir()
    with subprocess.Popen([program, "-p", scratch, "-c", "nginx.conf", "-e", "stderr"]) as server:
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("nginx does not take what the guide says")


def get(port: int, path: str) -> HTTPResponse:
    """What the server answers."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    return response


@pytest.fixture(scope="module")
def folder(own_site: OwnSite) -> Path:
    """The site at the root of its host, as ``make dirhtml`` builds it."""
    return own_site.output("dirhtml", below="/")


@pytest.fixture(scope="module")
def port(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port at which nginx serves the site."""
    with served(folder, tmp_path_factory.mktemp("server")) as port:
        yield port


def test_files_are_what_their_headers_say(port: int) -> None:
    """JSON feeds and Markdown have their media types, text its encoding, and all the policy."""
    types = {
        "/": "text/html; charset=utf-8",
        "/feed.xml": "text/xml; charset=utf-8",
        "/tags/crps/rss.xml": "text/xml; charset=utf-8",
        "/feed.json": "application/feed+json",
        "/llms.txt": "text/plain; charset=utf-8",
        "/articles/crps-and-ketamine.md": "text/markdown; charset=utf-8",
        "/sitemap.xml": "text/xml; charset=utf-8",
        "/_images/card.png": "image/png",
    }
    answers = {path: get(port, path) for path in types}
    assert {path: answer.headers["Content-Type"] for path, answer in answers.items()} == types
    lost = get(port, "/nowhere/at/all")
    assert lost.status == 404
    for answer in (*answers.values(), lost):
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_old_addresses_are_answered_with_301(folder: Path, port: int) -> None:
    """Every rule leads to a page, with and without a slash at the end."""
    rules = (folder / "_redirects").read_text("utf-8").splitlines()
    assert len(rules) > 20
    for rule in rules:
        old, new, _ = rule.split(" ")
        for path in (old, f"{old}/"):
            answer = get(port, path)
            assert (answer.status, answer.headers["Location"]) == (
                301,
                f"http://127.0.0.1:{port}{new}",
            )
        assert get(port, new).status == 200


@pytest.mark.long
@pytest.mark.ci
def test_pages_keep_to_the_policy(port: int, page: Page, complaints: Complaints) -> None:
    """No page of any kind does anything that the policy forbids, a search included."""
    address = f"http://127.0.0.1:{port}"
    for path in ("/", "/articles/evidence-by-condition/", "/tags/", "/glossary/", "/feed.xml"):
        page.goto(address + path, wait_until="networkidle")
    page.goto(f"{address}/search/?q=infusion")
    page.locator(".kb-hit").first.wait_for()
    assert complaints == Complaints()
    page.goto(f"{address}/nowhere/at/all", wait_until="networkidle")
    expect(page.locator("h1")).to_contain_text("Page not found")
    assert [text for text in complaints.console if "404" not in text] == []


@pytest.mark.parametrize("path", ["/feed.xml", "/rss.xml", "/tags/crps/feed.xml"])
def test_a_feed_is_a_page_to_people(port: int, page: Page, path: str) -> None:
    """A browser shows titles, excerpts and links, and neither the source nor full texts."""
    page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
    # What is shown is what can be selected.
    select = "getSelection().selectAllChildren(document.documentElement)"
    text = page.evaluate(f"{select}, getSelection().toString()")
    assert "This is a feed." in text
    assert text.count("Read the article") >= 3
    assert "<" not in text
    assert "urn:uuid" not in text
    font = "e => getComputedStyle(e).fontSize"
    assert page.locator("title").first.evaluate(font) == "32px"
    address = page.locator("a").first.get_attribute("href") or ""
    assert address.startswith("https://kb.example.org/articles/")


def test_whatever_an_alias_is_it_is_an_address(make_site: MakeSite, tmp_path: Path) -> None:
    """No alias of an author ends a string or a rule of the server."""
    site = make_site({"articles/new.md": article(aliases=HOSTILE)})
    built = site.build("dirhtml", config={"kb_search": "none"})
    assert built.warnings == ""
    (tmp_path / "server").mkdir()
    with served(built.outdir, tmp_path / "server") as port:
        for alias in HOSTILE:
            answer = get(port, quote(alias))
            assert answer.status == 301, alias
            assert unquote(answer.headers["Location"]).endswith("/articles/new/")
