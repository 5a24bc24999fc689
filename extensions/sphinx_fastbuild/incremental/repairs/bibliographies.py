"""Keep the citations of ``sphinxcontrib.bibtex`` in the order of documents.

Labels and warnings depend on which bibliography comes first.  The bibliography of a document that
is read again would come last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Sort bibliographies and references by document, as a clean serial build does."""
    data = env.domaindata.get("cite", {})
    if isinstance(found := data.get("bibliographies"), dict):
        in_order = sorted(found.items(), key=lambda item: item[0].docname)
        found.clear()
        found.update(in_order)
    if isinstance(references := data.get("citation_refs"), list):
        references.sort(key=lambda reference: reference.docname)
