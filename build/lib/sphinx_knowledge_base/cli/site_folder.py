"""Which site a command is about: the folder with ``conf.py``, from wherever it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sphinx_knowledge_base.cli.output import fail

#: The option that all commands have.
SiteOption = Annotated[
    Path | None,
    typer.Option(
        "--site",
        "-C",
        metavar="FOLDER",
        help="The folder with conf.py. Without it, the nearest one above.",
    ),
]


def site_folder(given: Path | None) -> Path:
    """Return the folder of the site; the command ends when there is none."""
    if given is not None:
        if not _is_site(given):
            fail(f"{given} holds no conf.py")
        return given.resolve()
    here = Path.cwd()
    found = next((folder for folder in (here, *here.parents) if _is_site(folder)), None)
    if found is None:
        fail("no conf.py in this folder or above it: there is no site. Start one with 'kb init'")
    return found


def _is_site(folder: Path) -> bool:
    return (folder / "conf.py").is_file()
