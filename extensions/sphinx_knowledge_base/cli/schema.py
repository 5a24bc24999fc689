"""``kb schema``: JSON Schemas of front matter and taxonomy, for editors."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sphinx_knowledge_base.cli.output import say, say_json
from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder, snapshot_of
from sphinx_knowledge_base.editing.json_schema import front_matter_schema, taxonomy_schema
from sphinx_knowledge_base.editing.text import write

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer(add_completion=False)


class Which(StrEnum):
    """What a schema is of."""

    FRONT_MATTER = "front-matter"
    TAXONOMY = "taxonomy"


@app.command()
def schema(
    which: Annotated[Which, typer.Argument(help="What to describe.")] = Which.FRONT_MATTER,
    site: SiteOption = None,
    write_files: Annotated[
        bool, typer.Option("--write", help="Write both to .vscode/, where editors find them.")
    ] = False,
) -> None:
    """Print the JSON Schema of front matter or taxonomy, with the terms of this site.

    kb schema

    kb schema taxonomy

    kb schema --write
    """
    root = site_folder(site)
    if write_files:
        for path in write_schemas(root):
            say(path)
    elif which is Which.TAXONOMY:
        say_json(taxonomy_schema())
    else:
        say_json(front_matter_schema(snapshot_of(root)))


def write_schemas(root: Path) -> list[str]:
    """Write both schemas for the site in *root*, and return their paths."""
    snapshot = snapshot_of(root)
    schemas = {
        ".vscode/front-matter.schema.json": front_matter_schema(snapshot),
        ".vscode/taxonomy.schema.json": taxonomy_schema(),
    }
    for path, made in schemas.items():
        (root / path).parent.mkdir(exist_ok=True)
        write(root / path, json.dumps(made, ensure_ascii=False, indent=2) + "\n")
    return list(schemas)
