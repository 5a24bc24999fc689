"""``kb list``, ``kb show`` and ``kb stats``: the articles of a site, and figures."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from sphinx_knowledge_base.cli.lookup import NOUNS, article_of, term_key
from sphinx_knowledge_base.cli.output import counted, say, say_json
from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder, snapshot_of
from sphinx_knowledge_base.cli.tabular import Format, FormatOption, say_rows
from sphinx_knowledge_base.reports.link_graph import link_graph
from sphinx_knowledge_base.reports.overview import overview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Article, Taxonomy

app = typer.Typer(add_completion=False)

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


class Publication(StrEnum):
    """Whether readers find an article, and if not, why."""

    PUBLISHED = "published"
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"


@app.command("list")
def list_articles(
    site: SiteOption = None,
    category: Annotated[
        str | None, typer.Option("--category", "-c", help="Only articles of this category.")
    ] = None,
    tag: Annotated[
        str | None, typer.Option("--tag", "-t", help="Only articles with this tag.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="Only articles by this author.")] = None,
    state: Annotated[Publication | None, typer.Option(help="Only articles in this state.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List the articles, newest first.

    kb list --category GUIDES --state draft

    kb list --format csv > articles.csv
    """
    snapshot = _snapshot(site)
    filters: Sequence[tuple[Taxonomy, str | None]] = (
        ("categories", category),
        ("tags", tag),
        ("authors", author),
    )
    wanted = {term_key(snapshot, name, label) for name, label in filters if label is not None}
    rows = [
        row
        for article in snapshot.everything.articles
        if wanted <= {article.category, *article.tags, *article.authors}
        and (row := _row(article))["state"] == (state or row["state"])
    ]
    say_rows(rows, ["date", "state", "category", "slug", "title"], form)


@app.command()
def show(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its slug, address, file or title.")
    ],
    site: SiteOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show everything about one article.

    kb show how-tides-work

    kb show articles/how-tides-work.md

    kb show "How tides work"
    """
    snapshot = _snapshot(site)
    everything = snapshot.everything
    found = article_of(snapshot, article)
    graph = link_graph(snapshot)
    facts = _row(found) | {
        "address": f"/{found.docname}",
        "excerpt": found.excerpt,
        "tags": [term.title for term in everything.terms_of(found, "tags")],
        "authors": [term.title for term in everything.terms_of(found, "authors")],
        "audiences": [term.title for term in everything.terms_of(found, "audiences")],
        "picture": found.image,
        "leads to": graph.outgoing(found.slug),
        "linked from": graph.incoming(found.slug),
        "aliases": list(found.front_matter.aliases),
    }
    if as_json:
        say_json(facts)
        return
    for name, value in facts.items():
        text = ", ".join(value) if isinstance(value, list) else value
        if text not in (None, ""):
            say(f"[bold]{name}[/]: {escape(str(text))}")


@app.command()
def stats(site: SiteOption = None, as_json: JsonOption = False) -> None:
    """Count articles, words and terms, and chart the articles by month.

    kb stats
    """
    figures = overview(_snapshot(site))
    if as_json:
        say_json(figures._asdict())
        return
    published = counted(figures.published, "article")
    say(f"[bold]{published} published, {counted(figures.words, 'word')}[/]")
    for reason, number in figures.unpublished.items():
        say(f"  {counted(number, 'draft') if reason == 'draft' else f'{number} {_state(reason)}'}")
    for taxonomy, number in figures.terms.items():
        say(f"  {counted(number, *NOUNS[taxonomy])}")
    say("\n[bold]By category[/]")
    for title, (articles, words) in figures.by_category.items():
        say(f"  {articles:>5}  {counted(words, 'word'):>13}  {escape(title)}")
    say("\n[bold]By month[/]")
    most = max(figures.by_month.values(), default=1)
    for month, number in figures.by_month.items():
        say(f"  {month}  {'█' * round(40 * number / most)} {number or ''}")


def _snapshot(site: SiteOption) -> Snapshot:
    return snapshot_of(site_folder(site))


def _state(unpublished: str) -> str:
    return unpublished or "published"


def _row(article: Article) -> dict[str, object]:
    return {
        "slug": article.slug,
        "title": article.title,
        "path": article.source,
        "state": _state(article.unpublished),
        "date": f"{article.published:%Y-%m-%d}" if article.published else None,
        "category": article.category,
        "words": article.words,
    }
