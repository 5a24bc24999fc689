"""The command ``kb`` as a whole: which commands there are, and where each one lives.

A module is imported when its command is called, so that none pays for what another needs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from sphinx_knowledge_base import __version__
from sphinx_knowledge_base.core.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The commands in the order in which a person meets them, and the modules that have them.
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


class _Commands(TyperGroup):
    """The commands of :data:`COMMANDS`, each loaded when it is asked for."""

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
    no_args_is_help=True,
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
    called in a wrong way.
    """


def main() -> None:
    """Run the command that the shell asked for."""
    app(prog_name="kb" if sys.argv[0].endswith(("__main__.py", "kb")) else None)
