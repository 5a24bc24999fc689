"""``kb serve``: the server itself, as an author has it while writing."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.cli.conftest import COMMAND, article, environment
from tests.helpers.sites import CONF, Site

#: Seconds; a busy machine is slow, and a server that does not rebuild never gets there.
PATIENCE = 120

MODULE = """\
from docutils import nodes

def setup(app):
    app.add_role("greeting", lambda *args: ([nodes.strong("", "SAID")], []))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A site that ``kb serve`` shows."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    browser: ClientConnection
    """Listens as the script in each page does."""

    def page(self, path: str) -> str:
        """The page as a browser gets it; empty if there is none."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/{path}") as answer:
                return str(answer.read().decode())
        except HTTPError:
            return ""

    def reloads_until(self, done: Callable[[], object]) -> None:
        """Wait for a reload after which *done* holds; one file saved can be two changes."""
        self.browser.recv(timeout=PATIENCE)
        while not done():
            self.browser.recv(timeout=PATIENCE)

    def said(self) -> str:
        return re.sub(r"\x1b\[[0-9;]*m", "", self.log.read_text("utf-8"))


def _until(done: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _serve(site: Site, *options: str, command: str = "serve") -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = site.srcdir.parent / "log"
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(
                [*COMMAND, command, "--port", str(port), "--", *options],
                cwd=site.srcdir,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=stack.enter_context(log.open("wb")),
                stderr=subprocess.STDOUT,
            )
        )
        stack.callback(process.kill)
        _until(lambda: process.poll() is not None or _answers(port))
        browser = stack.enter_context(connect(f"ws://127.0.0.1:{port}/websocket-reload"))
        yield Served(process, port, log, browser)


def _processes_of(site: Site) -> list[str]:
    """The processes that build the site or serve it, by their command lines."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_text("utf-8")
            state = (process / "stat").read_text("utf-8").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if str(site.srcdir) in command and state != "Z":
            found.append(command.replace("\0", " "))
    return found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with an article, and an extension of its own."""
    folder = tmp_path / "site"
    folder.mkdir()
    site = Site(folder)
    own = 'import sys\nsys.path.insert(0, "_extensions")\n'
    own += 'extensions += ["greeting", "sphinx_fastbuild"]\n'
    return site.write(
        {
            "conf.py": CONF + own,
            "index.md": "# Home\n",
            "articles/first.md": article("First"),
            "_extensions/greeting.py": MODULE,
        }
    )


@pytest.mark.long
def test_the_browser_shows_each_kind_of_edit(site: Site) -> None:
    """A changed, new, renamed and removed article, settings and an extension's code."""
    with _serve(site) as served:
        assert "A text." in served.page("articles/first.html")
        site.write({"articles/first.md": article("First") + "\nA {greeting}`word`.\n"})
        served.reloads_until(lambda: "<strong>SAID</strong>" in served.page("articles/first.html"))

        site.write({"articles/second.md": article("Second")})
        served.reloads_until(lambda: "A text." in served.page("articles/second.html"))
        assert "Second" in served.page("categories/news.html")

        (site.srcdir / "articles/second.md").rename(site.srcdir / "articles/third.md")
        served.reloads_until(lambda: "A text." in served.page("articles/third.html"))
        assert not served.page("articles/second.html")

        site.write({"articles/third.md": None})
        served.reloads_until(lambda: not served.page("articles/third.html"))

        conf = (site.srcdir / "conf.py").read_text("utf-8")
        site.write({"conf.py": conf + 'html_title = "Another Title"\n'})
        served.reloads_until(lambda: "Another Title" in served.page("articles/first.html"))

        builds = served.said().count("build succeeded")
        site.write({"_extensions/greeting.py": MODULE.replace("SAID", "ANSWERED")})
        served.reloads_until(lambda: served.said().count("build succeeded") > builds)
        site.write({"articles/first.md": article("First") + "\nThe {greeting}`word`.\n"})
        served.reloads_until(
            lambda: "<strong>ANSWERED</strong>" in served.page("articles/first.html")
        )


@pytest.mark.long
def test_the_server_goes_on_after_an_error(site: Site) -> None:
    """The message is on the terminal, the pages stay, and the repair is shown."""
    conf = (site.srcdir / "conf.py").read_text("utf-8")
    with _serve(site) as served:
        site.write({"conf.py": conf + "html_title = (\n"})
        served.reloads_until(
            lambda: "There is a syntax error in your configuration file" in served.said()
        )
        assert "A text." in served.page("articles/first.html")

        site.write({"conf.py": conf})
        served.reloads_until(lambda: served.said().count("build succeeded") > 1)
        site.write({"articles/first.md": article("First", publishedAt="soon")})
        served.reloads_until(lambda: "articles/first.md:4" in served.said())

        site.write({"articles/first.md": article("First") + "\nRepaired.\n"})
        served.reloads_until(lambda: "Repaired." in served.page("articles/first.html"))


def test_searching_while_writing(site: Site) -> None:
    """An index that an earlier build has left does not hide what is new."""
    index = site.srcdir / "_build/html/pagefind/pagefind-entry.json"
    index.parent.mkdir(parents=True)
    index.write_text("{}")
    with _serve(site) as served:
        assert "First" in served.page("search.html")
        assert not served.page("pagefind/pagefind-entry.json")


def test_preview_shows_drafts(site: Site) -> None:
    """And what follows -- is for sphinx-build."""
    site.write({"articles/draft.md": article("Draft", draft="true")})
    with _serve(site, "-D", "html_title=From Outside", command="preview") as served:
        assert "From Outside" in served.page("articles/draft.html")


@pytest.mark.long
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_running(site: Site, how: signal.Signals) -> None:
    """However the server ends, also while it builds, all its processes end."""
    with _serve(site) as served:
        assert _processes_of(site)
        site.write({"articles/first.md": article("First") + "\nOn the way.\n"})
        _until(lambda: "Changed: articles/first.md" in served.said())
        os.kill(served.process.pid, how)
        served.process.wait(timeout=PATIENCE)
        _until(lambda: not _processes_of(site))
        assert "Traceback" not in served.said()


def test_a_port_that_is_taken(site: Site) -> None:
    """The next free one is used, and both are named."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        log = site.srcdir.parent / "taken"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(taken)],
                cwd=site.srcdir,
                env=environment(NO_COLOR="1"),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
            try:
                _until(lambda: "Serving on" in log.read_text("utf-8"))
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=PATIENCE)
    said = log.read_text("utf-8")
    assert f"Port {taken} is taken by another program." in said
    port = re.search(r"Serving on http://127\.0\.0\.1:(\d+)/", said)
    assert port
    assert taken < int(port[1]) < taken + 20
    assert "Traceback" not in said
