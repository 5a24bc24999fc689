"""Rows as a table for people, and as JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from sphinx_knowledge_base.cli.output import say, say_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="For people or programs.")]


def say_rows(rows: Sequence[Mapping[str, object]], columns: Sequence[str], form: Format) -> None:
    """Print *rows*: as a table or CSV with *columns*, or as JSON with all their values."""
    if form is Format.JSON:
        say_json(list(rows))
        return
    texts = [["" if row[name] is None else str(row[name]) for name in columns] for row in rows]
    if form is Format.CSV:
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([columns, *texts])
        typer.echo(file.getvalue(), nl=False)
        return
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in texts:
        table.add_row(*map(escape, row))
    say(table)
