"""What an author tells robots about a page, through ``html_meta``.

Only reading a document shows it, and the sitemap needs it in every build, so the environment
stores it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: The key in the environment's metadata of a document.
_KEY = "kb-robots"


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Store the content of the document's ``robots`` meta tag."""
    for meta in doctree.findall(nodes.meta):
        if meta.get("name", "").casefold() == "robots":
            app.env.metadata[app.env.current_document.docname][_KEY] = meta.get("content", "")


def robots_of(env: BuildEnvironment, docname: str) -> str:
    """Return what the author tells robots, such as ``noindex, nofollow``; empty if nothing."""
    return str(env.metadata[docname].get(_KEY, ""))
