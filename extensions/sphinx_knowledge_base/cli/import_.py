"""``kb import``: import the articles of another system."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sphinx_knowledge_base.cli.output import err, fail, say
from sphinx_knowledge_base.importers import pipeline, summary
from sphinx_knowledge_base.importers import report as reports
from sphinx_knowledge_base.importers.model import Account, Options
from sphinx_knowledge_base.importers.target_folder import TargetError

app = typer.Typer(add_completion=False)


class Described(NamedTuple):
    """Title, language and address of a source site; each empty if the source has none."""

    title: str
    language: str
    address: str


@app.command("import")
def import_command(
    source: Annotated[Path, typer.Argument(help="A folder of another system, or an export file.")],
    into: Annotated[Path, typer.Argument(help="The folder of the knowledge base.")] = Path(),
    system: Annotated[str, typer.Option("--from", help="The system; 'auto' detects it.")] = "auto",
    report: Annotated[
        Path | None, typer.Option(help="Write a full report to this file, .html or .json.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Which language to import if the site has several.")
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show everything and write nothing.")
    ] = False,
    month_first: Annotated[
        bool, typer.Option("--month-first", help="Read 03/04/2024 as the 4th of March.")
    ] = False,
) -> None:
    """Import the articles of another system.

    kb import ../old-blog --dry-run --report report.html

    kb import ../old-blog new-site
    """
    account = run_import(source, into, Options(system, language, month_first, dry_run))
    show_account(account, dry_run=dry_run)
    say("")
    if report is None:
        say("For a full report of every file and place, add --report report.html.")
    else:
        reports.write(account, report)
        say(f"The full report is in {escape(str(report))}.")


def run_import(source: Path, into: Path, options: Options) -> Account:
    """Import with progress bars; end the command if the import is not possible."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    try:
        console = err()
        hidden = not console.is_terminal  # elsewhere it would leave an empty line
        with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
            tasks = {}

            def show(doing: str, done: int, all_: int) -> None:
                if doing not in tasks:
                    tasks[doing] = bar.add_task(doing)
                bar.update(tasks[doing], completed=done, total=all_)

            return pipeline.import_source(source, into, options, show)
    except (pipeline.ImportSourceError, TargetError) as error:
        fail(str(error))


def described(source: Path) -> Described:
    """Return title, language and address of *source*; end the command if it cannot be read."""
    try:
        system = pipeline.choose(pipeline.open_source(source), Options(), Account())
    except pipeline.ImportSourceError as error:
        fail(str(error))
    parts = urlsplit(system.base_url)
    is_known = parts.scheme in {"http", "https"} and not parts.netloc.endswith(".invalid")
    address = f"{parts.scheme}://{parts.netloc}/" if is_known else ""
    language = "" if system.language == "und" else system.language
    return Described(system.title, language, address)


def show_account(account: Account, *, dry_run: bool = False) -> None:
    """Print what was imported, and what an editor has to finish by hand."""
    say(escape(summary.for_editor(account, dry_run=dry_run)))
