"""Serve built sites below a path of a host, over a fast or a slow line."""

from __future__ import annotations

import functools
import itertools
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

#: Where the site stands on its host.
BELOW = "/kb/"

#: Both builders make the same pages but for their addresses: what is not about addresses is left
#: to one of them in short test runs.
HTML_BUILDERS = ("html", pytest.param("dirhtml", marks=[pytest.mark.long, pytest.mark.ci]))

#: For tests of how pages look and what their scripts do in place.
LOOKS = pytest.mark.parametrize("site", HTML_BUILDERS, indirect=True, scope="session")


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A built site on disk and at an address."""

    folder: Path
    address: str
    """With a slash at the end."""

    def file(self, docname: str) -> Path:
        """The HTML file of a document, of whichever builder made the site."""
        page = self.folder / f"{docname}.html"
        folder = docname.removesuffix("index").strip("/")
        return page if page.is_file() else self.folder / folder / "index.html"

    def page(self, docname: str) -> str:
        """The address of a document."""
        path = self.file(docname).relative_to(self.folder).as_posix()
        return self.address + (path if self.is_flat else path.removesuffix("index.html"))

    @property
    def is_flat(self) -> bool:
        """Whether ``name`` is ``name.html`` and not ``name/index.html``."""
        return self.folder.name == "html"

    def pages(self) -> list[str]:
        """Every page, by its path below the site's root."""
        return sorted(
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html")
        )


class _Handler(SimpleHTTPRequestHandler):
    """Serve a folder below :data:`BELOW`, with its own 404 page."""

    protocol_version = "HTTP/1.1"  # one connection for many files

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(BELOW))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        for name, value in self.server.headers.items():  # type: ignore[attr-defined]
            self.send_header(name, value)
        super().end_headers()

    def handle(self) -> None:
        with suppress(ConnectionError):  # a reader who goes on before all has arrived
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _SlowHandler(_Handler):
    """Send a page in pieces, as a slow line does; the browser shows each piece as it arrives.

    A piece ends at the end of a line, and everything above the text is one piece: tests do not look
    for half a word or half a row of buttons that then grows.
    """

    #: Bytes of a packet, and seconds between two.
    piece = 1400
    pause = 0.04

    def copyfile(self, source: Any, outputfile: Any) -> None:
        if not self.path.endswith((".html", "/")):
            super().copyfile(source, outputfile)
            return
        waiting, above = b"", True
        for line in source:
            above = above and b'class="main"' not in line
            waiting += line
            if len(waiting) >= self.piece and not above:
                outputfile.write(waiting)
                outputfile.flush()
                time.sleep(self.pause)
                waiting = b""
        outputfile.write(waiting)


class _Server(ThreadingHTTPServer):
    # By default the sixth connection that has to wait is refused.
    request_queue_size = 128
    #: What each answer has besides its own headers.
    headers: Mapping[str, str] = MappingProxyType({})


def headers_of(folder: Path) -> dict[str, str]:
    """The headers that a site wants for all its files, as its ``_headers`` has them first."""
    _, *lines = (folder / "_headers").read_text("utf-8").splitlines()
    wanted = itertools.takewhile(lambda line: line.startswith(" "), lines)
    return {
        name.strip(): value.strip() for name, _, value in (one.partition(":") for one in wanted)
    }


def serve(
    folder: Path, *, slowly: bool = False, headers: Mapping[str, str] | None = None
) -> ThreadingHTTPServer:
    """Serve *folder* at a free port until the server is shut down."""
    handler = functools.partial(_SlowHandler if slowly else _Handler, directory=str(folder))
    server = _Server(("127.0.0.1", 0), handler)
    server.headers = headers or {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
