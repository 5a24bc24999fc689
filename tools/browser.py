"""A server for the built site, and Debian's Chromium, for the tools that look at pages."""

from __future__ import annotations

import gzip
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: Programs from npm are installed here, at fixed versions.
NPM = ROOT / "_build" / "npm"

CHROMIUM = Path("/usr/bin/chromium")


class _Compressing(http.server.SimpleHTTPRequestHandler):
    """Serve text compressed and cacheable, as hosts of static sites do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        kind = self.guess_type(str(path))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if path.suffix in {".html", ".css", ".js", ".svg", ".json"}:
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "max-age=31536000")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve *folder*, and yield its address with a slash at the end."""
    if not (folder / "index.html").is_file():
        sys.exit(f"There is no site in {folder}: run `make html` first")
    handler = partial(_Compressing, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
