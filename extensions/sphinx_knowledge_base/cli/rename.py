"""``kb rename``: rename a tag, an author, a category or a slug everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from sphinx_knowledge_base.cli.changes import YesOption, change_files
from sphinx_knowledge_base.cli.output import FAILED, fail
from sphinx_knowledge_base.cli.site_folder import SiteOption, site_folder, snapshot_of
from sphinx_knowledge_base.editing.rename import RenameError, rename_slug, rename_term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_knowledge_base.core.model import Taxonomy

app = typer.Typer(add_completion=False)


class What(StrEnum):
    """What can be renamed."""

    TAG = "tag"
    CATEGORY = "category"
    AUTHOR = "author"
    SLUG = "slug"


_TAXONOMIES: Mapping[What, Taxonomy] = {
    What.TAG: "tags",
    What.CATEGORY: "categories",
    What.AUTHOR: "authors",
}


@app.command()
def rename(
    what: Annotated[What, typer.Argument(help="What to rename.")],
    old: Annotated[str, typer.Argument(help="Its name now.")],
    new: Annotated[str, typer.Argument(help="Its new name.")],
    site: SiteOption = None,
    yes: YesOption = False,
) -> None:
    """Rename something in all articles, the taxonomy, links and the ledger, after showing it.

    Old addresses keep working: an old slug becomes an alias, an old term a synonym.

    kb rename tag "chronic-pain" "Chronic pain"

    kb rename slug how-tides-work tides
    """
    root = site_folder(site)
    snapshot = snapshot_of(root)
    try:
        if what is What.SLUG:
            changes = rename_slug(snapshot, old, new)
        else:
            changes = rename_term(snapshot, _TAXONOMIES[what], old, new)
    except RenameError as error:
        fail(str(error), FAILED)
    changes = {path: change for path, change in changes.items() if change[0] != change[1]}
    change_files(root, changes, yes=yes)
