"""``kb import``: the articles of another system become articles of this one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sphinx_knowledge_base.cli.output import err, fail, say
from sphinx_knowledge_base.importers.model import Options
from sphinx_knowledge_base.importers.target_folder import TargetError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.importers.model import Account

app = typer.Typer()


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
    """Bring the articles of another system along.

    kb import ../old-blog --dry-run --report report.html

    kb import ../old-blog new-site
    """
    try:
        from sphinx_knowledge_base.importers import pipeline  # noqa: PLC0415 -- an extra
        from sphinx_knowledge_base.importers import report as reports  # noqa: PLC0415 -- with it
    except ModuleNotFoundError as missing:
        fail(f"{missing.name} is missing: pip install 'sphinx-knowledge-base[import]'")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    options = Options(system, language, month_first, dry_run)
    try:
        with Progress(*columns, console=err(), transient=True) as bar:
            tasks = {}

            def show(doing: str, done: int, all_: int) -> None:
                if doing not in tasks:
                    tasks[doing] = bar.add_task(doing)
                bar.update(tasks[doing], completed=done, total=all_)

            account = pipeline.import_source(source, into, options, show)
    except (pipeline.ImportSourceError, TargetError) as error:
        fail(str(error))
    _show(account, reports.summary(account), dry_run=dry_run)
    if report is not None:
        reports.write(account, report)
        say(f"The full account is in {escape(str(report))}.")


def _show(account: Account, sums: Mapping[str, Mapping[str, int]], *, dry_run: bool) -> None:
    reasons = "; ".join(account.reasons)
    say(escape(f"Source: {account.system} ({reasons})"))
    table = Table("what", "all", "of these")
    for name in ("files", "keys", "constructs", "words"):
        parts = ", ".join(f"{kind} {count}" for kind, count in sums[name].items() if kind != "all")
        table.add_row(name, str(sums[name]["all"]), parts)
    for name, title in (("notes", "to look at"), ("changes", "to write" if dry_run else "target")):
        parts = ", ".join(f"{kind} {count}" for kind, count in sums[name].items() if count)
        table.add_row(title, str(sum(sums[name].values())), parts)
    say(table)
    for name, value in account.settings.items():
        say(escape(f"conf.py: {name} = {value!r}"))
