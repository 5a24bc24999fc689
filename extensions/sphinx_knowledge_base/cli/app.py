"""The command ``kb`` as a whole: its subcommands and their modules.

A module is imported when its command is called, so no command pays for the imports of another.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from sphinx_knowledge_base import __version__
from sphinx_knowledge_base.cli.output import FAILED, WRONG_USE, err
from sphinx_knowledge_base.core.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The commands in the order in which users need them, and their modules.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "init": "init",
        "import": "import_",
        "build": "build",
        "serve": "serve",
        "preview": "serve",
        "pdf": "build",
        "epub": "build",
        "new": "new",
        "check": "check",
        "schema": "schema",
        "status": "status",
        "list": "articles",
        "show": "articles",
        "stats": "articles",
        "tags": "tags",
        "rename": "rename",
        "links": "links",
        "report": "links",
        "lsp": "lsp",
    }
)

#: The base class of all errors in options and arguments; typer does not export it.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class _Commands(TyperGroup):
    """The commands of :data:`COMMANDS`, each imported when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"sphinx_knowledge_base.cli.{COMMANDS[cmd_name]}")
        found = typer.main.get_command(module.app)
        # A module with one command is that command; one with several is a group of them.
        commands = getattr(found, "commands", {})
        return commands.get(cmd_name, found)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            meant = nearest(name, COMMANDS)
            hint = f" Did you mean '{meant}'?" if meant else ""
            ctx.fail(f"There is no command '{name}'.{hint}\nThere are: {', '.join(COMMANDS)}.")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kb {__version__}")
        raise typer.Exit


@app.callback()
def kb(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Start, write and keep a knowledge base.

    Start one:   kb init my-site

    See it:      kb serve

    Write:       kb new "A title"

    Exit status: 0 if all is well, 1 if something is wrong with the site, 2 if the command was
    used incorrectly.
    """


def main() -> None:
    """Run the command of the command line, and end with its exit status."""
    sys.exit(_run())


def _run() -> int:
    """Run the command and return its exit status; print each error as one sentence."""
    name = "kb" if sys.argv[0].endswith(("__main__.py", "kb")) else None
    try:
        status = app(None if sys.argv[1:] else ["--help"], prog_name=name, standalone_mode=False)
    except _UsageError as error:
        # Pydantic puts this before its messages, if typer reads values with it.
        text = error.format_message().replace("Value error, ", "")  # type: ignore[attr-defined]
        context = getattr(error, "ctx", None)
        command = context.command_path if context is not None else "kb"
        return _said(f"{' '.join(text.split()).rstrip('.')}. See '{command} --help'.", WRONG_USE)
    except typer.Abort:
        return _said("stopped: nothing more was done", FAILED)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _said(f"{place}{error.strerror or error}", FAILED)
    except Exception as error:  # noqa: BLE001 -- whatever it is, its traceback goes into a file
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="kb-", suffix=".log", delete=False
        ) as log:
            traceback.print_exc(file=log)
        what = f"{type(error).__name__}: {error}"
        return _said(f"this is a bug in kb: please report it with {log.name} ({what})", FAILED)
    return status if isinstance(status, int) else 0


def _said(message: str, status: int) -> int:
    """Print what went wrong, and return the exit status."""
    err().print(f"[bold red]kb:[/] {escape(message)}")
    return status
