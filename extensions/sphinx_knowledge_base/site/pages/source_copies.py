"""Copies of sources (``_sources``): leave out sources that name an unpublished article.

A page shows nothing of an unpublished article, even if its source names it: among the related
articles, in a link, in a role, in a comment.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_knowledge_base.build.project import catalog_of

if TYPE_CHECKING:
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def names_unpublished(env: BuildEnvironment, docname: str) -> bool:
    """Return whether the source of *docname* names an unpublished article."""
    pattern = catalog_of(env).unpublished_names
    if pattern is None:
        return False
    return bool(pattern.search(Path(env.doc2path(docname)).read_text("utf-8", "replace")))


def on_html_page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Do not publish a source that names an unpublished article; remove an earlier copy."""
    name = context.get("sourcename")
    if name and doctree is not None and names_unpublished(app.env, pagename):
        context["sourcename"] = ""
        (Path(app.outdir) / "_sources" / name).unlink(missing_ok=True)
