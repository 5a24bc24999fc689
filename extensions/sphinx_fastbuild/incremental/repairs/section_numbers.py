"""Remove old section numbers before Sphinx assigns new ones.

Sphinx writes the numbers into stored titles and tables of contents, and leaves them there when a
document is no longer in a numbered toctree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def on_env_get_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Remove the section numbers of the last build.  This alone makes no page outdated."""
    for docname in env.toc_secnumbers:
        if docname in env.titles:
            env.titles[docname].attributes.pop("secnumber", None)
            for reference in env.tocs[docname].findall(nodes.reference):
                reference.attributes.pop("secnumber", None)
    return []
