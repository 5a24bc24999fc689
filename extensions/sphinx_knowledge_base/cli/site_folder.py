"""Which site a command is about: the folder with ``conf.py``, from wherever it is called."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sphinx_knowledge_base.cli.output import FAILED, err, fail

if TYPE_CHECKING:
    from sphinx_knowledge_base.checking.site_settings import SiteFolder
    from sphinx_knowledge_base.checking.snapshot import SiteReader, Snapshot

#: The address of a site that has none yet.
PLACEHOLDER = "https://example.org/"

#: An option of all commands.
SiteOption = Annotated[
    Path | None,
    typer.Option(
        "--site",
        "-C",
        metavar="FOLDER",
        help="The folder with conf.py; by default, this one or the nearest above.",
    ),
]


def site_folder(given: Path | None) -> Path:
    """Return the folder of the site; end the command if there is none."""
    if given is not None:
        if not _is_site(given):
            fail(f"{given} contains no conf.py")
        return given.resolve()
    here = Path.cwd()
    found = next((folder for folder in (here, *here.parents) if _is_site(folder)), None)
    if found is None:
        fail("no conf.py in this folder or above it: there is no site. Start one with 'kb init'")
    return found


def _is_site(folder: Path) -> bool:
    return (folder / "conf.py").is_file()


def opened(root: Path) -> SiteFolder:
    """Return the site in *root*; end the command if its settings are wrong."""
    # Importing the code that reads settings takes longer than many commands run.
    from sphinx_knowledge_base.checking.site_settings import BadSettingsError, open_site  # noqa: PLC0415

    try:
        return open_site(root)
    except BadSettingsError as error:
        fail(str(error.problem), FAILED)


def snapshot_of(root: Path) -> Snapshot:
    """Return a snapshot of the site in *root*; end the command if its settings are wrong."""
    from sphinx_knowledge_base.checking.snapshot import SiteReader  # noqa: PLC0415 -- as above

    return read(SiteReader(opened(root)))


def read(reader: SiteReader) -> Snapshot:
    """Read a site; on a terminal, show a progress bar if there are many articles."""
    console = err()
    if not console.is_terminal:
        return reader.read()
    from rich.progress import Progress  # noqa: PLC0415 -- nothing else needs it

    # No automatic refresh: reading forks processes, which its thread would disturb.
    with Progress(console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("Reading", visible=False)

        def show(done: int, all_: int) -> None:
            bar.update(task, completed=done, total=all_, visible=True, refresh=True)

        return reader.read(on_read=show)


def note_placeholder(site: SiteFolder) -> None:
    """Remind the editor that the site's address is still the one that every new site has."""
    if site.base_url.rstrip("/") == PLACEHOLDER.rstrip("/"):
        err().print(
            f"Note: html_baseurl in conf.py is still the placeholder {PLACEHOLDER}: "
            "before you publish, write the address of your site."
        )
