"""Check options before sphinx-build gets them: its messages show its own usage, not ours."""

from __future__ import annotations

import io
import tempfile
from contextlib import redirect_stderr
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from sphinx.application import Sphinx
from sphinx.cmd.build import get_parser
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_knowledge_base.cli.output import fail
from sphinx_knowledge_base.core.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Builders that every site has and that are used often.
_COMMON = ("html", "dirhtml", "latex", "epub", "text", "linkcheck", "gettext")


def check_options(options: Sequence[str]) -> None:
    """End the command if sphinx-build does not take *options*."""
    places = ["source", "output"]
    try:
        with redirect_stderr(io.StringIO()) as said:
            get_parser().parse_args([*places, *options])
    except SystemExit as end:
        if not end.code:  # the user asked for its help or its version
            raise
        fail(f"sphinx-build: {said.getvalue().rpartition('error: ')[2].strip()}")


def check_jobs(jobs: str) -> None:
    """End the command if *jobs* is not a number of processes."""
    if jobs != "auto" and not (jobs.isascii() and jobs.isdecimal() and int(jobs[:9])):
        fail(f"--jobs takes a number of processes from 1 on, or 'auto', not {jobs!r}")


def check_settings(settings: Sequence[str]) -> None:
    """End the command if one of *settings* has no name or no value."""
    for setting in settings:
        name, is_there, _ = setting.partition("=")
        if not (name.strip() and is_there):
            fail(f"--setting takes NAME=VALUE, not {setting!r}")


def check_builder(root: Path, builder: str) -> None:
    """End the command if neither Sphinx nor an extension of the site has *builder*."""
    if builder in _COMMON:
        return
    known = {one.name for one in entry_points(group="sphinx.builders")}
    with tempfile.TemporaryDirectory() as folder, patch_docutils(root), docutils_namespace():
        site = Sphinx(root, root, folder, folder, "dummy", status=None, warning=None)
        known |= site.registry.builders.keys()
    if builder not in known:
        hint = did_you_mean(builder, known) or f" (there are {', '.join(sorted(known))})"
        fail(f"there is no builder {builder!r}{hint}")
