"""``kb list``, ``kb show`` and ``kb stats``: what the site has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from sphinx_knowledge_base.checking.snapshot import SiteReader
from sphinx_knowledge_base.cli.output import FAILED, fail, say, say_json
from sphinx_knowledge_base.cli.site_folder import SiteOption, opened, site_folder
from sphinx_knowledge_base.cli.tables import Format, FormatOption, say_rows
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.reports.link_graph import link_graph
from sphinx_knowledge_base.reports.overview import overview

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.model import Article, Taxonomy

app = typer.Typer()

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.command("list")
def list_articles(
    site: SiteOption = None,
    category: Annotated[str | None, typer.Option("--category", "-c", help="Of this one.")] = None,
    tag: Annotated[str | None, typer.Option("--tag", "-t", help="With this one.")] = None,
    author: Annotated[str | None, typer.Option(help="By this one.")] = None,
    state: Annotated[
        str | None, typer.Option(help="published, draft, scheduled or expired.")
    ] = None,
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
    wanted = {_key(snapshot, name, label) for name, label in filters if label is not None}
    rows = [
        row
        for article in snapshot.everything.articles
        if wanted <= {article.category, *article.tags, *article.authors}
        and (row := _row(article))["state"] == (state or row["state"])
    ]
    say_rows(rows, ["date", "state", "category", "slug", "title"], form)


@app.command()
def show(
    slug: Annotated[str, typer.Argument(help="Slug of the article.")],
    site: SiteOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell everything about one article.

    kb show how-tides-work
    """
    snapshot = _snapshot(site)
    everything = snapshot.everything
    article = everything.article(everything.former_slugs.get(slug, slug))
    if article is None:
        known = [one.slug for one in everything.articles]
        fail(f"there is no article {slug!r}{did_you_mean(slug, known)}", FAILED)
    graph = link_graph(snapshot)
    facts = _row(article) | {
        "address": f"/{article.docname}",
        "excerpt": article.excerpt,
        "tags": [term.title for term in everything.terms_of(article, "tags")],
        "authors": [term.title for term in everything.terms_of(article, "authors")],
        "audiences": [term.title for term in everything.terms_of(article, "audiences")],
        "picture": article.image,
        "leads to": graph.outgoing(article.slug),
        "linked from": graph.incoming(article.slug),
        "aliases": list(article.front_matter.aliases),
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
    """Count articles, words and terms, and plot the months.

    kb stats
    """
    figures = overview(_snapshot(site))
    if as_json:
        say_json(figures._asdict())
        return
    say(f"[bold]{figures.published}[/] articles published, [bold]{figures.words}[/] words")
    for name, number in {**figures.unpublished, **figures.terms}.items():
        say(f"  {number} {name}")
    say("\n[bold]By category[/]")
    for title, (articles, words) in figures.by_category.items():
        say(f"  {articles:>5}  {words:>7} words  {escape(title)}")
    say("\n[bold]By month[/]")
    most = max(figures.by_month.values(), default=1)
    for month, number in figures.by_month.items():
        say(f"  {month}  {'█' * round(40 * number / most)} {number or ''}")


def _snapshot(site: SiteOption) -> Snapshot:
    return SiteReader(opened(site_folder(site))).read()


def _key(snapshot: Snapshot, name: Taxonomy, label: str) -> str:
    key = snapshot.everything.find_key(name, label)
    if key is None:
        known = [term.title for term in snapshot.everything.of(name)]
        fail(f"no {name} called {label!r}{did_you_mean(label, known)}", FAILED)
    return key


def _row(article: Article) -> dict[str, object]:
    state = {"": "published", "future": "scheduled"}.get(article.unpublished, article.unpublished)
    return {
        "slug": article.slug,
        "title": article.title,
        "path": article.source,
        "state": state,
        "date": f"{article.published:%Y-%m-%d}" if article.published else None,
        "category": article.category,
        "words": article.words,
    }
