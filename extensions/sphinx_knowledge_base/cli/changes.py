"""Show changes of files as a diff, and write them when the user agrees."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.text import Text

from sphinx_knowledge_base.cli.output import FAILED, err, fail, say
from sphinx_knowledge_base.editing.text import diff, write

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_knowledge_base.editing.text import Changes

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Write the changes; ask nothing.")]

_COLOURS: Final = {"+": "green", "-": "red", "@": "cyan"}


def change_files(root: Path, changes: Changes, *, yes: bool) -> bool:
    """Show *changes* of files below *root*; return whether the user agreed and they were written.

    Without a terminal there is no one to ask: nothing is written unless *yes* is set.
    """
    if not changes:
        return False
    for line in diff(changes).splitlines():
        say(Text(line, _COLOURS.get(line[:1], "")))
    count = f"{len(changes)} file{'s' if len(changes) != 1 else ''}"
    asks = not yes and sys.stdin.isatty()
    if asks:
        yes = typer.confirm(f"Change {count}?", default=True)
    if not yes:
        err().print("Nothing was changed." + ("" if asks else " Use --yes to write the changes."))
        return False
    for path in changes:  # all or none: a rename in half of the files would break links
        folder = next(one for one in (root / path).parents if one.is_dir())
        if not os.access(folder, os.W_OK):
            fail(f"{path} cannot be changed: {folder} is not writable", FAILED)
    for path, (_, after) in changes.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        write(file, after)
    err().print(f"Changed {count}.")
    return True
