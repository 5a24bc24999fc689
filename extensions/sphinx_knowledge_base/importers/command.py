"""``kb import``: the articles of another system become articles of this one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sphinx_knowledge_base.importers.model import Options
from sphinx_knowledge_base.importers.target import TargetError

if TYPE_CHECKING:
    from sphinx_knowledge_base.importers.model import Account

app = typer.Typer(add_completion=False)


@app.command("import")
def import_command(
    source: Annotated[Path, typer.Argument(help="A folder of another system, or an export file.")],
    into: Annotated[Path, typer.Argument(help="The folder of the knowledge base.")] = Path(),
    system: Annotated[
        str, typer.Option("--from", help="The system; found out when it is 'auto'.")
    ] = "auto",
    report: Annotated[
        Path | None, typer.Option(help="Write a full account to this file, .html or .json.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Which language to import, of a site in several.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show all and write nothing.")] = False,
    month_first: Annotated[
        bool, typer.Option("--month-first", help="Read 03/04/2024 as the 4th of March.")
    ] = False,
) -> None:
    """Bring the articles of SOURCE along."""
    # The libraries that importers need are an extra: pip install sphinx-knowledge-base[import].
    console, errors = Console(), Console(stderr=True)
    try:
        from sphinx_knowledge_base.importers import importing  # noqa: PLC0415
        from sphinx_knowledge_base.importers import report as reports  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        errors.print(
            f"{missing.name} is not installed: pip install 'sphinx-knowledge-base[import]'",
            markup=False,
        )
        raise typer.Exit(2) from None
    options = Options(system, language, month_first, dry_run)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=errors, transient=True) as bar:
            tasks = {}

            def show(doing: str, done: int, all_: int) -> None:
                if doing not in tasks:
                    tasks[doing] = bar.add_task(doing)
                bar.update(tasks[doing], completed=done, total=all_)

            account = importing.import_source(source, into, options, show)
    except (importing.ImportSourceError, TargetError) as error:
        errors.print(f"error: {error}", markup=False)
        raise typer.Exit(2) from None
    _show(account, console, dry_run=dry_run)
    if report is not None:
        reports.write(account, report)
        console.print(f"The full account is in {report}.", markup=False)


def _show(account: Account, console: Console, *, dry_run: bool) -> None:
    from sphinx_knowledge_base.importers.report import summary  # noqa: PLC0415

    sums = summary(account)
    reasons = "; ".join(account.reasons)
    console.print(f"Source: {account.system} ({reasons})", markup=False)
    table = Table("what", "all", "of these")
    for name in ("files", "keys", "constructs", "words"):
        parts = ", ".join(f"{kind} {count}" for kind, count in sums[name].items() if kind != "all")
        table.add_row(name, str(sums[name]["all"]), parts)
    for name, title in (
        ("notes", "to look at"),
        ("changes", "not written" if dry_run else "target"),
    ):
        parts = ", ".join(f"{kind} {count}" for kind, count in sums[name].items() if count)
        table.add_row(title, str(sum(sums[name].values())), parts)
    console.print(table)
    for name, value in account.settings.items():
        console.print(f"  conf.py: {name} = {value!r}", markup=False)
