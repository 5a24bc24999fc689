"""``kb init``: start a site."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from rich.markup import escape

from sphinx_knowledge_base.cli.languages import UnknownLanguageError, language_code
from sphinx_knowledge_base.cli.output import FAILED, counted, fail, say
from sphinx_knowledge_base.cli.schema import write_schemas
from sphinx_knowledge_base.cli.site_folder import PLACEHOLDER
from sphinx_knowledge_base.core.slugs import slugify
from sphinx_knowledge_base.importers.model import Options
from sphinx_knowledge_base.starter.new_site import (
    CONTENT,
    DEFAULT_CATEGORIES,
    FILES,
    Category,
    NewSite,
)

if TYPE_CHECKING:
    from sphinx_knowledge_base.cli.import_ import Described

app = typer.Typer(add_completion=False)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder of the site; created if necessary.")],
    name: Annotated[str | None, typer.Option(help="Name of the site.")] = None,
    language: Annotated[str | None, typer.Option(help="Its code: en, de, fr...")] = None,
    address: Annotated[
        str | None, typer.Option(help="Its address on the web: https://example.org/.")
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option(help="A category; repeat for several.")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="Import the articles of this folder; see kb import."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
) -> None:
    """Start a site: a folder with settings, a home page and two articles, ready to build.

    Asks for everything that the options leave open. Existing files stay as they are.

    kb init my-site

    kb init my-site --name "My Site" --category Guides --category News --yes

    kb init my-site --from ../old-blog
    """
    _check_folder(folder)
    asks = sys.stdin.isatty() and not yes
    if source is None:
        site = _asked(folder, None, name, language, address, category, asks=asks)
        written, kept = site.write(folder)
    else:
        from sphinx_knowledge_base.cli import import_  # noqa: PLC0415 -- takes long to load

        known = import_.described(source)
        site = _asked(folder, known, name, language, address, category, asks=asks)
        # A dry run first: it reports every fault of the source before anything is written.
        plan = import_.run_import(source, folder, Options(dry_run=True))
        targets = {fate.target: fate.role for fate in plan.files.values() if fate.target}
        pages = sorted(target for target, role in targets.items() if role == "page")
        site = replace(site, pages=pages, settings=plan.settings)
        written, kept = site.write(folder, (*CONTENT, *targets))
        account = import_.run_import(source, folder, Options())
        # The new conf.py has the settings already.
        account.notes = [note for note in account.notes if note.type != "settings"]
        import_.show_account(account)
        command = f"kb import {_quoted(source)} {_quoted(folder)} --dry-run --report report.html"
        say(f"\nFor a full report of every file and place: {escape(command)}\n")
        written += account.changes["written"]
        # The import has already written a taxonomy if the source has categories.
        written += site.write(folder, ("articles/",))[0]
    written += write_schemas(folder)
    _tell(folder, site, written, kept)


def _check_folder(folder: Path) -> None:
    """End the command if no site can be made in *folder*."""
    file = next((one for one in (folder, *folder.parents) if one.is_file()), None)
    if file is not None:
        fail(f"{file} is a file: a site needs a folder")
    if (folder / "conf.py").exists():
        fail(
            f"{folder} contains a conf.py: it is a site already; 'kb import' adds articles to it",
            FAILED,
        )


def _asked(
    folder: Path,
    known: Described | None,
    name: str | None,
    language: str | None,
    address: str | None,
    category: list[str] | None,
    *,
    asks: bool,
) -> NewSite:
    """Return the site that the options, the source and the answers to questions describe."""
    title, code, place = known or ("", "", "")
    title = title or folder.resolve().name.replace("-", " ").replace("_", " ").title()
    name = _one_line("Name of the site", name, title, asks)
    language = _one_line("Language (a code such as en, de, fr)", language, code or "en", asks)
    try:
        language = language_code(language)
    except UnknownLanguageError as error:
        fail(str(error))
    return NewSite(
        name=name,
        language=language,
        address=_address(_one_line("Address of the site", address, place or PLACEHOLDER, asks)),
        categories=_categories(category, asks and known is None),
        # In UTC, as in the settings: an article dated tomorrow would not be published yet.
        today=datetime.now(UTC).date(),
    )


def _tell(folder: Path, site: NewSite, written: list[str], kept: list[str]) -> None:
    """Print what was done, and the next steps."""
    for path in kept:
        say(f"[yellow]kept as it is[/] {escape(path)}")
    say(f"[green]{counted(len(written), 'file')} written[/] to {escape(str(folder))}")
    pages = {*FILES, *site.pages}
    others = sorted(path.name for path in folder.glob("*.md") if path.name not in pages)
    if others:
        say(
            f"No pages yet: {escape(', '.join(others))}. Name them in include_patterns in conf.py, "
            "or move articles into articles/."
        )
    texts = sorted(path for path in written if path in FILES and path.endswith(".md"))
    if texts and site.language.partition("_")[0] != "en":
        say(f"These texts are in English; replace them: {', '.join(texts)}")
    say("\nNext:")
    if folder.resolve() != Path.cwd():
        say(f"  cd {escape(_quoted(folder))}")
    say("  kb serve              shows the site in your browser")
    say('  kb new "My title"     starts an article')


def _quoted(folder: Path) -> str:
    """Return a path quoted, so that a shell takes it for one word."""
    return subprocess.list2cmdline([str(folder)]) if os.name == "nt" else shlex.quote(str(folder))


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
        fail(f"{given!r} is not the address of a site, such as {PLACEHOLDER}")
    return address.rstrip("/") + "/"


def _categories(given: list[str] | None, asks: bool) -> list[Category]:
    if given is None:
        default = ", ".join(DEFAULT_CATEGORIES)
        answer = (
            typer.prompt("Categories, separated by commas", default=default) if asks else default
        )
        given = answer.split(",")
    titles = dict.fromkeys(" ".join(title.split()) for title in given)
    by_code = {Category(title).code: Category(title) for title in titles if slugify(title)}
    if not by_code:
        fail("a site needs a category: a name with a letter or a digit in it")
    return list(by_code.values())
