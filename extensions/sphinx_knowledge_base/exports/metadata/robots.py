"""Instructions of authors for robots, from ``html_meta``.

They are known only after reading a document, but the sitemap needs them in every build, so the
environment stores them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from typing import Any

    from sphinx.environment import BuildEnvironment

#: The key in the environment's metadata of a document.
_KEY = "kb-robots"


class RecordInstructions(SphinxTransform):
    """Store the content of the document's ``robots`` meta tag."""

    # After all that removes tags.
    default_priority = 879
    fastbuild_needs = (nodes.meta,)
    fastbuild_adds = False

    def apply(self, **kwargs: Any) -> None:
        for meta in self.document.findall(nodes.meta):
            if meta.get("name", "").casefold() == "robots":
                self.env.metadata[self.env.docname][_KEY] = meta.get("content", "")


def robots_of(env: BuildEnvironment, docname: str) -> str:
    """Return the author's instructions for robots, such as ``noindex, nofollow``; may be empty."""
    return str(env.metadata[docname].get(_KEY, ""))
