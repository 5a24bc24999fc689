"""Instructions of authors for robots, from ``html_meta``.

They are known only after reading a document, but the sitemap needs them in every build, so the
environment stores them.
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
    """Return the author's instructions for robots, such as ``noindex, nofollow``; may be empty."""
    return str(env.metadata[docname].get(_KEY, ""))
