"""``kb check``: what is wrong with the site, without building it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.markup import escape

from sphinx_knowledge_base.checking.checks import failing, problems
from sphinx_knowledge_base.checking.formats import as_github, as_json, as_sarif, summary
from sphinx_knowledge_base.checking.site import BadSettingsError, open_site
from sphinx_knowledge_base.checking.snapshot import SiteReader
from sphinx_knowledge_base.cli.changes import YesOption, change_files
from sphinx_knowledge_base.cli.output import FAILED, err, fail, say
from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.editing.fixes import fixes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.core.problems import Problem
    from sphinx_knowledge_base.editing.text import Changes

app = typer.Typer()

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


class Format(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Report only these files; all without any.")
    ] = None,
    site: SiteOption = None,
    format_: Annotated[Format, typer.Option("--format", help="For people or programs.")] = (
        Format.TEXT
    ),
    strict: Annotated[bool, typer.Option("--strict", "-W", help="Fail at warnings too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes and no summary.")] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Repair what is safe to repair, after showing it.")
    ] = False,
    yes: YesOption = False,
) -> None:
    """Tell what is wrong with front matter, taxonomy, links, pictures and citations.

    With --fix, the forms of dates, quotes, names of keys, spellings of tags and links to renamed
    articles are put right: as a diff first, then in the files.

    Exit status: 1 if there is an error (an article would be left out), 0 otherwise.

    kb check

    kb check articles/new.md --strict

    kb check --fix

    kb check --format github
    """
    root = site_folder(site)
    try:
        reader = SiteReader(open_site(root))
    except BadSettingsError as error:
        _report([error.problem], format_)
        raise typer.Exit(FAILED) from None
    snapshot = reader.read()
    if fix and change_files(root, _wanted(root, files, fixes(snapshot)), yes=yes):
        snapshot = reader.read()
    found = problems(snapshot)
    reader.save()
    if files:
        wanted = {_in_site(root, file) for file in files}
        found = [one for one in found if one.path in wanted]
    if quiet:
        found = [one for one in found if one.severity is not Severity.NOTE]
    _report(found, format_)
    if format_ is Format.TEXT and not quiet:
        err().print(escape(summary(found, len(files or snapshot.documents))))
    if failing(found, strict=strict):
        raise typer.Exit(FAILED)


def _wanted(root: Path, files: list[Path] | None, changes: Changes) -> Changes:
    if not files:
        return changes
    wanted = {_in_site(root, file) for file in files}
    return {path: change for path, change in changes.items() if path in wanted}


def _in_site(root: Path, file: Path) -> str:
    path = file.resolve()
    if not path.is_relative_to(root):
        fail(f"{file} is not in the site {root}")
    return path.relative_to(root).as_posix()


def _report(found: Sequence[Problem], format_: Format) -> None:
    match format_:
        case Format.JSON:
            typer.echo(as_json(found))
        case Format.SARIF:
            typer.echo(as_sarif(found))
        case Format.GITHUB if found:
            typer.echo(as_github(found))
        case Format.TEXT:
            for one in found:
                colour = _COLOURS[one.severity]
                place = f"[bold]{escape(f'{one.path}:{one.line}:{one.column}')}:[/]"
                kind = f"[{colour}]{one.severity.value}:[/]"
                say(f"{place} {kind} {escape(f'{one.message} [kb.{one.type}]')}")
