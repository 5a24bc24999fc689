"""``kb links`` and ``kb report``: links between articles, and a report on one page."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sphinx_knowledge_base.checking.checks import problems
from sphinx_knowledge_base.cli.lookup import article_of
from sphinx_knowledge_base.cli.output import fail, near, say, say_json
from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder, snapshot_of
from sphinx_knowledge_base.cli.whole_numbers import DaysOption
from sphinx_knowledge_base.editing.text import write
from sphinx_knowledge_base.reports.charts import link_picture
from sphinx_knowledge_base.reports.link_graph import link_graph
from sphinx_knowledge_base.reports.page import report as make_report

app = typer.Typer(add_completion=False)


class LinksFormat(StrEnum):
    """How links are printed."""

    TABLE = "table"
    JSON = "json"
    SVG = "svg"


@app.command()
def links(
    article: Annotated[
        str | None,
        typer.Argument(metavar="ARTICLE", help="Only links of this article: its slug or its file."),
    ] = None,
    site: SiteOption = None,
    form: Annotated[LinksFormat, typer.Option("--format", "-f", help="How to print it.")] = (
        LinksFormat.TABLE
    ),
) -> None:
    """List links between articles, and the articles without incoming or outgoing links.

    kb links

    kb links how-tides-work

    kb links --format svg > links.svg
    """
    snapshot = snapshot_of(site_folder(site))
    slug = None if article is None else article_of(snapshot, article).slug
    graph = link_graph(snapshot)
    found = [one for one in graph.links if slug in {None, one.source, one.target}]
    if form is LinksFormat.SVG:
        typer.echo(link_picture(graph, f"Links of {snapshot.site.project}"))
        return
    groups = {
        "orphans": graph.orphans,
        "dead ends": graph.dead_ends,
        "one way": [f"{one.source} > {one.target}" for one in graph.one_way],
        "across audiences": [f"{one.source} > {one.target}" for one in graph.across_audiences],
    }
    if form is LinksFormat.JSON:
        say_json({"links": [one._asdict() for one in found]} | groups)
        return
    for one in found:
        mark = " [dim](related)[/]" if one.is_curated else ""
        say(f"{escape(one.source)} > {escape(one.target)}{mark}")
    if slug is None:
        for name, slugs in groups.items():
            say(f"\n[bold]{name}[/] ({len(slugs)})")
            for one_slug in slugs:
                say(f"  {escape(one_slug)}")


@app.command()
def report(
    site: SiteOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file; by default, _build/report.html."),
    ] = None,
    within: DaysOption = 60,
) -> None:
    """Make one HTML page for editors: tasks, problems, figures and links.

    kb report --output report.html
    """
    root = site_folder(site)
    snapshot = snapshot_of(root)
    file = output or root / "_build" / "report.html"
    if file.is_dir():
        fail(f"{file} is a folder: name a file for the report")
    file.parent.mkdir(parents=True, exist_ok=True)
    write(file, make_report(snapshot, problems(snapshot), within))
    say(escape(near(file)))
