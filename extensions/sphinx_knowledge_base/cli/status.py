"""``kb status``: what an editor has to do."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.markup import escape

from sphinx_knowledge_base.cli.lookup import fail_unknown
from sphinx_knowledge_base.cli.output import say
from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder, snapshot_of
from sphinx_knowledge_base.cli.tabular import Format, say_rows
from sphinx_knowledge_base.cli.whole_numbers import DaysOption
from sphinx_knowledge_base.reports.status import GROUPS, KINDS, as_calendar, tasks

if TYPE_CHECKING:
    from sphinx_knowledge_base.reports.status import Task

app = typer.Typer(add_completion=False)

_OFFERED: Final = ", ".join(
    (*KINDS, *(f"{name} for {', '.join(kinds)}" for name, kinds in GROUPS.items()))
)


class StatusFormat(StrEnum):
    """How tasks are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    ICAL = "ical"


@app.command()
def status(
    site: SiteOption = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", "-k", help=f"Only these: {_OFFERED}.")
    ] = None,
    within: DaysOption = 60,
    form: Annotated[StatusFormat, typer.Option("--format", "-f", help="How to print it.")] = (
        StatusFormat.TABLE
    ),
) -> None:
    """List tasks: drafts, dates, reviews, missing pictures and excerpts, articles without links.

    kb status

    kb status --kind reviews --within 30

    kb status --format ical > reviews.ics
    """
    for name in kind or ():
        if name not in {*KINDS, *GROUPS}:
            fail_unknown("kind of task", name, (*KINDS, *GROUPS))
    kinds = {one for name in kind or KINDS for one in GROUPS.get(name, (name,))}
    snapshot = snapshot_of(site_folder(site))
    found = [one for one in tasks(snapshot, within) if one.kind in kinds]
    if form is StatusFormat.ICAL:
        typer.echo(as_calendar(found, snapshot.site.project), nl=False)
    elif form is StatusFormat.TABLE:
        for name, group in groupby(found, key=lambda one: one.kind):
            of_kind = list(group)
            say(f"[bold]{KINDS[name]}[/] ({len(of_kind)})")
            for one in of_kind:
                date = f"{one.date:%Y-%m-%d} " if one.date else ""
                detail = f" [dim]{escape(one.detail)}[/]" if one.detail else ""
                say(f"  {date}{escape(one.title)} [dim]{escape(one.path)}[/]{detail}")
        if not found:
            say("There is nothing to do.")
    else:
        columns = ["kind", "slug", "title", "path", "date", "detail"]
        say_rows([_row(one) for one in found], columns, Format(form.value))


def _row(task: Task) -> dict[str, object]:
    return task._asdict() | {"date": f"{task.date:%Y-%m-%d}" if task.date else None}
