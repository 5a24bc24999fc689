"""``kb lsp``: the language server for editors."""

from __future__ import annotations

import typer

from sphinx_knowledge_base.cli.output import fail

app = typer.Typer(add_completion=False)


@app.command()
def lsp() -> None:
    """Run the language server, which talks to an editor over standard input and output.

    Needs the extra lsp: pip install "sphinx-knowledge-base[lsp]"
    """
    try:
        from sphinx_knowledge_base.lsp.server import server  # noqa: PLC0415 -- an extra
    except ModuleNotFoundError as error:
        if error.name not in {"pygls", "lsprotocol"}:
            raise
        fail("the language server is an extra: pip install 'sphinx-knowledge-base[lsp]'")
    server().start_io()
