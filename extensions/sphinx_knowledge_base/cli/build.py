"""``kb build``, ``kb pdf`` and ``kb epub``: the site and its books, made by Sphinx."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from sphinx.cmd.build import main as sphinx_build

from sphinx_knowledge_base.cli.output import FAILED, err, fail, near, say
from sphinx_knowledge_base.cli.site_folder import SiteOption, note_placeholder, opened, site_folder
from sphinx_knowledge_base.cli.sphinx_options import (
    check_builder,
    check_jobs,
    check_options,
    check_settings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_knowledge_base.checking.site_settings import SiteFolder

app = typer.Typer(add_completion=False)

#: The folder of all builds, inside the site's folder.
BUILD = "_build"

StrictOption = Annotated[
    bool, typer.Option("--strict", "-W", help="Report all warnings, and fail if there are any.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Report only problems.")]
SettingOption = Annotated[
    list[str] | None,
    typer.Option("--setting", "-D", metavar="NAME=VALUE", help="Override a setting of conf.py."),
]
JobsOption = Annotated[str, typer.Option("--jobs", "-j", help="The number of processes.")]
SphinxOptions = Annotated[
    list[str] | None,
    typer.Argument(metavar="-- OPTIONS", help="Options of sphinx-build.", show_default=False),
]
BookOption = Annotated[str | None, typer.Option("--book", help="Make only this book.")]


@app.command()
def build(
    more: SphinxOptions = None,
    site: SiteOption = None,
    builder: Annotated[
        str, typer.Option("--builder", "-b", help="html, dirhtml, or any other builder.")
    ] = "html",
    strict: StrictOption = False,
    quiet: QuietOption = False,
    clean: Annotated[bool, typer.Option("--clean", help="Rebuild everything.")] = False,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Show drafts and scheduled articles, marked.")
    ] = False,
    setting: SettingOption = None,
    jobs: JobsOption = "auto",
) -> None:
    """Build the site.

    kb build

    kb build --builder dirhtml --strict

    kb build -- -n -W
    """
    if more and not more[0].startswith("-"):
        fail(f"{more[0]!r} is not an option: choose a builder with --builder {more[0]}")
    check_options(more or ())
    root = site_folder(site)
    output = root / BUILD / ("preview" if drafts else "")
    if drafts:
        os.environ["KB_DRAFTS"] = "1"
    options = _options(strict=strict, quiet=quiet, settings=setting, jobs=jobs)
    if clean:
        options += ["--fresh-env", "--write-all"]
    options += more or ()
    found = _sphinx(builder, root, output, options)
    if not quiet:
        note_placeholder(found)
        index = output / builder / "index.html"
        made = index if index.is_file() else output / builder
        say(f"The site is at {escape(near(made))}")


@app.command()
def pdf(
    site: SiteOption = None,
    book: BookOption = None,
    strict: StrictOption = False,
    quiet: QuietOption = False,
    setting: SettingOption = None,
    jobs: JobsOption = "auto",
) -> None:
    """Make the books as PDF; needs TeX Live with XeLaTeX and latexmk.

    kb pdf --book patients
    """
    root = site_folder(site)
    if shutil.which("latexmk") is None:
        fail("a PDF needs latexmk and XeLaTeX: install TeX Live or MacTeX, or MiKTeX with Perl")
    options = _options(strict=strict, quiet=quiet, settings=setting, jobs=jobs, book=book)
    _sphinx("latex", root, root / BUILD, options)
    folder = root / BUILD / "latex"
    for source in sorted(folder.glob("*.tex")):
        if "\\documentclass" in source.read_text(encoding="utf-8", errors="replace")[:2000]:
            _latexmk(source, folder, quiet=quiet)


@app.command()
def epub(
    site: SiteOption = None,
    book: BookOption = None,
    strict: StrictOption = False,
    quiet: QuietOption = False,
    setting: SettingOption = None,
    jobs: JobsOption = "auto",
) -> None:
    """Make the books as EPUB."""
    root = site_folder(site)
    options = _options(strict=strict, quiet=quiet, settings=setting, jobs=jobs, book=book)
    _sphinx("epub", root, root / BUILD, options)
    if not quiet:
        for made in sorted((root / BUILD / "epub").glob("*.epub")):
            say(escape(near(made)))


def _options(
    *,
    strict: bool,
    quiet: bool,
    settings: Sequence[str] | None,
    jobs: str,
    book: str | None = None,
) -> list[str]:
    """Return the equivalent options of sphinx-build."""
    check_settings(settings or ())
    check_jobs(jobs)
    given = [*(settings or ()), *([f"kb_book={book}"] if book else ())]
    return [
        *(["-W"] if strict else []),
        *(["-q"] if quiet else []),
        *(option for one in given for option in ("-D", one)),
        "-j",
        jobs,
    ]


def _sphinx(builder: str, root: Path, output: Path, options: Sequence[str]) -> SiteFolder:
    """Build, and return the site; end the command if the build fails."""
    site = opened(root)  # reports wrong settings more briefly than Sphinx
    if not any(site.docname(path) == site.home for path in site.documents(site.odd_files())):
        fail(f"there is no home page: write {site.home}.md beside conf.py", FAILED)
    check_builder(root, builder)
    # As with -M, the outputs of all builders are side by side and share their doctrees.
    places = [str(root), str(output / builder), "-d", str(output / "doctrees")]
    if sphinx_build(["-b", builder, *places, *options]):
        raise typer.Exit(FAILED)
    return site


def _latexmk(source: Path, folder: Path, *, quiet: bool) -> None:
    """Make the PDF of a LaTeX file."""
    engine = "-xelatex" if "\\usepackage{fontspec}" in source.read_text("utf-8") else "-pdf"
    command = ["latexmk", engine, "-quiet", "-interaction=nonstopmode", source.name]
    done = subprocess.run(  # noqa: S603 -- a fixed program; the name is that of our own file
        command, cwd=folder, check=False, capture_output=True, text=True
    )
    made = source.with_suffix(".pdf")
    if done.returncode or not made.is_file():
        err().print(escape(done.stdout[-3000:] + done.stderr[-3000:]))
        fail(f"LaTeX made no PDF of {source.name}: see {source.with_suffix('.log').name}", FAILED)
    if not quiet:
        say(escape(near(made)))
