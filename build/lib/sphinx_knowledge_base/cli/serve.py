"""``kb serve`` and ``kb preview``: the site in the browser, built anew at every change."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer
from sphinx_autobuild.__main__ import main as autobuild

from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer()

#: What changes without anybody having written something: outputs, caches, environments.
_IGNORED = r"/(\.git|\.venv|venv|node_modules|_build|\.[a-z]+_cache|__pycache__)/"

PortOption = Annotated[int, typer.Option("--port", "-p", help="The port at localhost.")]
OpenOption = Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")]


@app.command()
def serve(site: SiteOption = None, port: PortOption = 8000, browser: OpenOption = False) -> None:
    """Show the site at localhost, built anew whenever a file is saved.

    kb serve --port 9000 --open
    """
    _serve(site_folder(site), "", port, browser=browser)


@app.command()
def preview(site: SiteOption = None, port: PortOption = 8000, browser: OpenOption = False) -> None:
    """Show the site as `kb serve` does, with drafts and scheduled articles."""
    os.environ["KB_DRAFTS"] = "1"
    _serve(site_folder(site), "preview/", port, browser=browser)


def _serve(root: Path, output: str, port: int, *, browser: bool) -> None:
    # A build that only its author looks at does not wait for the search index.
    os.environ["KB_QUICK"] = "1"
    build = root / "_build"
    autobuild(
        [
            *(str(root), f"{build}/{output}html", "-d", f"{build}/{output}doctrees", "-j", "auto"),
            *("--port", str(port), "--re-ignore", _IGNORED),
            *(["--open-browser"] if browser else []),
        ]
    )
