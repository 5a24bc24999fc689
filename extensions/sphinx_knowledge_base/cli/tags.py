"""``kb tags``: the tags of the site, and pairs that are nearly the same."""

from __future__ import annotations

import typer
from rich.markup import escape

from sphinx_knowledge_base.cli.output import say
from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder, snapshot_of
from sphinx_knowledge_base.cli.tabular import Format, FormatOption, say_rows
from sphinx_knowledge_base.core.catalog.near_misses import near_duplicates

app = typer.Typer(add_completion=False)


@app.command()
def tags(site: SiteOption = None, form: FormatOption = Format.TABLE) -> None:
    """List the tags, the most used first, and those that are nearly the same.

    kb tags

    kb tags --format csv
    """
    snapshot = snapshot_of(site_folder(site))
    catalog = snapshot.everything
    registered = snapshot.registry.of("tags")
    rows = [
        {
            "articles": catalog.count(term),
            "tag": term.title,
            "slug": term.slug,
            "registered": "yes" if term.key in registered else "",
            "synonyms": ", ".join(term.synonyms),
        }
        for term in catalog.of("tags")
    ]
    rows.sort(key=lambda row: (-int(str(row["articles"])), str(row["tag"]).casefold()))
    say_rows(rows, ["articles", "tag", "registered", "synonyms"], form)
    if form is Format.TABLE:
        for one, other in near_duplicates(term.title for term in catalog.of("tags")):
            say(f"[yellow]nearly the same:[/] {escape(one)}, {escape(other)}")
