"""Remove old section numbers before Sphinx assigns new ones.

Sphinx writes the numbers into the titles and tables of contents that it keeps, and leaves them
there when a document is in no numbered toctree any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Remove the numbers of the last build.  No document has to be written for that alone."""
    for docname in env.toc_secnumbers:
        if docname in env.titles:
            env.titles[docname].attributes.pop("secnumber", None)
            for reference in env.tocs[docname].findall(nodes.reference):
                reference.attributes.pop("secnumber", None)
    return []
