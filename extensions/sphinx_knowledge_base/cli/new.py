"""``kb new``: start an article."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from sphinx_knowledge_base.cli.output import FAILED, err, fail, near, say
from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder, snapshot_of
from sphinx_knowledge_base.core.problems import did_you_mean
from sphinx_knowledge_base.core.reading.encoding import decode
from sphinx_knowledge_base.core.reading.positions import Fault
from sphinx_knowledge_base.core.slugs import is_slug, slugify
from sphinx_knowledge_base.editing.front_matter_edits import scalar
from sphinx_knowledge_base.editing.text import write

if TYPE_CHECKING:
    from sphinx_knowledge_base.checking.snapshot import Snapshot

app = typer.Typer(add_completion=False)

#: The site's own skeleton of a body.
TEMPLATE = "_templates/article.md"

_DRAFT = "draft: true  # delete this line to publish the article"

#: Comments for the author to fill in once the article has been reviewed.
_REVIEWS = (
    "# reviewedAt: {today}  # the last review: 'kb status' shows when the next one is due",
    "# reviewEvery: 24 months",
)

_SKELETON = "The first paragraph says what the reader will gain.\n\n## A Section\n\nText.\n"


@app.command()
def new(
    title: Annotated[str | None, typer.Argument(help="Title of the article.")] = None,
    site: SiteOption = None,
    category: Annotated[
        str | None, typer.Option("--category", "-c", help="Code or title of its category.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", "-t", help="A tag; repeat for several.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="Who wrote it.")] = None,
    slug: Annotated[
        str | None, typer.Option(help="Its address; by default, made from the title.")
    ] = None,
    draft: Annotated[
        bool, typer.Option(help="Start it as a draft, which is not published.")
    ] = True,
    folder: Annotated[
        Path | None, typer.Option(help="The folder of its file, relative to the site.")
    ] = None,
) -> None:
    """Start an article: a file with valid front matter and an outline.

    Asks for what is missing. The text comes from _templates/article.md, if the site has that.
    The article is a draft: kb preview shows it. Delete the line 'draft' to publish it.

    kb new "How tides work"

    kb new "How tides work" --category GUIDES --tag sea --tag moon --no-draft
    """
    root = site_folder(site)
    snapshot = snapshot_of(root)
    asks = sys.stdin.isatty()
    title = " ".join((title or (typer.prompt("Title") if asks else "")).split())
    if not title:
        fail('an article needs a title: kb new "A title"')
    if not (slug := slug or slugify(title)):
        fail(f"the title {title!r} gives no address: choose one with --slug")
    if not is_slug(slug):
        meant = did_you_mean(slug, [slugify(slug)]) if slugify(slug) else ""
        fail(f"{slug!r} is not a slug: use lower-case letters, digits, '-' and '_'{meant}")
    if snapshot.everything.article(slug) is not None:
        owner = snapshot.everything.article(slug)
        fail(f"slug {slug!r} is taken by {owner.source if owner else ''}", FAILED)
    tags = [label for one in tag or () if (label := " ".join(one.split()))]
    today = _today(snapshot)
    lines = [
        f"title: {scalar(title, '')}",
        f"slug: {slug}",
        f"category: {scalar(_category(snapshot, category, asks=asks), '')}",
        *([f"author: {scalar(author, '')}"] if author else []),
        f"publishedAt: {today}",
        *([f"tags: [{', '.join(scalar(one, '', in_flow=True) for one in tags)}]"] if tags else []),
        *([_DRAFT] if draft else []),
        *(line.format(today=today) for line in _REVIEWS),
    ]
    path = _path(snapshot, folder, slug)
    file = root / path
    if file.exists():
        fail(f"{path} already exists", FAILED)
    body = _body(root / TEMPLATE)
    file.parent.mkdir(parents=True, exist_ok=True)
    write(file, "---\n" + "\n".join(lines) + f"\n---\n\n{body.lstrip()}")
    say(escape(near(file)))
    if draft:
        err().print("It is a draft: 'kb preview' shows it; delete the line 'draft' to publish it.")


def _path(snapshot: Snapshot, folder: Path | None, slug: str) -> str:
    """Return the path of the new file, in the folder for new articles if none is given."""
    site = snapshot.site
    # The part of the first pattern before its first wildcard.
    first = re.split(r"[*?\[]", site.settings.article_patterns[0])[0].rpartition("/")[0]
    place = (site.root / (folder or first)).resolve()
    if not place.is_relative_to(site.root):
        fail(f"{folder} is not in the site {site.root}")
    if not_a_folder := next((one for one in (place, *place.parents) if one.is_file()), None):
        fail(f"{not_a_folder} is a file: an article needs a folder")
    path = (place / f"{slug}.md").relative_to(site.root).as_posix()
    if not site.takes_article(path):
        patterns = ", ".join(site.settings.article_patterns)
        fail(f"{path} would not be an article of this site: its articles are {patterns}")
    return path


def _body(template: Path) -> str:
    """Return the outline of a text: the site's own, or ours."""
    if not template.is_file():
        return _SKELETON
    text = decode(template.read_bytes())
    if isinstance(text, Fault):
        fail(f"{TEMPLATE}: {text.message}", FAILED)
    return text


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
