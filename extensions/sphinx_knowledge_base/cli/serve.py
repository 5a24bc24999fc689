"""``kb serve`` and ``kb preview``: the site in the browser, rebuilt after every change."""

from __future__ import annotations

import asyncio
import os
import socket
import webbrowser
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

import typer
import uvicorn
import watchfiles
from rich.markup import escape
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.server import RebuildServer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from sphinx_knowledge_base.cli.build import BUILD, SphinxOptions
from sphinx_knowledge_base.cli.output import FAILED, fail, say
from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder
from sphinx_knowledge_base.cli.sphinx_options import check_options
from sphinx_knowledge_base.cli.warm_builds import WarmBuilds
from sphinx_knowledge_base.cli.whole_numbers import whole_number
from sphinx_knowledge_base.core.catalog.output_names import SEARCH_INDEX

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

app = typer.Typer(add_completion=False)

#: Folders that tools write to, not authors: outputs, caches, environments.
_IGNORED = r"/(\.git|\.venv|venv|node_modules|_build|\.[a-z]+_cache|__pycache__)/"

#: How many ports to try.
_PORTS = 20

PortOption = Annotated[
    int,
    typer.Option(
        "--port",
        "-p",
        parser=whole_number(1, 65535),
        metavar="NUMBER",
        help="The port at localhost; the next free one if it is taken.",
    ),
]
OpenOption = Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")]


@app.command()
def serve(
    options: SphinxOptions = None,
    site: SiteOption = None,
    port: PortOption = 8000,
    browser: OpenOption = False,
) -> None:
    """Show the site at localhost, and rebuild it whenever a file is saved.

    kb serve --port 9000 --open

    kb serve -- -n -W
    """
    _serve(site_folder(site), "", port, options or (), browser=browser)


@app.command()
def preview(
    options: SphinxOptions = None,
    site: SiteOption = None,
    port: PortOption = 8000,
    browser: OpenOption = False,
) -> None:
    """Show the site as `kb serve` does, with drafts and scheduled articles."""
    os.environ["KB_DRAFTS"] = "1"
    _serve(site_folder(site), "preview/", port, options or (), browser=browser)


def _serve(root: Path, place: str, port: int, options: Sequence[str], *, browser: bool) -> None:
    check_options(options)
    listening = _free_port(port)
    port = listening.getsockname()[1]
    # The author need not wait for the search index.
    os.environ["KB_QUICK"] = "1"
    build = root / BUILD / place
    output = build / "html"
    output.mkdir(parents=True, exist_ok=True)
    builds = WarmBuilds(
        [str(root), str(output), "-d", str(build / "doctrees"), "-j", "auto", *options]
    )
    host = f"127.0.0.1:{port}"
    rebuilds = _Rebuilds(root, builds, f"http://{host}/", browser=browser)
    live = Starlette(
        routes=[
            WebSocketRoute("/websocket-reload", rebuilds),
            # An index of an earlier build lacks new text; without one, the search page searches
            # its list of articles.
            Route(f"/{SEARCH_INDEX}/{{path:path}}", _not_found),
            Mount("/", app=StaticFiles(directory=output, html=True)),
        ],
        middleware=[Middleware(JavascriptInjectorMiddleware, ws_url=host)],
        lifespan=rebuilds.lifespan,
    )
    try:
        builds.build()
        uvicorn.Server(uvicorn.Config(live, log_level="warning")).run([listening])
    except KeyboardInterrupt:
        pass
    finally:
        builds.close()


async def _not_found(request: Request) -> Response:
    return Response(status_code=HTTPStatus.NOT_FOUND)


def _free_port(wanted: int) -> socket.socket:
    """Return a socket at localhost with the port *wanted*, or the next one that is free."""
    for port in range(wanted, min(wanted + _PORTS, 65536)):
        listening = _bound(port)
        if listening is not None:
            break
    else:
        fail(f"port {wanted} and those after it are taken: choose one with --port", FAILED)
    if port != wanted:
        say(f"Port {wanted} is taken by another program.")
    return listening


def _bound(port: int) -> socket.socket | None:
    """Return a socket at localhost with this port, or None if it is taken."""
    listening = socket.socket()
    if os.name == "posix":  # there it allows a port that a server has just left
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except PermissionError:
        fail(f"port {port} is reserved for the system: choose one from 1024 on")
    except OSError:
        listening.close()
        return None
    return listening


class _Rebuilds(RebuildServer):  # type: ignore[misc] # it has no type hints
    """Rebuilds after every change, and makes the browser reload the page."""

    def __init__(self, root: Path, builds: WarmBuilds, address: str, *, browser: bool) -> None:
        super().__init__([root], IgnoreFilter([], [_IGNORED]), self._build)
        self._root = root
        self._builds = builds
        self._address = address
        self._browser = browser

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        async with super().lifespan(app):
            say(f"Serving on {self._address}; press Ctrl+C to stop.")
            if self._browser:
                # The server listens once this function reaches its yield.
                asyncio.get_running_loop().call_later(1, webbrowser.open, self._address)
            yield
        self._builds.close()

    async def watch(self) -> None:
        """Build after each change, in a thread, so that the server goes on answering."""
        batches = watchfiles.awatch(self._root, watch_filter=lambda _, path: not self.ignore(path))
        async for changes in batches:
            await asyncio.to_thread(self._build, sorted({path for _, path in changes}))
            self.flag.set()

    def _build(self, changed: Sequence[str]) -> None:
        names = [os.path.relpath(path, self._root) for path in changed]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        say(escape(f"Changed: {', '.join(names[:3])}{more}"))
        if self._builds.build():
            say("The build has failed. The pages are those of the last build.")
        say(f"Serving on {self._address}")
