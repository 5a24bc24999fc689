"""``kb init``: a site of one's own."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.markup import escape

from sphinx_knowledge_base.cli.import_ import import_command
from sphinx_knowledge_base.cli.output import FAILED, fail, say
from sphinx_knowledge_base.cli.schema import write_schemas
from sphinx_knowledge_base.core.slugs import slugify
from sphinx_knowledge_base.starter.site import CONTENT, DEFAULT_CATEGORIES, FILES, Category, NewSite

app = typer.Typer()

_ADDRESS = "https://example.org/"


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where the site will be; made if need be.")],
    name: Annotated[str | None, typer.Option(help="Name of the site.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the interface: en.")] = None,
    address: Annotated[
        str | None, typer.Option(help="Where readers will find it: https://example.org/.")
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option(help="A category; may be given several times.")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Bring the articles of this folder along, see kb import."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
) -> None:
    """Start a site: a folder with settings, a home page and two articles, ready to build.

    Asks for what the options do not say. Files that are there already stay as they are.

    kb init my-site

    kb init my-site --name "My Site" --category Guides --category News --yes

    kb init my-site --from ../old-blog
    """
    if (folder / "conf.py").exists():
        fail(f"{folder} holds a conf.py: there is a site already", FAILED)
    asks = sys.stdin.isatty() and not yes
    default_name = folder.resolve().name.replace("-", " ").replace("_", " ").title()
    site = NewSite(
        name=_one_line("Name of the site", name, default_name, asks),
        language=_one_line("Language (a code such as en, de, fr)", language, "en", asks),
        address=_address(_one_line("Address of the site", address, _ADDRESS, asks)),
        categories=_categories(category, asks),
        # As the settings have it: what is dated tomorrow would not be published yet.
        today=datetime.now(UTC).date(),
    )
    written, kept = site.write(folder, CONTENT if source is not None else ())
    if source is not None:
        import_command(source, folder)
        # Of its categories it has made a taxonomy, if there are any.
        written += site.write(folder, ("articles/",))[0]
    if "conf.py" in written:
        write_schemas(folder)
    for path in kept:
        say(f"[yellow]kept as it is[/] {escape(path)}")
    say(f"[green]{len(written)} files written[/] to {escape(str(folder))}")
    others = sorted(path.name for path in folder.glob("*.md") if path.name not in FILES)
    if others:
        say(
            f"No pages yet: {escape(', '.join(others))}. Name them in include_patterns in conf.py, "
            "or move articles into articles/."
        )
    say("\nNext:")
    if folder.resolve() != Path.cwd():
        say(f"  cd {escape(str(folder))}")
    say("  kb serve              shows the site in your browser")
    say('  kb new "My title"     starts an article')


def _one_line(question: str, given: str | None, default: str, asks: bool) -> str:
    """Return what was given, or the answer to *question*, or *default*."""
    if given is None:
        given = typer.prompt(question, default=default) if asks else default
    return " ".join(given.split()) or default


def _address(given: str) -> str:
    """Return the address with a scheme and a slash at its end."""
    address = given if "://" in given else f"https://{given}"
    try:
        parts = urlsplit(address)
        is_right = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_right = False
    if not is_right or parts.query or parts.fragment or set(address) & set(' <>"\\'):
        fail(f"{given!r} is no address of a site, such as {_ADDRESS}")
    return address.rstrip("/") + "/"


def _categories(given: list[str] | None, asks: bool) -> list[Category]:
    if given is None:
        default = ", ".join(DEFAULT_CATEGORIES)
        answer = typer.prompt("Categories, with commas", default=default) if asks else default
        given = answer.split(",")
    titles = dict.fromkeys(" ".join(title.split()) for title in given)
    by_code = {Category(title).code: Category(title) for title in titles if slugify(title)}
    if not by_code:
        fail("a site needs a category: a name with a letter or a digit in it")
    return list(by_code.values())
