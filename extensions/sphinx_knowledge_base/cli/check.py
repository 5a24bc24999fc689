"""``kb check``: report the problems of a site without building it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.markup import escape

from sphinx_knowledge_base.checking.checks import failing, problems
from sphinx_knowledge_base.checking.formats import as_github, as_json, as_sarif, summary
from sphinx_knowledge_base.checking.site_settings import BadSettingsError, open_site
from sphinx_knowledge_base.checking.snapshot import SiteReader
from sphinx_knowledge_base.cli.changes import YesOption, change_files
from sphinx_knowledge_base.cli.output import FAILED, err, fail, say
from sphinx_knowledge_base.cli.site_folder import SiteOption, note_placeholder, read, site_folder
from sphinx_knowledge_base.core.problems import Severity
from sphinx_knowledge_base.editing.fixes import fixes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.checking.snapshot import Snapshot
    from sphinx_knowledge_base.core.problems import Problem

app = typer.Typer(add_completion=False)

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


class ReportFormat(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


@app.command()
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Check only these files and folders; by default, all."),
    ] = None,
    site: SiteOption = None,
    form: Annotated[
        ReportFormat, typer.Option("--format", "-f", help="For people or programs.")
    ] = (ReportFormat.TEXT),
    strict: Annotated[bool, typer.Option("--strict", "-W", help="Fail at warnings too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes and no summary.")] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Make the safe repairs, after showing them.")
    ] = False,
    yes: YesOption = False,
) -> None:
    """Report problems of front matter, taxonomy, links, pictures and citations.

    With --fix, kb fixes date formats, quotes, key names, spellings of tags and links to renamed
    articles. It shows a diff first.

    Exit status: 1 if there is an error (an article would be left out), 2 if a FILE is not part of
    the site, 0 otherwise.

    kb check

    kb check articles/new.md --strict

    kb check --fix

    kb check --format github
    """
    root = site_folder(site)
    try:
        reader = SiteReader(open_site(root))
    except BadSettingsError as error:
        _report([error.problem], form)
        raise typer.Exit(FAILED) from None
    snapshot = read(reader)
    found = problems(snapshot)
    wanted = _wanted(snapshot, files, found) if files else None
    if fix:
        changes = fixes(snapshot)
        if wanted is not None:
            changes = {path: change for path, change in changes.items() if path in wanted}
        if change_files(root, changes, yes=yes):
            snapshot = reader.read()
            found = problems(snapshot)
    reader.save()
    if wanted is not None:
        found = [one for one in found if one.path in wanted]
    if quiet:
        found = [one for one in found if one.severity is not Severity.NOTE]
    _report(found, form)
    if form is ReportFormat.TEXT and not quiet:
        if wanted is None:
            note_placeholder(reader.site)
        err().print(escape(summary(found, len(snapshot.documents if wanted is None else wanted))))
    if failing(found, strict=strict):
        raise typer.Exit(FAILED)


def _wanted(snapshot: Snapshot, files: list[Path], found: Sequence[Problem]) -> set[str]:
    """Return the paths of the site that *files* name: the files, and all files below folders."""
    site = snapshot.site
    settings = ("conf.py", site.settings.taxonomy, site.settings.bibliography, site.settings.ledger)
    texts = {*snapshot.documents, *(one.path for one in found)}
    wanted: set[str] = set()
    for file in files:
        path = file.resolve()
        if not path.exists():
            fail(f"there is no file {file}")
        if not path.is_relative_to(site.root):
            fail(f"{file} is not in the site {site.root}")
        name = PurePosixPath(path.relative_to(site.root).as_posix())
        here = {str(name)} & {*texts, *settings}
        if path.is_dir():
            here = {one for one in texts if name in PurePosixPath(one).parents}
        if not here:
            what = "contains no article or page" if path.is_dir() else "is not an article or page"
            fail(f"{file} {what} of this site")
        wanted |= here
    return wanted


def _report(found: Sequence[Problem], form: ReportFormat) -> None:
    match form:
        case ReportFormat.JSON:
            typer.echo(as_json(found))
        case ReportFormat.SARIF:
            typer.echo(as_sarif(found))
        case ReportFormat.GITHUB if found:
            typer.echo(as_github(found))
        case ReportFormat.TEXT:
            for one in found:
                colour = _COLOURS[one.severity]
                place = f"[bold]{escape(f'{one.path}:{one.line}:{one.column}')}:[/]"
                kind = f"[{colour}]{one.severity.value}:[/]"
                say(f"{place} {kind} {escape(f'{one.message} [kb.{one.type}]')}")
