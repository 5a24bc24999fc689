"""``kb new``: the beginning of an article."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from sphinx_knowledge_base.checking.snapshot import SiteReader
from sphinx_knowledge_base.cli.output import FAILED, fail, say
from sphinx_knowledge_base.cli.site_folder import SiteOption, opened, site_folder
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.slugs import is_slug, slugify
from sphinx_knowledge_base.editing.front_matter import scalar
from sphinx_knowledge_base.editing.text import write

if TYPE_CHECKING:
    from sphinx_knowledge_base.checking.snapshot import Snapshot

app = typer.Typer()

#: The site's own skeleton of a body.
TEMPLATE = "_templates/article.md"

_SKELETON = "The first paragraph says what the reader will gain.\n\n## A Section\n\nText.\n"


@app.command()
def new(
    title: Annotated[str | None, typer.Argument(help="Title of the article.")] = None,
    site: SiteOption = None,
    category: Annotated[
        str | None, typer.Option("--category", "-c", help="Code or title of its category.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", "-t", help="A tag; may be given several times.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="Who wrote it.")] = None,
    slug: Annotated[str | None, typer.Option(help="Its address; made of the title.")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Nobody sees it before you say so.")] = (
        False
    ),
    folder: Annotated[str | None, typer.Option(help="Where its file will be.")] = None,
) -> None:
    """Begin an article: a file with front matter that is right, and the skeleton of a text.

    Asks for what is missing. The text comes from _templates/article.md, if the site has that.

    kb new "How tides work"

    kb new "How tides work" --category GUIDES --tag sea --tag moon --draft
    """
    root = site_folder(site)
    snapshot = SiteReader(opened(root)).read()
    asks = sys.stdin.isatty()
    title = " ".join((title or (typer.prompt("Title") if asks else "")).split())
    if not title:
        fail('an article needs a title: kb new "A title"')
    slug = slug or slugify(title)
    if not is_slug(slug):
        meant = did_you_mean(slug, [slugify(slug)])
        fail(f"{slug!r} is no slug: lower-case letters, digits, '-' and '_'{meant}")
    if snapshot.everything.article(slug) is not None:
        owner = snapshot.everything.article(slug)
        fail(f"slug {slug!r} is taken by {owner.source if owner else ''}", FAILED)
    lines = [
        f"title: {scalar(title, '')}",
        f"slug: {slug}",
        f"category: {scalar(_category(snapshot, category, asks=asks), '')}",
        *([f"author: {scalar(author, '')}"] if author else []),
        f"publishedAt: {_today(snapshot)}",
        *([f"tags: [{', '.join(scalar(one, '', in_flow=True) for one in tag)}]"] if tag else []),
        *(["draft: true"] if draft else []),
    ]
    path = f"{folder or _folder(snapshot)}/{slug}.md"
    file = root / path
    if file.exists():
        fail(f"{path} is there already", FAILED)
    template = root / TEMPLATE
    body = template.read_text("utf-8") if template.is_file() else _SKELETON
    file.parent.mkdir(parents=True, exist_ok=True)
    write(file, "---\n" + "\n".join(lines) + f"\n---\n\n{body.lstrip()}")
    say(escape(str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)))


def _category(snapshot: Snapshot, given: str | None, *, asks: bool) -> str:
    """Return the code of the category, as the registry has it."""
    registered = snapshot.registry.of("categories")
    known = list(registered) or [term.key for term in snapshot.everything.of("categories")]
    if given is None and asks:
        for number, code in enumerate(known, 1):
            say(f"  {number}. {escape(code)}")
        given = typer.prompt("Category", default=known[0] if known else None)
        if given.isdecimal() and 0 < int(given) <= len(known):
            return known[int(given) - 1]
    if given is None:
        if len(known) == 1:
            return known[0]
        fail(f"an article needs a category: --category with one of {', '.join(known) or 'yours'}")
    key = snapshot.everything.find_key("categories", given)
    found = snapshot.registry.find("categories", given)
    if registered and found is None:
        hint = did_you_mean(given, known) or f" (registered are {', '.join(known)})"
        fail(f"category {given!r} is not registered{hint}")
    return found.key if found else key or given


def _today(snapshot: Snapshot) -> str:
    return datetime.now(ZoneInfo(snapshot.site.settings.timezone)).date().isoformat()


def _folder(snapshot: Snapshot) -> str:
    """Return the folder for new articles: that of the first pattern."""
    pattern = snapshot.site.settings.article_patterns[0]
    fixed = pattern.partition("*")[0].rstrip("/")
    return fixed or "articles"
