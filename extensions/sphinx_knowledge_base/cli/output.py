"""How all commands print: for people on a terminal, for programs as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Something is wrong with the site.
FAILED = 1

#: The command was used incorrectly.
WRONG_USE = 2


def out() -> Console:
    """Return the console for results; it has colours on terminals, and heeds NO_COLOR."""
    return Console(highlight=False, soft_wrap=True)


def err() -> Console:
    """Return the console for messages about progress and errors."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: RenderableType) -> None:
    """Print a result; texts of authors in it must have been escaped."""
    out().print(text)


def say_json(value: Any) -> None:
    """Print *value* as JSON, for programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def fail(message: str, status: int = WRONG_USE) -> NoReturn:
    """End the command with a message."""
    err().print(f"[bold red]kb:[/] {escape(message)}")
    raise typer.Exit(status)


def near(path: Path) -> str:
    """Return *path* relative to the working directory, if it is below it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: ``1 file``, ``2 files``."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
